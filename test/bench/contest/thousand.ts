/** A thousand turns in two hundred threads, sixty at once. */

import { nextSnowflake, nextWord, pause, post, quantile, type Playground } from '../playground.ts'
import { postedText } from '../posted.ts'
import { prose } from '../../workload/prose.ts'
import type { Contender } from './contenders.ts'
import type { Figures } from './result.ts'
import { only, type Scene } from './scene.ts'

interface Size {
  readonly turns: number
  readonly threads: number
  readonly atOnce: number
}

const SIZE: Size = { turns: 1_000, threads: 200, atOnce: 60 }
const WARM_UP: Size = { turns: 40, threads: 40, atOnce: 20 }

/** A reply in which nothing happened for so long has come to its end: longer than any limit or queue lasts. */
const QUIET_MS = 30_000
/** Who was not answered in time asks something else, but not at once. */
const DEAD_MS = 5_000
const LOOK_EVERY_MS = 25
/** Sixty in one instant would only measure how long this machine opens new threads; `burst` does that. */
const ONE_AFTER_ANOTHER_MS = 40

/** One contender after another: each has the machine for itself. */
export async function thousand(playground: Playground, contenders: readonly Contender[]): Promise<Scene> {
  const scene: Record<string, Figures> = {}
  for (const { id, url } of contenders) {
    await turnsOf(playground, url, WARM_UP)
    scene[id] = await turnsOf(playground, url, SIZE)
    playground.claude.clearScripts()
  }
  return scene
}

async function turnsOf(playground: Playground, url: string, size: Size): Promise<Figures> {
  const { turns: count, threads, atOnce } = size
  const places = Array.from({ length: threads }, () => ({
    channel: nextSnowflake(),
    member: nextSnowflake(),
  }))
  const began = performance.now()
  const done: Turn[] = []
  let next = 0
  const asker = async (nth: number): Promise<void> => {
    await pause(nth * ONE_AFTER_ANOTHER_MS)
    while (next < count) {
      const n = next
      next += 1
      const place = places[n % threads]
      if (place !== undefined)
        done.push(await turn(playground, url, { ...place, characters: 120 + ((n * 37) % 200) }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, nth) => asker(nth)))
  const whole = done.filter(({ wholeMs }) => wholeMs !== undefined)
  const times = whole.map(({ wholeMs = 0 }) => wholeMs)
  return {
    whole: only(whole.length),
    lost: only(done.length - whole.length),
    refused: only(done.reduce((sum, { refused }) => sum + refused, 0)),
    wholeMs: { p50: Math.round(quantile(times, 0.5)), p95: Math.round(quantile(times, 0.95)) },
    tookMs: only(Math.round(performance.now() - began)),
  }
}

interface Turn {
  readonly wholeMs: number | undefined
  readonly refused: number
}

async function turn(
  { discord, claude }: Playground,
  url: string,
  { channel, member, characters }: { channel: string; member: string; characters: number },
): Promise<Turn> {
  const word = nextWord()
  claude.script(word, [
    { say: `${prose(characters)} end${word}`, firstTokenMs: 300, tokensPerSecond: 100, chunkChars: 24 },
  ])
  const made = await discord.interact({
    channel,
    member: { id: member, username: 'bench' },
    options: { prompt: word },
  })
  // A bot that is slow to answer is not waited for longer than Discord waits.
  void post(discord, url, made).catch(() => undefined)
  let calls = -1
  let quietSince = Date.now()
  for (;;) {
    const reply = discord.reply(made.token)
    const refused = reply.calls.filter(({ status }) => status === 429).length
    if (postedText({ discord }, made.token).includes(`end${word}`))
      return { wholeMs: discord.figures(made.token).totalMs ?? undefined, refused }
    if (reply.calls.length !== calls) {
      calls = reply.calls.length
      quietSince = Date.now()
    }
    const patienceMs = reply.ack.state === 'dead' ? DEAD_MS : QUIET_MS
    if (Date.now() - quietSince > patienceMs) return { wholeMs: undefined, refused }
    await pause(LOOK_EVERY_MS)
  }
}
