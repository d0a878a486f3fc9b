/** What the scenes share: all contenders in turn, several times over, and what their turns come to. */

import { pause, quantile } from '../playground.ts'
import type { Contender } from './contenders.ts'
import type { Figures } from './result.ts'

/** One scene: by contender, what it came to. */
export type Scene = Readonly<Record<string, Figures>>

/** The first round only warms up. */
const WARM_UP = 1

/**
 * A, B, C, A, B, C: a turn begins `gapMs` after the one before it, whether that has ended or not, so that all share the
 * machine's mood. Gives what each contender did in the rounds after the warm-up.
 */
export async function inRounds<T>(
  contenders: readonly Contender[],
  rounds: number,
  gapMs: number,
  one: (contender: Contender, round: number) => Promise<T>,
): Promise<ReadonlyMap<Contender, readonly T[]>> {
  const played = new Map<Contender, Promise<T>[]>(contenders.map((contender) => [contender, []]))
  for (let round = 0; round < WARM_UP + rounds; round += 1)
    for (const contender of contenders) {
      played.get(contender)?.push(one(contender, round))
      await pause(gapMs)
    }
  const done = new Map<Contender, readonly T[]>()
  for (const [contender, turns] of played) done.set(contender, (await Promise.all(turns)).slice(WARM_UP))
  return done
}

/** Each named figure of the turns, as median and p95. */
export function spreads<Name extends string>(
  turns: readonly Readonly<Record<Name, number>>[],
  names: readonly Name[],
): Figures {
  return Object.fromEntries(
    names.map((name) => {
      const values = turns.map((turn) => turn[name])
      return [name, spread(values)]
    }),
  )
}

export const spread = (values: readonly number[]): Figures[string] => ({
  p50: rounded(quantile(values, 0.5)),
  p95: rounded(quantile(values, 0.95)),
})

/** A figure that is one number. */
export const only = (value: number): Figures[string] => ({ p50: rounded(value), p95: rounded(value) })

const rounded = (value: number): number => Math.round(value * 10) / 10
