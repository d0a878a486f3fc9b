/** Where MODEL is the only model, what passes by itself is tried once more, and a long wait is told. */

import { beforeEach, expect, test } from 'vitest'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { newBot } from './new-bot.ts'

beforeEach(newBot)

const asked = async (fallback: string, ...answers: unknown[]) => {
  const prompt = unique()
  await script(prompt, ...answers)
  const question = { prompt, channel: snowflake(), member: snowflake() }
  const reply = await askWith({ FALLBACK_MODEL: fallback }, question)
  const models = async (): Promise<readonly string[]> => (await modelCalls(prompt)).map(({ model }) => model)
  return { ...reply, models }
}

const MAIN = 'claude-haiku-5-5'

test.each([
  ['an overload', { status: 529 }, 1_000],
  ['a broken server', { status: 500 }, 1_000],
  ['a server that is away', { status: 503 }, 1_000],
  ['a rate limit', { status: 429 }, 1_000],
  ['a rate limit of a second', { status: 429, headers: { 'retry-after': '1' } }, 1_000],
  [
    'one that is longer than any model is left open for',
    { status: 429, headers: { 'retry-after': '5' } },
    5_000,
  ],
])('after %s it is asked once more', async (_, failure, least) => {
  const reply = await asked('', failure, { say: 'After all.' })
  expect(await reply.text(/After all\.$/)).toBe('After all.')
  expect(await reply.models()).toEqual([MAIN, MAIN])
  expect(Math.max(...reply.pauses)).toBeGreaterThanOrEqual(least)
})

test('the same model named twice is one model', async () => {
  const reply = await asked(MAIN, { status: 529 }, { say: 'After all.' })
  await reply.text(/After all\.$/)
  expect(await reply.models()).toEqual([MAIN, MAIN])
})

test('a second failure is the last', async () => {
  const reply = await asked('', { status: 529 })
  await reply.text(/Claude is overloaded right now/)
  expect(await reply.models()).toEqual([MAIN, MAIN])
})

test('who is told to wait long learns until when, at once', async () => {
  const reply = await asked('', { status: 429, headers: { 'retry-after': '37' } })
  const text = await reply.text(/Please ask again after/)
  const at = Number(/<t:(\d+):T>/.exec(text)?.[1]) * 1_000
  expect(Math.abs(at - Date.now() - 37_000)).toBeLessThan(20_000)
  expect(await reply.models()).toEqual([MAIN])
})
