/** What is tried where there is one model only: once more, after a pause that Claude may ask for. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Failure, LONGEST_PAUSE_MS, remedyOfOne, type Why } from '../../src/converse/claude/failure.ts'
import { readSettings } from '../../src/settings/settings.ts'

const failed = (why: Why, retryAfterMs?: number): Failure => ({
  why,
  detail: '',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})
const passing = ['overloaded', 'rate limited', 'unreachable'] as const
const giveUp = { do: 'give up' }

describe.each(passing)('after "%s"', (why) => {
  test('there is one more try, and no third', () => {
    expect(remedyOfOne(failed(why), 1, 0)).toEqual({ do: 'again', afterMs: 1_000, model: 'same' })
    expect(remedyOfOne(failed(why), 2, 0)).toEqual(giveUp)
  })

  test('the pause is as long as Claude says, and chance makes it longer', () => {
    expect(remedyOfOne(failed(why, 5_000), 1, 0)).toMatchObject({ afterMs: 5_000 })
    expect(remedyOfOne(failed(why, 5_000), 1, 0.5)).toMatchObject({ afterMs: 5_500 })
    expect(remedyOfOne(failed(why, 10), 1, 0.5)).toMatchObject({ afterMs: 1_500 })
  })

  test('a longer one is not waited for, and is told', () => {
    const wait = LONGEST_PAUSE_MS + 1
    expect(remedyOfOne(failed(why, wait), 1, 0)).toEqual({ do: 'give up', afterMs: wait })
    expect(remedyOfOne(failed(why, wait), 2, 0)).toEqual({ do: 'give up', afterMs: wait })
  })

  test('nobody comes back before the time that was asked for, nor much after it', () => {
    fc.assert(
      fc.property(
        fc.nat(LONGEST_PAUSE_MS),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (wait, chance) => {
          const next = remedyOfOne(failed(why, wait), 1, chance)
          expect(next.do).toBe('again')
          expect(next.afterMs).toBeGreaterThanOrEqual(wait)
          expect(next.afterMs).toBeLessThan(Math.max(wait, 1_000) + 1_000)
        },
      ),
    )
  })
})

test.each<Why>([
  'spend limit',
  'account disabled',
  'key refused',
  'forbidden',
  'unknown model',
  'bad request',
])('after "%s" there is none', (why) => {
  expect(remedyOfOne(failed(why), 1, 0)).toEqual(giveUp)
})

test.each([
  ['', 'main', 'main'],
  ['  ', 'main', 'main'],
  [undefined, 'main', 'claude-sonnet-5-5'],
  ['other', 'main', 'other'],
])('FALLBACK_MODEL %j with MODEL %j is %j', (fallback, main, expected) => {
  const env = {
    DISCORD_PUBLIC_KEY: 'a'.repeat(64),
    DISCORD_APPLICATION_ID: '1',
    ANTHROPIC_API_KEY: 'sk-ant-test',
    MODEL: main,
    FALLBACK_MODEL: fallback,
  }
  const read = readSettings(env)
  expect(read.ok ? read.settings.fallbackModel : read.problems).toBe(expected)
})
