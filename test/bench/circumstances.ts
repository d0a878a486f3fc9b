/** The bench of the delivery whatever the circumstances: all lengths, speeds and distances, and nothing lost. */

import { cells, ms, ratio, say, whole } from './print.ts'
import { nextSnowflake, play, type Played, pause, type Playground } from './playground.ts'
import { prose } from '../workload/prose.ts'
import type { PlainBot } from './plain-bot.ts'
import { both, sum } from './both-ways.ts'

/** Every length, speed and distance, all at once: the longest of them takes three minutes. */
export async function matrix(playground: Playground, plain: PlainBot): Promise<void> {
  say('\nAll lengths, speeds and distances (bot | plain way)')
  say(
    cells(
      'characters, tokens/s, Discord',
      'first words',
      'final lag',
      'staleness',
      'edits',
      '429s',
      'lost',
      'fences',
      'plain lag',
      'staleness',
      'lost',
      'ratio',
    ),
  )
  const cases = [300, 1_700, 4_100, 20_000].flatMap((characters) =>
    [30, 60, 120].flatMap((speed) => [0, 80, 250].map((latencyMs) => ({ characters, speed, latencyMs }))),
  )
  const rows = await Promise.all(
    cases.map(async ({ characters, speed, latencyMs }, n) => {
      await pause(n * 97)
      const told = { say: prose(characters), firstTokenMs: 700, tokensPerSecond: speed }
      return both(playground, plain, told, { latencyMs, bucket: { limit: 5, windowMs: 5_000 } })
    }),
  )
  for (const [n, [mine, theirs]] of rows.entries()) {
    const { characters = 0, speed = 0, latencyMs = 0 } = cases[n] ?? {}
    say(
      cells(
        `${characters} at ${speed}, ${latencyMs} ms`,
        ms(mine.firstWordsMs),
        ms(mine.finalLagMs),
        ...[mine.staleness, mine.edits, mine.refused, mine.lost, mine.openFences].map(whole),
        ms(theirs.finalLagMs),
        whole(theirs.staleness),
        whole(theirs.lost),
        ratio(theirs.staleness / Math.max(1, mine.staleness)),
      ),
    )
  }
}

const print = (name: string, turns: readonly Played[]): void =>
  say(
    cells(
      name,
      `${turns.length} turns`,
      `${sum(turns, 'lost')} lost`,
      `${sum(turns, 'refused')} × 429`,
      `${sum(turns, 'edits')} edits`,
      `lag ≤ ${ms(Math.max(...turns.map(({ finalLagMs }) => finalLagMs)))}`,
    ),
  )

/** What may never happen, whatever the circumstances. */
export async function promises(playground: Playground): Promise<void> {
  const bucket = { limit: 5, windowMs: 5_000 }
  const speeds = Array.from({ length: 18 }, (_, n) => 30 + 10 * n)
  say('\nUnder all circumstances: nothing lost, no 429')
  print(
    'every speed from 30 to 200 tokens/s',
    await Promise.all(
      speeds.map((tokensPerSecond) =>
        play(
          playground,
          playground.bot.url,
          { say: prose(1_700), firstTokenMs: 700, tokensPerSecond },
          { latencyMs: 60, bucket },
        ),
      ),
    ),
  )
  const channel = nextSnowflake()
  print(
    '8 at once in one channel',
    await Promise.all(
      speeds
        .slice(0, 8)
        .map((tokensPerSecond) =>
          play(
            playground,
            playground.bot.url,
            { say: prose(900), firstTokenMs: 700, tokensPerSecond },
            { latencyMs: 60, bucket, channel },
          ),
        ),
    ),
  )
  const changing = [
    { afterMs: 0, ...bucket },
    { afterMs: 6_000, limit: 3, windowMs: 5_000 },
    { afterMs: 12_000, limit: 10, windowMs: 5_000 },
  ]
  print(
    '5 per 5 s, then 3, then 10',
    await Promise.all(
      [60, 80, 100].map((tokensPerSecond) =>
        play(
          playground,
          playground.bot.url,
          { say: prose(4_121), firstTokenMs: 700, tokensPerSecond },
          { latencyMs: 60, bucket: changing },
        ),
      ),
    ),
  )
}
