/** The figures of the last day, minute by minute: one row for each minute in which a turn or an own call has ended. */

import { isoTime } from '../../clock.ts'
import { nanoOf } from '../../guild/amount.ts'
import { numberAt, parseJson, textAt } from '../../json.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import { addAll, addTo, bucketOf, type Histogram, readHistogram, written } from '../../measure/histogram.ts'
import {
  dayOf,
  type DaySums,
  noTimes,
  type RecentHealth,
  spendOf,
  timeNames,
  type Times,
  timesOf,
  windows,
} from '../../measure/recent.ts'

/** The histograms are JSON; see `written`. The last two columns are when each last worked, as of the last write of the row. */
export const minutesTable = `CREATE TABLE minutes (
    minute INTEGER PRIMARY KEY,
    first_words TEXT NOT NULL,
    whole TEXT NOT NULL,
    tools TEXT NOT NULL,
    nano_usd INTEGER NOT NULL,
    priced INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    claude_at INTEGER,
    discord_at INTEGER
  );`

/** What a turn, or a call that the bot has made on its own, adds to the minute in which it ended. */
export interface MinuteNews {
  /** In milliseconds; undefined where there was none. */
  readonly times: Readonly<Partial<Times<number | undefined>>>
  /** In dollars; undefined where the price of the model is not known. */
  readonly usd: number | undefined
  /** Whether Claude has written something, and whether Discord has taken it. */
  readonly claude: boolean
  readonly discord: boolean
}

export interface MinutesStore {
  /**
   * @param endedAt by the clock of the caller, in milliseconds since 1970; before the last day it is left out
   * @param now by this object's own clock
   */
  count(news: MinuteNews, endedAt: number, now: number): void
  health(now: number): RecentHealth
}

const MINUTE_MS = 60_000

const DAY_MINUTES = windows['24h']

interface Minute {
  readonly times: Times<Histogram>
  readonly nanoUsd: number
  readonly priced: number
  readonly unpriced: number
}

/**
 * Over a database with the table `minutes`. In memory are the sums of the last day alone: what a minute adds goes into them,
 * and what has become older than a day is read once more and taken out.
 */
export function minutesStore(sql: Pick<SqlStorage, 'exec'>): MinutesStore {
  let held: Held | undefined

  const between = (from: number, to: number): readonly unknown[] =>
    sql.exec('SELECT * FROM minutes WHERE minute >= ? AND minute < ?', from, to).toArray()

  /** The sums as of now. */
  function open(now: number): Held {
    const from = minuteOf(now) - DAY_MINUTES
    if (held === undefined) {
      held = opened(sql, from, now)
      for (const row of between(from, Number.MAX_SAFE_INTEGER)) addTimes(held.times, readMinute(row).times)
    }
    if (from > held.from) {
      for (const row of between(held.from, from)) addTimes(held.times, readMinute(row).times, -1)
      held.from = from
    }
    if (dayOf(now) > held.today.day) held.today = { ...noSums, day: dayOf(now) }
    return held
  }

  return {
    count({ times, usd, claude, discord }, endedAt, now) {
      const sums = open(now)
      // Clocks differ: nothing has ended later than now.
      const at = Math.min(endedAt, now)
      const minute = minuteOf(at)
      if (minute < sums.from) return
      const [row] = between(minute, minute + 1)
      const before = readMinute(row)
      const spent = {
        nanoUsd: usd === undefined ? 0 : nanoOf(usd),
        // What costs nothing has no price: beside a model without one it must not look like the whole sum.
        priced: usd === undefined || usd === 0 ? 0 : 1,
        unpriced: usd === undefined ? 1 : 0,
      }
      for (const name of timeNames) {
        const ms = times[name]
        if (ms === undefined) continue
        addTo(before.times[name], bucketOf(ms))
        addTo(sums.times[name], bucketOf(ms))
      }
      if (dayOf(at) === sums.today.day) sums.today = { day: sums.today.day, ...added(sums.today, spent) }
      if (claude) sums.claudeAt = later(sums.claudeAt, at)
      if (discord) sums.discordAt = later(sums.discordAt, at)
      write(sql, minute, { times: before.times, ...added(before, spent) }, sums)
      // Only here: the newest row, which tells what last worked, stays for as long as there is no newer one.
      if (row === undefined) sql.exec('DELETE FROM minutes WHERE minute < ?', sums.from)
    },
    health(now) {
      const { times, today, claudeAt, discordAt } = open(now)
      const lately = noTimes()
      for (const row of between(minuteOf(now) - windows['5m'], Number.MAX_SAFE_INTEGER))
        addTimes(lately, readMinute(row).times)
      return {
        recent: { '5m': timesOf(lately), '24h': timesOf(times) },
        spend: spendOf(today),
        proven: { claude: shownAt(claudeAt), discord: shownAt(discordAt) },
      }
    },
  }
}

interface Held {
  /** Of the minutes from `from` on. */
  readonly times: Times<Histogram>
  from: number
  today: DaySums
  claudeAt: number | undefined
  discordAt: number | undefined
}

const noSums = { nanoUsd: 0, priced: 0, unpriced: 0 }

function opened(sql: Pick<SqlStorage, 'exec'>, from: number, now: number): Held {
  const sums = sql
    .exec(
      `SELECT ifnull(sum(nano_usd), 0) AS nanoUsd, ifnull(sum(priced), 0) AS priced, ifnull(sum(unpriced), 0) AS unpriced
       FROM minutes WHERE minute >= ?`,
      dayOf(now) * DAY_MINUTES,
    )
    .one()
  const last = sql.exec('SELECT max(claude_at) AS claude, max(discord_at) AS discord FROM minutes').one()
  return {
    times: noTimes(),
    from,
    today: {
      day: dayOf(now),
      nanoUsd: numberAt(sums, 'nanoUsd') ?? 0,
      priced: numberAt(sums, 'priced') ?? 0,
      unpriced: numberAt(sums, 'unpriced') ?? 0,
    },
    claudeAt: numberAt(last, 'claude'),
    discordAt: numberAt(last, 'discord'),
  }
}

function write(
  sql: Pick<SqlStorage, 'exec'>,
  minute: number,
  { times, nanoUsd, priced, unpriced }: Minute,
  last: Held,
): void {
  sql.exec(
    `INSERT INTO minutes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute) DO UPDATE SET
       first_words = excluded.first_words, whole = excluded.whole, tools = excluded.tools, nano_usd = excluded.nano_usd,
       priced = excluded.priced, unpriced = excluded.unpriced, claude_at = excluded.claude_at,
       discord_at = excluded.discord_at`,
    minute,
    written(times.firstWords),
    written(times.whole),
    written(times.tools),
    nanoUsd,
    priced,
    unpriced,
    last.claudeAt ?? null,
    last.discordAt ?? null,
  )
}

/** Of no row: a minute in which nothing has ended yet. */
const readMinute = (row: unknown): Minute => ({
  times: {
    firstWords: readHistogram(parseJson(textAt(row, 'first_words') ?? '')),
    whole: readHistogram(parseJson(textAt(row, 'whole') ?? '')),
    tools: readHistogram(parseJson(textAt(row, 'tools') ?? '')),
  },
  nanoUsd: numberAt(row, 'nano_usd') ?? 0,
  priced: numberAt(row, 'priced') ?? 0,
  unpriced: numberAt(row, 'unpriced') ?? 0,
})

const addTimes = (to: Times<Histogram>, other: Times<Histogram>, sign: 1 | -1 = 1): void =>
  timeNames.forEach((name) => addAll(to[name], other[name], sign))

const added = (a: typeof noSums, b: typeof noSums): typeof noSums => ({
  nanoUsd: a.nanoUsd + b.nanoUsd,
  priced: a.priced + b.priced,
  unpriced: a.unpriced + b.unpriced,
})

const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS)

const later = (a: number | undefined, b: number): number => Math.floor(Math.max(a ?? 0, b))

const shownAt = (at: number | undefined): string | null => (at === undefined ? null : (isoTime(at) ?? null))

/** A turn that has ended. */
export const newsOfTurn = (report: TurnFigures): MinuteNews => {
  const { waitedMs, firstWordsMs, totalMs, toolCalls, toolMs, usd, claudeCalls, outputTokens } = report
  return {
    times: {
      firstWords: firstWordsMs === undefined ? undefined : waitedMs + firstWordsMs,
      whole: waitedMs + totalMs,
      tools: toolCalls > 0 ? toolMs : undefined,
    },
    usd,
    claude: claudeCalls > 0 && outputTokens > 0,
    discord: report.outcome !== 'undelivered' && report.edits > 0,
  }
}

/** A call to Claude that the bot has made on its own. @param usd −1 where the price of the model is not known */
export const newsOfCall = (usd: number, outputTokens: number): MinuteNews => ({
  times: {},
  usd: usd < 0 ? undefined : usd,
  claude: outputTokens > 0,
  discord: false,
})
