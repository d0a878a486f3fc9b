/**
 * What is asked of the SQL API of Analytics Engine. Columns are typed by the rows that a query finds, so only `*` is safe where
 * there may be none. Source: Cloudflare, Analytics Engine, SQL reference.
 */

export interface Window {
  /** Whole seconds since 1970; `to` is not included. */
  readonly from: number
  readonly to: number
}

/** A dataset whose name is no identifier stands in quotes. */
export const tableOf = (dataset: string): string =>
  /^[A-Za-z_]\w*$/.test(dataset) ? dataset : `"${dataset.replaceAll('"', '')}"`

const within = ({ from, to }: Window): string =>
  `timestamp >= toDateTime(${from}) AND timestamp < toDateTime(${to})`

export const TABLES = 'SHOW TABLES FORMAT JSON'

/** How many points each hour has. */
export const countsQuery = (dataset: string, window: Window): string =>
  `SELECT toStartOfInterval(timestamp, INTERVAL '1' HOUR) AS hour, count() AS points
FROM ${tableOf(dataset)}
WHERE ${within(window)}
GROUP BY hour
ORDER BY hour
FORMAT JSON`

/** @param every of the points only those of each n-th second; 1 for all */
export const pointsQuery = (dataset: string, window: Window, every: number, most: number): string =>
  `SELECT *
FROM ${tableOf(dataset)}
WHERE ${within(window)}${every === 1 ? '' : ` AND toUnixTimestamp(timestamp) % ${every} = 0`}
LIMIT ${most}
FORMAT JSON`

/** Points of one hour. */
export interface HourCount {
  /** Whole seconds since 1970. */
  readonly from: number
  readonly points: number
}

const HOUR_S = 3_600

/** Neighbouring hours together, as long as they have no more points than one answer should have. */
export function windowsOf(hours: readonly HourCount[], most: number): readonly Window[] {
  const windows: { from: number; to: number; points: number }[] = []
  for (const { from, points } of hours.toSorted((a, b) => a.from - b.from)) {
    const last = windows.at(-1)
    if (points === 0) continue
    if (last !== undefined && last.points + points <= most) {
      last.to = from + HOUR_S
      last.points += points
    } else windows.push({ from, to: from + HOUR_S, points })
  }
  return windows
}

/**
 * So that at most `most` points come: of so many seconds one. It has no divisor in common with a minute, so that what happens
 * each minute is neither always in nor always out.
 */
export function everyOf(points: number, most: number): number {
  let every = Math.max(1, Math.ceil(points / most))
  while (every > 1 && [2, 3, 5].some((prime) => every % prime === 0)) every += 1
  return every
}
