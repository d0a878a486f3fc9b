/** What `/privacy` tells, in both languages, by the settings that hold. */

import { expect, test } from 'vitest'
import { privacyText } from '../../src/arrive/privacy.ts'
import { problems, settings } from '../fakes/documented-settings.ts'
import { payload } from '../fakes/payload.ts'
import { stage } from '../fakes/front-door.ts'

const facts = { privacyUrl: '', transcriptRetentionDays: 30 }

test('the days are the operator’s, or fewer where the server has set fewer', () => {
  expect(privacyText(facts, undefined, 'en')).toContain('conversation: 30 days after')
  expect(privacyText(facts, 7, 'de')).toContain('Gesprächs: 7 Tage nach')
  expect(privacyText(facts, 90, 'en')).toContain('conversation: 30 days after')
  expect(privacyText(facts, 0, 'en')).toContain('a while after its last question')
})

test('the operator’s page is linked without a preview, where there is one', () => {
  expect(privacyText(facts, undefined, 'en')).not.toContain('All of it')
  const linked = privacyText({ ...facts, privacyUrl: 'https://bot.example/privacy' }, undefined, 'en')
  expect(linked.endsWith('\nAll of it: <https://bot.example/privacy>')).toBe(true)
})

test('it fits into a message', () => {
  const longest = { ...facts, privacyUrl: `https://bot.example/${'x'.repeat(300)}` }
  for (const language of ['en', 'de'] as const)
    expect(privacyText(longest, 3_650, language).length).toBeLessThan(2_000)
})

test('PRIVACY_URL is an https address or nothing', () => {
  expect(settings().privacyUrl).toBe('')
  expect(settings({ PRIVACY_URL: 'https://bot.example/privacy' }).privacyUrl).toBe(
    'https://bot.example/privacy',
  )
  expect(problems({ PRIVACY_URL: 'bot.example' })).toEqual([
    'PRIVACY_URL is "bot.example"; it should be a plain https address such as "https://example.com/privacy".',
  ])
})

test('the reply is for the member alone', async () => {
  const { post } = stage()
  const response = await post(payload('ask-in-guild', { data: { name: 'privacy', type: 1, options: [] } }))
  expect(await response.json()).toMatchObject({
    type: 4,
    data: { flags: 64, content: expect.stringContaining('What I keep') },
  })
})
