/** Turns that take minutes: long silences in mid-stream, a late first word, slow words. */

import { play, startPlayground, type Script } from './playground.ts'
import { prose } from '../workload/prose.ts'
import { verdict } from './verdict.ts'

const text = prose(900)

const cases: readonly (readonly [string, Script & Readonly<Record<string, unknown>>])[] = [
  [
    'a gap of 110 s, with pings',
    { say: text, tokensPerSecond: 60, gap: { afterChars: 300, ms: 110_000, pings: true } },
  ],
  [
    'a gap of 15 s, without a byte',
    { say: text, tokensPerSecond: 60, gap: { afterChars: 300, ms: 15_000, pings: false } },
  ],
  ['25 s to the first word', { say: text, firstTokenMs: 25_000, tokensPerSecond: 60 }],
  ['slow words for 200 s', { say: text, tokensPerSecond: text.length / 4 / 200 }],
]

export async function longSilences(): Promise<void> {
  const playground = await startPlayground()
  try {
    await Promise.all(
      cases.map(async ([name, script]) => {
        const began = Date.now()
        const turn = await play(playground, playground.bot.url, script)
        const figures = `${Math.round((Date.now() - began) / 1_000)} s, ${turn.edits} edits, ${turn.lost} lost, ${turn.refused} × 429`
        verdict(name, turn.lost === 0 && turn.refused === 0 && turn.openFences === 0, figures)
      }),
    )
  } finally {
    await playground.close()
  }
}
