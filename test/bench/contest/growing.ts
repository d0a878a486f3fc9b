/** An answer that grows: a short one, one with much code, and one that is far longer than a message. */

import { play, type Played, type Playground } from '../playground.ts'
import { codeProse, prose } from '../../workload/prose.ts'
import type { Contender } from './contenders.ts'
import { inRounds, only, type Scene, spreads } from './scene.ts'

interface Kind {
  readonly say: string
  readonly tokensPerSecond: number
  readonly rounds: number
  readonly gapMs: number
}

export const KINDS: Readonly<Record<'short' | 'code' | 'long', Kind>> = {
  short: { say: prose(700), tokensPerSecond: 60, rounds: 9, gapMs: 330 },
  code: { say: codeProse(4_100, 8), tokensPerSecond: 60, rounds: 5, gapMs: 430 },
  long: { say: prose(10_400), tokensPerSecond: 120, rounds: 5, gapMs: 530 },
}

const FIGURES = [
  'firstWordsMs',
  'finalLagMs',
  'meanAgeMs',
  'maxAgeMs',
  'lost',
  'refused',
  'messages',
  'edits',
  'openFences',
] as const satisfies readonly (keyof Played)[]

/** What Discord is said to allow for an interaction, and the time that a call to it takes. */
const CIRCUMSTANCES = { latencyMs: 60, bucket: { limit: 5, windowMs: 5_000 }, quietMs: 6_500 }

export async function growing(
  playground: Playground,
  contenders: readonly Contender[],
  { say, tokensPerSecond, rounds, gapMs }: Kind,
): Promise<Scene> {
  const told = { say, firstTokenMs: 600, tokensPerSecond }
  const played = await inRounds(contenders, rounds, gapMs, ({ url }) =>
    play(playground, url, told, CIRCUMSTANCES),
  )
  return Object.fromEntries(
    [...played].map(([{ id }, turns]) => [
      id,
      { ...spreads(turns, FIGURES), mostLost: only(Math.max(...turns.map(({ lost }) => lost))) },
    ]),
  )
}
