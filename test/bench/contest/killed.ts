/** All are killed (SIGKILL) in the middle of an answer and started again at once: what becomes of the answer. */

import { startLives } from '../lives.ts'
import { nextSnowflake, nextWord, pause, post, type Playground } from '../playground.ts'
import { postedText } from '../posted.ts'
import { countSeen, wordsOf } from '../timeline.ts'
import { prose } from '../../workload/prose.ts'
import { startContest } from './contenders.ts'
import { only, type Scene, spread } from './scene.ts'

const ANSWERS = 5
const TEXT = prose(1_600)
/** The answer takes seven seconds: this is the middle of it. */
const KILLED_AFTER_MS = 3_500
/** From the restart on. Threadkeeper's alarms notice some seconds later that a life has ended. */
const WATCHED_MS = 25_000

interface Asked {
  readonly id: string
  readonly token: string
}

/** On a stage of its own, because the runtime that is killed is everybody's who runs in one. */
export async function killed(): Promise<Scene> {
  const lives = await startLives({}, () => undefined)
  try {
    const first = await startContest(lives)
    const asked: Asked[] = []
    for (const { id, url } of first.contenders)
      for (let n = 0; n < ANSWERS; n += 1) asked.push({ id, token: await ask(lives, url) })
    await pause(KILLED_AFTER_MS)
    lives.kill()
    first.kill()
    const killedAt = Date.now()
    await first.close()
    await lives.restart()
    const [again, wholeAt] = await Promise.all([
      startContest(lives),
      watched(lives, asked, Date.now() + WATCHED_MS),
    ])
    await again.close()
    return Object.fromEntries(
      first.contenders.map(({ id }) => {
        const own = asked.filter((one) => one.id === id)
        const times = own.flatMap(({ token }) => wholeAt.get(token) ?? [])
        return [
          id,
          {
            lost: spread(own.map(({ token }) => lostOf(lives, token))),
            notWhole: only(own.length - times.length),
            ...(times.length === 0 ? {} : { wholeAfterMs: spread(times.map((at) => at - killedAt)) }),
          },
        ]
      }),
    )
  } finally {
    await lives.close()
  }
}

async function ask({ discord, claude }: Playground, url: string): Promise<string> {
  const word = nextWord()
  claude.script(word, [{ say: TEXT, continues: true, firstTokenMs: 600, tokensPerSecond: 60, chunkChars: 4 }])
  const made = await discord.interact({
    channel: nextSnowflake(),
    member: { id: nextSnowflake(), username: 'bench' },
    options: { prompt: word },
  })
  await post(discord, url, made)
  return made.token
}

/** When each answer was whole, in milliseconds since 1970. */
async function watched(
  playground: Playground,
  asked: readonly Asked[],
  until: number,
): Promise<ReadonlyMap<string, number>> {
  const wholeAt = new Map<string, number>()
  while (Date.now() < until && wholeAt.size < asked.length) {
    for (const { token } of asked)
      if (!wholeAt.has(token) && lostOf(playground, token) === 0) wholeAt.set(token, Date.now())
    await pause(50)
  }
  return wholeAt
}

const WORDS = wordsOf(TEXT)

/** Characters of words that do not stand there. */
const lostOf = (playground: Playground, token: string): number =>
  WORDS.join('').length - countSeen(WORDS, postedText(playground, token))
