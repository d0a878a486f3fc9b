/** How old what is shown of a long answer is: whole replies with real pages, at many speeds, without real time. */

import { describe, expect, test } from 'vitest'
import { figuresOf, type TurnFigures } from '../bench/timeline.ts'
import { play } from '../fakes/play-reply.ts'
import { codeProse, prose } from '../workload/prose.ts'

/** On the way to Discord, where an edit is visible, and back. */
const [up, down] = [2, 58]

/** An answer in pieces of four characters, as the bench's Claude says it, to a Discord of five calls in five seconds. */
async function shown(text: string, tokensPerSecond: number): Promise<TurnFigures> {
  const firstTextAt = 600
  const pieces = text.match(/[\s\S]{1,4}/gu) ?? []
  const acts = pieces.flatMap((piece) => [piece, 1_000 / tokensPerSecond]).slice(0, -1)
  const played = await play({
    acts: [firstTextAt, ...acts],
    latency: () => ({ up, down }),
    options: { maxPages: 9 },
  })
  const stood = played.discord.calls.map((call) => {
    const [, at = '', message = '', content = ''] = /^([\d.]+) \w+ (\d+): ([\s\S]*)$/.exec(call) ?? []
    return { message, at: Number(at) + up, content }
  })
  const lastTextAt = firstTextAt + ((pieces.length - 1) * 1_000) / tokensPerSecond
  const spoken = { text, firstTextAt, lastTextAt, stopAt: lastTextAt }
  return figuresOf(spoken, stood, '', played.discord.refusals.length)
}

/** Answers of all lengths from `from` to `to` characters, at 30 to 160 tokens a second. */
const many = (make: (length: number) => string, from: number, to: number): Promise<TurnFigures[]> =>
  Promise.all(
    Array.from({ length: 24 }, (_, n) =>
      shown(make(from + ((n * 137) % (to - from))), 30 + ((n * 53) % 131)),
    ),
  )

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

describe('what is shown of a long answer', () => {
  test('is as fresh in the answers of the bench as the tokens allow', async () => {
    const code = await shown(codeProse(4_100, 8), 60)
    expect(code).toMatchObject({ refused: 0, lost: 0, openFences: 0 })
    expect(code.meanAgeMs).toBeLessThanOrEqual(700)
    expect(code.maxAgeMs).toBeLessThanOrEqual(1_900)
    const long = await shown(prose(10_400), 120)
    expect(long).toMatchObject({ refused: 0, lost: 0 })
    expect(long.meanAgeMs).toBeLessThanOrEqual(730)
  })

  test.each([
    ['prose of two to three pages', prose, 3_000, 5_500, 720],
    ['prose and code', (length: number) => codeProse(length, Math.ceil(length / 500)), 3_000, 5_500, 760],
    ['prose of four to seven pages', prose, 7_000, 13_000, 760],
  ] as const)('is fresh at every speed: %s', async (_, make, from, to, meanAgeMs) => {
    const turns = await many(make, from, to)
    expect(mean(turns.map((turn) => turn.meanAgeMs))).toBeLessThanOrEqual(meanAgeMs)
    expect(Math.max(...turns.map(({ finalLagMs }) => finalLagMs))).toBeLessThanOrEqual(150)
    expect(Math.max(...turns.map(({ firstWordsMs }) => firstWordsMs))).toBeLessThanOrEqual(155)
    expect(turns.every(({ refused, lost }) => refused === 0 && lost === 0)).toBe(true)
  })
})
