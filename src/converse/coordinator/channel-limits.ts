/** Which channels Discord limits, and which conversations answer there. All conversations of such a channel are notified. */

import type { ChannelNews } from './channel-limit.ts'
import { ANSWERING_AT_MOST_MS } from './session-pool.ts'

/** Until when, in milliseconds since 1970. */
export const limitedChannelsTable =
  'CREATE TABLE limited_channels (channel TEXT PRIMARY KEY, until INTEGER NOT NULL);'

export interface ChannelLimitsDeps {
  readonly sql: SqlStorage
  /** Notifies a conversation that is answering. Nobody waits for it. */
  readonly notify: (thread: string, news: ChannelNews) => void
}

export interface ChannelLimits {
  /** A turn has begun in this conversation. The others of its channel learn how many they are now. */
  began(thread: string, now: number): ChannelNews
  /** A conversation has met a limit of its channel. */
  limited(thread: string, until: number, now: number): void
  /** How many channels are limited. */
  count(now: number): number
}

/** A conversation is known by its channel, with the member where it is that member's alone (see `threadOf`). */
const channelOf = (thread: string): string => thread.split(':')[0] ?? thread

export function channelLimits({ sql, notify }: ChannelLimitsDeps): ChannelLimits {
  const othersIn = (thread: string, now: number): readonly string[] =>
    sql
      .exec<{ thread: string }>(
        `SELECT DISTINCT thread FROM answering
           WHERE (thread = ?1 OR substr(thread, 1, length(?1) + 1) = ?1 || ':') AND thread <> ?2 AND began_at > ?3`,
        channelOf(thread),
        thread,
        now - ANSWERING_AT_MOST_MS,
      )
      .toArray()
      .map((row) => row.thread)

  const newsOf = (thread: string, others: readonly string[], now: number): ChannelNews => {
    const [row] = sql
      .exec<{
        until: number
      }>('SELECT until FROM limited_channels WHERE channel = ? AND until > ?', channelOf(thread), now)
      .toArray()
    return {
      conversations: others.length + 1,
      ...(row === undefined ? {} : { limitedUntil: row.until }),
    }
  }

  const notifyOthers = (thread: string, now: number): ChannelNews => {
    const others = othersIn(thread, now)
    const news = newsOf(thread, others, now)
    for (const other of others) notify(other, news)
    return news
  }

  return {
    began: notifyOthers,
    limited(thread, until, now) {
      sql.exec('DELETE FROM limited_channels WHERE until <= ?', now)
      sql.exec('INSERT OR REPLACE INTO limited_channels VALUES (?, ?)', channelOf(thread), until)
      notifyOthers(thread, now)
    },
    count: (now) =>
      sql.exec<{ n: number }>('SELECT count(*) AS n FROM limited_channels WHERE until > ?', now).one().n,
  }
}
