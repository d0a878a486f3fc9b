/** The bench of a busy channel: questions one after another and at once, with and without a hidden limit of edits. */

import { type Circumstances, nextSnowflake, pause, play, type Played, type Playground } from './playground.ts'
import { prose } from '../workload/prose.ts'
import { cells, ms, say } from './print.ts'

const TOLD = { say: prose(1_600), firstTokenMs: 700, tokensPerSecond: 60 }

const MINUTE_MS = 60_000

/** Discord's hidden limit as it is known of creates (api-docs #367), here of edits too. */
const HIDDEN = { limit: 30, windowMs: MINUTE_MS, edits: true }

export async function busyChannel(playground: Playground): Promise<void> {
  say('\nA busy channel: answers of 1,600 characters, 60 tokens/s; Discord 60 ms, 5 calls per 5 s and token')
  say(cells('', 'turns', 'longest pause', 'first words ≤', 'final lag ≤', '429s', 'lost'))
  const learned = channel(playground, HIDDEN)
  const busy = oneAfterAnother(playground, 14, learned)
  const later = busy.then(() => pause(MINUTE_MS)).then(() => atOnce(playground, learned))
  const rows: readonly (readonly [name: string, questions: Promise<readonly Played[]>])[] = [
    ['six, one after another', oneAfterAnother(playground, 6, channel(playground))],
    ['the same, edits limited', oneAfterAnother(playground, 6, channel(playground, HIDDEN))],
    ['four at once', atOnce(playground, channel(playground))],
    ['the same, edits limited', atOnce(playground, channel(playground, HIDDEN))],
    ['the same in private', atOnce(playground, channel(playground, HIDDEN), true)],
    ['fourteen without rest, limited', busy],
    ['four at once, a minute later', later],
  ]
  for (const [name, questions] of rows) {
    // All of them are under way. They are printed in their order.
    print(name, await questions)
  }
}

function channel({ discord }: Playground, hidden?: typeof HIDDEN): string {
  const id = nextSnowflake()
  if (hidden !== undefined) discord.limitChannel(id, hidden)
  return id
}

const ask = (playground: Playground, where: Circumstances): Promise<Played> =>
  play(playground, playground.bot.url, TOLD, {
    latencyMs: 60,
    bucket: { limit: 5, windowMs: 5_000 },
    quietMs: 90_000,
    ...where,
  })

async function oneAfterAnother(
  playground: Playground,
  count: number,
  id: string,
): Promise<readonly Played[]> {
  const turns: Played[] = []
  for (let n = 0; n < count; n += 1) {
    turns.push(await ask(playground, { channel: id }))
  }
  return turns
}

const atOnce = (playground: Playground, id: string, alone = false): Promise<readonly Played[]> =>
  Promise.all(Array.from({ length: 4 }, () => ask(playground, { channel: id, private: alone })))

function print(name: string, turns: readonly Played[]): void {
  const most = (what: 'longestPauseMs' | 'firstWordsMs' | 'finalLagMs'): string =>
    ms(Math.max(...turns.map((turn) => turn[what])))
  const sum = (what: 'refused' | 'lost'): string =>
    String(turns.reduce((total, turn) => total + turn[what], 0))
  say(
    cells(
      name,
      String(turns.length),
      most('longestPauseMs'),
      most('firstWordsMs'),
      most('finalLagMs'),
      sum('refused'),
      sum('lost'),
    ),
  )
}
