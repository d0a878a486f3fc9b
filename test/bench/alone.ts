/** The bench of what needs no playground: the pacer against the optimum, and the cost of the pages. */

import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { codeProse, prose } from '../workload/prose.ts'
import { cells, ms, ratio, say, whole } from './print.ts'
import { measure, overPhases } from '../simulation/reference.ts'

export function schedules(): void {
  for (const [windows, figures] of [
    ['starting with the first call', measure],
    ['of the wall clock, median of ten phases', overPhases],
  ] as const) {
    say(`\nThe pacer alone against the best that knew the future (5 calls per 5 s ${windows}; 60 ms)`)
    say(cells('', 'staleness', 'best', 'ratio', 'best, 1 kept', 'ratio', 'final lag'))
    for (const [characters, speed] of [
      [1_700, 30],
      [1_700, 60],
      [4_121, 60],
    ] as const) {
      const row = figures(characters, speed)
      say(
        cells(
          `${characters} characters at ${speed} tokens/s`,
          whole(row.staleness),
          whole(row.best),
          ratio(row.staleness / row.best),
          whole(row.bestKept),
          ratio(row.staleness / row.bestKept),
          ms(row.lagMs),
        ),
      )
    }
  }
}

const perCharacter = (text: string): number => {
  const began = performance.now()
  const growing = startPages()
  for (let at = 0; at < text.length; at += 5) {
    feed(growing, text.slice(at, at + 5))
    frame(growing)
  }
  return ((performance.now() - began) * 1_000) / text.length
}

/** A text is fed five characters at a time, with a look at the frame after each. */
export function pages(): void {
  say('\nThe pages: microseconds for each character, fed five at a time, with a frame after each')
  say(cells('', '2,000', '20,000', '200,000'))
  perCharacter(prose(20_000))
  for (const [name, make] of [
    ['prose', prose],
    ['prose and code', (length: number) => codeProse(length, Math.ceil(length / 600))],
  ] as const) {
    say(cells(name, ...[2_000, 20_000, 200_000].map((length) => perCharacter(make(length)).toFixed(1))))
  }
}
