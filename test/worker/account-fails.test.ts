/** An account that Claude does not serve is the operator's to mend: one line in the log, one sentence for each member. */

import { beforeEach, expect, test, vi } from 'vitest'
import { eventually } from './eventually.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { newBot } from './new-bot.ts'

beforeEach(newBot)

test.each([
  ['an empty account', { noCredit: true }, 'spend limit', /budget for Claude is used up/],
  ['a disabled organisation', { disabled: true }, 'account disabled', /has disabled this bot's account/],
])('%s is never the question’s fault, and is not asked again at once', async (_, answer, why, expected) => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const [word, next] = [unique('word'), unique('next')]
  await script(word, answer)
  const channel = snowflake()
  const text = await (await ask({ prompt: word, channel })).text(expected)
  expect(text).not.toMatch(/rephras|file|other words/i)
  await (await ask({ prompt: next, channel })).text(expected)
  expect(await modelCalls(word)).toHaveLength(1)
  expect(await modelCalls(next)).toHaveLength(0)
  await eventually(() =>
    expect(errors.mock.calls).toMatchObject([[{ evt: 'claude.blocked', model: '*', why }]]),
  )
  errors.mockRestore()
})

test('the same in German', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const word = unique()
  await script(word, { noCredit: true })
  const asked = await ask({ prompt: word, locale: 'de' })
  expect(await asked.text(/Budget/)).toMatch(/^Das Budget für Claude ist aufgebraucht/)
})
