/** What a stopped answer has cost: the input is paid, and so is what Claude had written by then. */

import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { listed } from '../../src/settings/prices.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { logged } from './logged.ts'
import { ask } from './member.ts'
import { press } from './press.ts'
import { ended } from './rows.ts'

test('the figures of a stopped turn have its input and the beginning of its answer', async () => {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia' }
  const word = unique()
  const events = await logged(async () => {
    await script(word, {
      say: `First words, ${'and more of them. '.repeat(20)}${word}.`,
      hold: true,
      holdAfterChars: 200,
    })
    const asked = await ask({ prompt: word, ...where })
    // All 200 of them: then the stream is silent.
    await asked.growing(/and mo$/)
    expect(await press(asked, sentence('stop', 'en'), where)).toBe('shown')
    await asked.text(/Stopped by Mia$/)
    await ended(where.channel)
  })
  const turn = events.find(({ evt, thread }) => evt === 'ask.done' && thread === where.channel)
  const [call] = await modelCalls(word)
  const usage = call?.usage
  const price = listed['claude-haiku-5-5']
  expect(turn).toMatchObject({
    outcome: 'stopped',
    claude_calls: 1,
    in_tok: usage?.['input_tokens'],
    cache_read_tok: usage?.['cache_read_input_tokens'],
    cache_write_tok: usage?.['cache_creation_input_tokens'],
  })
  const { in_tok: input, cache_read_tok: read, cache_write_tok: written, out_tok: output } = turn ?? {}
  // 200 characters were written, about 50 tokens.
  expect(Number(output)).toBeGreaterThanOrEqual(40)
  expect(Number(output)).toBeLessThanOrEqual(60)
  const micro =
    Number(input) * (price?.input ?? 0) +
    Number(read) * (price?.cacheRead ?? 0) +
    Number(written) * (price?.cacheWrite5m ?? 0) +
    Number(output) * (price?.output ?? 0)
  expect(turn?.['usd']).toBeCloseTo(micro / 1_000_000, 9)
})
