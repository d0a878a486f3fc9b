/** The bench of the delivery: acknowledgement, first words, freshness and the last edit, beside the plain way. */

import { cells, ms, ratio, say, whole } from './print.ts'
import { nextSnowflake, play, type Played, pause, post, quantile, type Playground } from './playground.ts'
import { codeProse, prose } from '../workload/prose.ts'
import type { PlainBot } from './plain-bot.ts'
import { both, sum } from './both-ways.ts'

/** PING and /ask in turn, so that the machine's mood is the same for both. */
export async function acknowledgements({ discord, claude, bot }: Playground): Promise<void> {
  claude.script('ack', [{ say: 'Yes.' }])
  const ping = async (): Promise<number> => {
    const headers = await discord.sign('{"type":1}')
    const before = performance.now()
    const response = await fetch(`${bot.url}/interactions`, { method: 'POST', headers, body: '{"type":1}' })
    await response.text()
    return performance.now() - before
  }
  const ask = async (): Promise<number> =>
    post(
      discord,
      bot.url,
      await discord.interact({
        channel: nextSnowflake(),
        member: { id: nextSnowflake(), username: 'bench' },
        options: { prompt: `ack ${nextSnowflake()}` },
      }),
    )
  const round = async (atOnce: number, rounds: number): Promise<void> => {
    const pings: number[] = []
    const asks: number[] = []
    for (let n = 0; n < rounds; n += 1) {
      pings.push(...(await Promise.all(Array.from({ length: atOnce }, ping))))
      await pause(30)
      asks.push(...(await Promise.all(Array.from({ length: atOnce }, ask))))
      // The turns that were started are not part of the next round.
      await pause(atOnce === 1 ? 30 : 1_200)
    }
    const [p50, a50, p95, a95] = [
      quantile(pings, 0.5),
      quantile(asks, 0.5),
      quantile(pings, 0.95),
      quantile(asks, 0.95),
    ]
    say(
      cells(
        `acknowledged, ${atOnce} at once`,
        ms(p50),
        ms(a50),
        ratio(a50 / p50),
        ms(p95),
        ms(a95),
        ratio(a95 / p95),
      ),
    )
  }
  await round(1, 5)
  say('\nAcknowledgement of /ask against a PING on the same Worker (aim: p50 ≤ 1.50×)')
  say(cells('', 'PING p50', '/ask p50', 'ratio', 'PING p95', '/ask p95', 'ratio'))
  await round(1, 60)
  await round(50, 6)
}

export async function firstAndLast(playground: Playground, plain: PlainBot): Promise<void> {
  const told = { say: prose(700), firstTokenMs: 600, tokensPerSecond: 60 }
  const rows: (readonly [Played, Played])[] = []
  for (let n = 0; n < 8; n += 1)
    rows.push(...(await Promise.all(Array.from({ length: 5 }, () => both(playground, plain, told, {})))))
  const slow: (readonly [Played, Played])[] = []
  for (let n = 0; n < 4; n += 1)
    slow.push(
      ...(await Promise.all(
        Array.from({ length: 5 }, () => both(playground, plain, told, { latencyMs: 80 })),
      )),
    )
  const of = (from: typeof rows, who: 0 | 1, what: 'firstWordsMs' | 'finalLagMs', share: number): number =>
    quantile(
      from.map((pair) => pair[who][what]),
      share,
    )
  say(
    '\nFirst words and the end, Claude at 60 tokens/s (40 turns; the plain way edits every 1.5 s on a timer)',
  )
  say(cells('', 'bot p50', 'bot p95', 'plain p50', 'plain p95', 'plain/bot'))
  for (const [name, from, what] of [
    ['first words, a phrase (aim p95 ≤ 165 ms)', rows, 'firstWordsMs'],
    ['final lag, Discord at once', rows, 'finalLagMs'],
    ['final lag, 80 ms (aim p95 ≤ 130 ms)', slow, 'finalLagMs'],
  ] as const) {
    const [b50, b95, p50, p95] = [
      of(from, 0, what, 0.5),
      of(from, 0, what, 0.95),
      of(from, 1, what, 0.5),
      of(from, 1, what, 0.95),
    ]
    say(cells(name, ms(b50), ms(b95), ms(p50), ms(p95), ratio(p50 / Math.max(1, b50))))
  }
  const first = rows.map(([{ firstWords }]) => firstWords)
  const ofWholeWords = first.filter(
    (words) => told.say.startsWith(words) && !/^\w/.test(told.say.slice(words.length)),
  )
  const lengths = first.map(({ length }) => length)
  say(
    `The first edit shows whole words in ${ofWholeWords.length} of ${first.length} turns, ${Math.min(...lengths)} to ${Math.max(...lengths)} characters`,
  )
}

export async function crowd(playground: Playground, plain: PlainBot): Promise<void> {
  say('\n200 turns, 50 at once (aim: no 429, nothing lost)')
  say(cells('calls per token', 'bot 429s', 'bot lost', 'plain 429s', 'plain lost', 'bot edits'))
  for (const bucket of [
    { limit: 5, windowMs: 2_000 },
    { limit: 5, windowMs: 5_000 },
  ]) {
    const run = async (url: string): Promise<readonly Played[]> => {
      const done: Played[] = []
      for (let n = 0; n < 4; n += 1) {
        const turn = (index: number): Promise<Played> =>
          play(
            playground,
            url,
            { say: prose(400 + 40 * index), firstTokenMs: 300, tokensPerSecond: 60 + index },
            { bucket, latencyMs: 20 },
          )
        done.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => turn(index)))))
      }
      return done
    }
    const mine = await run(playground.bot.url)
    const theirs = await run(plain.url)
    say(
      cells(
        `${bucket.limit} per ${bucket.windowMs / 1_000} s`,
        ...[
          sum(mine, 'refused'),
          sum(mine, 'lost'),
          sum(theirs, 'refused'),
          sum(theirs, 'lost'),
          sum(mine, 'edits'),
        ].map(String),
      ),
    )
  }
}

/** The measure that other bots of this kind were put to. */
export async function reference(playground: Playground, plain: PlainBot): Promise<void> {
  say(
    '\nThe reference: Discord answers after 60 ms, 5 calls per 5 s; Claude 60 tokens/s of 4 characters after 700 ms (medians of 10 phases)',
  )
  say(cells('', 'first words', 'final lag', 'staleness', 'messages', 'edits', '429s', 'lost', 'open fences'))
  for (const [name, text] of [
    ['1,700 characters', prose(1_700)],
    ['4,121 characters, 8 code blocks', codeProse(4_121, 8)],
  ] as const) {
    const told = { say: text, firstTokenMs: 700, tokensPerSecond: 60 }
    const pairs = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        await pause(n * 130)
        const phaseMs = (Date.now() + n * 500) % 5_000
        return both(playground, plain, told, {
          latencyMs: 60,
          bucket: { limit: 5, windowMs: 5_000, phaseMs },
        })
      }),
    )
    for (const who of [0, 1] as const) {
      const turns = pairs.map((pair) => pair[who])
      const median = (what: keyof Omit<Played, 'token' | 'firstWords'>): number =>
        quantile(
          turns.map((turn) => turn[what]),
          0.5,
        )
      say(
        cells(
          `${name}${who === 0 ? '' : ', plain'}`,
          ms(median('firstWordsMs')),
          ms(median('finalLagMs')),
          whole(median('staleness')),
          ...(['messages', 'edits', 'refused', 'lost', 'openFences'] as const).map((what) =>
            whole(median(what)),
          ),
        ),
      )
    }
  }
}
