/** What a call to Claude costs, and the setting PRICES. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noUsage } from '../../src/converse/claude/model-event.ts'
import { dollarsOf, listed, plus, PRICES_OF, readPrices } from '../../src/settings/prices.ts'
import { end, failed, play, said } from '../fakes/play-turn.ts'
import { readSettings, settingsMark } from '../../src/settings/settings.ts'

const M = 1_000_000
const haiku = (usage: Partial<typeof noUsage>): number | undefined =>
  dollarsOf(listed, 'claude-haiku-5-5', { ...noUsage, ...usage })
const sonnet = (
  usage: Partial<typeof noUsage> & { readonly cacheWrite1hTokens?: number },
): number | undefined => dollarsOf(listed, 'claude-sonnet-5-5', { ...noUsage, ...usage })

describe('the listed prices', () => {
  test('are those of Anthropic for a million tokens', () => {
    expect(listed['claude-haiku-5-5']).toEqual({
      input: 0.1,
      output: 0.5,
      cacheWrite5m: 0.125,
      cacheWrite1h: 0.2,
      cacheRead: 0.01,
      step: { tokens: 100_000, times: 5 },
    })
    expect(sonnet({ inputTokens: M })).toBe(2)
    expect(sonnet({ outputTokens: M })).toBe(10)
    expect(sonnet({ cacheWriteTokens: M })).toBe(2.5)
    expect(sonnet({ cacheWriteTokens: M, cacheWrite1hTokens: M })).toBe(4)
    expect(sonnet({ cacheReadTokens: M })).toBe(0.2)
  })

  test('have the date of their source', () => {
    expect(PRICES_OF).toMatch(/^20\d\d-\d\d-\d\d$/)
  })

  test('of Haiku are five times as high for a request of more than 100,000 tokens of input, whatever they are', () => {
    expect(haiku({ inputTokens: 100_000, outputTokens: 1_000 })).toBe(0.0105)
    expect(haiku({ inputTokens: 100_001 })).toBe(0.0500005)
    const mixed = { inputTokens: 1, cacheReadTokens: 60_000, cacheWriteTokens: 40_000 }
    expect(haiku(mixed)).toBe(0.0280005)
    // Output does not count.
    expect(haiku({ outputTokens: 200_000 })).toBe(0.1)
  })

  test.each(['claude-of-tomorrow', '', 'constructor', '__proto__'])(
    'say nothing of the model "%s"',
    (model) => {
      expect(dollarsOf(listed, model, { ...noUsage, inputTokens: M })).toBeUndefined()
    },
  )
})

describe('a sum', () => {
  test('with an unknown part is unknown, and not less', () => {
    expect(plus(0.1, 0.2)).toBe(0.3)
    expect(plus(0.1, undefined)).toBeUndefined()
    expect(plus(undefined, 0)).toBeUndefined()
  })

  test('of calls below the step is the price of their tokens together', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 5 }), (calls) => {
        const each = calls.map((outputTokens) => sonnet({ outputTokens }))
        const all = sonnet({ outputTokens: calls.reduce((sum, one) => sum + one, 0) })
        expect(each.reduce(plus, 0)).toBeCloseTo(all ?? -1, 9)
      }),
    ))
})

describe('PRICES', () => {
  test('stands in for the listed prices of the models that it names', () => {
    const { prices, problems } = readPrices(
      '{"claude-haiku-5-5": {"input": 1, "output": 2}, "mine": {"input": 4, "output": 8, "cache_write_5m": 5, "cache_write_1h": 6, "cache_read": 1, "above": {"tokens": 10, "times": 2}}}',
    )
    expect(problems).toEqual([])
    expect(prices).toEqual({
      ...listed,
      'claude-haiku-5-5': { input: 1, output: 2, cacheWrite5m: 1.25, cacheWrite1h: 2, cacheRead: 0.1 },
      mine: {
        input: 4,
        output: 8,
        cacheWrite5m: 5,
        cacheWrite1h: 6,
        cacheRead: 1,
        step: { tokens: 10, times: 2 },
      },
    })
  })

  test('may be empty, and a model may cost nothing', () => {
    expect(readPrices('').prices).toBe(listed)
    expect(readPrices('{}').prices).toEqual(listed)
    expect(dollarsOf(readPrices('{"own": {"input": 0, "output": 0}}').prices, 'own', noUsage)).toBe(0)
  })

  test.each([
    ['cheap', /^PRICES is not a JSON object such as \{/],
    ['[]', /^PRICES is not a JSON object/],
    ['{"m": 3}', /^PRICES: "m" should be an object with "input" and "output"\.$/],
    ['{"m": {"input": 1}}', /^PRICES: "m" should have its dollars for a million tokens/],
    ['{"m": {"input": "1", "output": 1}}', /^PRICES: "m" should have its dollars/],
    ['{"m": {"input": -1, "output": 1}}', /^PRICES: "m" should have its dollars/],
    [
      '{"m": {"input": 1, "output": 1, "cache": 1}}',
      /^PRICES: "m" may only have input, output, cache_write_5m/,
    ],
    [
      '{"m": {"input": 1, "output": 1, "cache_read": "x"}}',
      /^PRICES: "m" should have dollars in "cache_read"\.$/,
    ],
    [
      '{"m": {"input": 1, "output": 1, "above": 5}}',
      /^PRICES: "m" should have "tokens" and "times" in "above"\.$/,
    ],
  ])('that is wrong is named: %s', (raw, sentence) => {
    const { problems } = readPrices(raw)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(sentence)
  })

  test('is a setting, and changes no answer', () => {
    const env = {
      DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
      DISCORD_APPLICATION_ID: '775799577604522054',
      ANTHROPIC_API_KEY: 'key-of-a-test',
    }
    const markOf = (PRICES: string): string => {
      const read = readSettings({ ...env, PRICES })
      return read.ok ? settingsMark(read.settings) : ''
    }
    expect(readSettings({ ...env, PRICES: 'cheap' })).toMatchObject({ ok: false })
    expect(markOf('{"mine": {"input": 1, "output": 2}}')).toBe(markOf(''))
  })
})

const PRICED = '{"main": {"input": 10, "output": 0}, "other": {"input": 1, "output": 1}}'
const usdOf = async (raw: string): Promise<number | undefined> => {
  const { prices } = readPrices(raw)
  const claude = [[failed('overloaded')], [said('Hello.'), end()]]
  return (await play({ settings: { prices }, claude })).end.report.usd
}

describe('a turn', () => {
  test('costs what all its calls cost, each by its own model', async () => {
    // 5 tokens of the first; then 1, 20 from the cache, 300 into it, and 4,000 said.
    expect(await usdOf(PRICED)).toBe((5 * 10 + 1 + 2 + 375 + 4_000) / M)
  })

  test('has no known cost where one of its models has none', async () => {
    expect(await usdOf('{"other": {"input": 1, "output": 1}}')).toBeUndefined()
  })

  test('from the cache costs nothing', async () => {
    const cache = new Map<string, string>()
    await play({ cache })
    const { end: ended } = await play({ cache })
    expect(ended.report).toMatchObject({ cache: 'hit', usd: 0 })
  })
})
