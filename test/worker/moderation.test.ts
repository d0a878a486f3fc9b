/** What becomes of an answer where a filter takes a part of it, or a moderator closes its thread half-way. */

import { expect, inject, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { request } from './local-server.ts'
import { logged } from './logged.ts'
import { ask } from './member.ts'
import { checkpointed, ended } from './rows.ts'

const moderate = (channel: string, what: Record<string, unknown>): Promise<unknown> =>
  request(`${inject('discord')}/_local/channels/${channel}/moderation`, 'PUT', what)

/** Three pages; the second says the word. */
const lines = (word: string): string =>
  Array.from({ length: 90 }, (_, n) =>
    n === 50 ? `Line ${n} says ${word}.` : `Line ${n} says something of middling length, as lines do.`,
  ).join('\n\n')

test('a page that AutoMod takes gets a sentence, and the others arrive', async () => {
  const [word, bad, channel] = [unique(), unique('bad'), snowflake()]
  await moderate(channel, { words: [bad] })
  await script(word, { say: lines(bad) })
  const asked = await ask({ prompt: word, channel })
  const { messages, violations } = await asked.reply(
    ({ messages: all }) => all.at(-1)?.content.includes('Line 89') === true,
  )
  expect(messages[0]?.content).toContain('Line 0 ')
  expect(messages[1]?.content).toBe(sentence('filtered', 'en'))
  expect(violations).toEqual([])
  await ended(channel)
  expect((await modelCalls(word))[0]?.abortedAt).toBeUndefined()
})

test('a link that Discord takes for harmful ends nothing but its page, in the member’s language', async () => {
  const [word, channel] = [unique(), snowflake()]
  await moderate(channel, { hosts: ['evil.example'] })
  await script(word, { say: 'Look at https://evil.example/gift now.' })
  const asked = await ask({ prompt: word, channel, locale: 'de' })
  expect(await asked.text(/andere Formulierung\.$/)).toBe(sentence('filtered', 'de'))
})

test.each([
  ['archived', { archived: true }],
  ['locked', { locked: true }],
])('a thread that is %s half-way stops Claude, and what was shown is remembered', async (_, what) => {
  const [word, next, channel] = [unique(), unique('next'), snowflake()]
  await script(word, {
    say: `These are the first words. ${'More of it comes here. '.repeat(40)}`,
    hold: true,
    holdAfterChars: 60,
  })
  await script(next, { say: 'And on.' })
  const asked = await ask({ prompt: word, channel })
  await asked.growing(/first words\./)
  await checkpointed(channel)
  const before = (await asked.reply(() => true)).calls.length
  const events = await logged(async () => {
    await moderate(channel, what)
    await release(word)
    await ended(channel)
  })
  expect((await asked.reply(() => true)).calls.length).toBe(before + 1)
  expect(events.find(({ evt, turn }) => evt === 'ask.done' && turn === asked.id)).toMatchObject({
    outcome: 'undelivered',
    why: 'closed',
  })
  await moderate(channel, { archived: false, locked: false })
  await (await ask({ prompt: next, channel })).text('And on.')
  expect(JSON.stringify((await modelCalls(next))[0]?.body)).toContain('These are the first words.')
})
