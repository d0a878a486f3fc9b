/** Fifty questions in one instant: how soon Discord has the first response to each, which it waits 3 s for. */

import { nextSnowflake, nextWord, pause, post, type Playground } from '../playground.ts'
import { postedText } from '../posted.ts'
import type { Contender } from './contenders.ts'
import { only, type Scene, spread } from './scene.ts'

const AT_ONCE = 50
const ROUNDS = 4
/** The answers that were started are not part of the next burst. */
const REST_MS = 300
const DONE_WITHIN_MS = 4_000
const LATE_MS = 3_000

export async function burst(playground: Playground, contenders: readonly Contender[]): Promise<Scene> {
  const took = new Map<string, number[]>(contenders.map(({ id }) => [id, []]))
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const { id, url } of contenders) {
      const acknowledged = await at(playground, url)
      // The first round warms up.
      if (round > 0) took.get(id)?.push(...acknowledged)
      await pause(REST_MS)
    }
  return Object.fromEntries(
    [...took].map(([id, all]) => [
      id,
      { ackMs: spread(all), late: only(all.filter((ms) => ms >= LATE_MS).length) },
    ]),
  )
}

/** In milliseconds, as Discord saw it; what is dead took as long as Discord waits. */
async function at({ discord, claude }: Playground, url: string): Promise<readonly number[]> {
  const word = nextWord()
  claude.script(word, [{ say: 'Yes.' }])
  const tokens: string[] = []
  const took = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const made = await discord.interact({
        channel: nextSnowflake(),
        member: { id: nextSnowflake(), username: 'bench' },
        options: { prompt: `${word} ${nextSnowflake()}` },
      })
      tokens.push(made.token)
      await post(discord, url, made)
      for (;;) {
        const { ack } = discord.reply(made.token)
        if (ack.state === 'dead') return LATE_MS
        if (ack.ms !== undefined) return ack.ms
        await pause(5)
      }
    }),
  )
  const until = Date.now() + DONE_WITHIN_MS
  while (Date.now() < until && tokens.some((token) => !postedText({ discord }, token).includes('Yes')))
    await pause(25)
  return took
}
