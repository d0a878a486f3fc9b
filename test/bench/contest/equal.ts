/** Eight members of a channel ask the same at once, and four in other channels a little later. */

import { ask, type Answered } from '../asking.ts'
import { nextSnowflake, nextWord, pause, type Playground } from '../playground.ts'
import { prose } from '../../workload/prose.ts'
import type { Contender } from './contenders.ts'
import { inRounds, only, type Scene, spread } from './scene.ts'

const MEMBERS = 8
const LATER = 4
const LATER_MS = 1_500
const ROUNDS = 4
/** What is not whole by then is not waited for. */
const WITHIN_MS = 15_000
const GAP_MS = 700

export async function equal(playground: Playground, contenders: readonly Contender[]): Promise<Scene> {
  const played = await inRounds(contenders, ROUNDS, GAP_MS, async ({ url }) => {
    const word = nextWord()
    playground.claude.script(word, [
      { say: `${prose(400)} end${word}`, firstTokenMs: 600, tokensPerSecond: 60, chunkChars: 4 },
    ])
    const bot = { ...playground.bot, url }
    const together = nextSnowflake()
    const one = (channel: string): Promise<Answered> =>
      ask(
        { ...playground, bot },
        {
          channel,
          member: { id: nextSnowflake(), username: 'bench' },
          options: { prompt: `Tell me something about ${word} please` },
        },
        (text) => text.includes(`end${word}`),
        WITHIN_MS,
      )
    const atOnce = await Promise.all(Array.from({ length: MEMBERS }, () => one(together)))
    await pause(LATER_MS)
    const later = await Promise.all(Array.from({ length: LATER }, () => one(nextSnowflake())))
    // The short calls that ask whether an answer may be given to others are calls, too.
    const asked = await playground.claude.requests(word)
    const judged = await playground.claude.requests(word, undefined, true)
    return { atOnce, later, calls: asked.length + judged.length }
  })
  return Object.fromEntries(
    [...played].map(([{ id }, rounds]) => [
      id,
      {
        wholeMs: spread(rounds.flatMap(({ atOnce }) => timesOf(atOnce))),
        laterWholeMs: spread(rounds.flatMap(({ later }) => timesOf(later))),
        claudeCalls: spread(rounds.map(({ calls }) => calls)),
        notWhole: only(
          rounds
            .flatMap(({ atOnce, later }) => [...atOnce, ...later])
            .filter(({ wholeMs }) => wholeMs === undefined).length,
        ),
      },
    ]),
  )
}

/** What was never whole took as long as it was waited for. */
const timesOf = (turns: readonly Answered[]): readonly number[] =>
  turns.map(({ wholeMs }) => wholeMs ?? WITHIN_MS)
