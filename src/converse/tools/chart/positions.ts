/** Where values stand on an axis with true distances: at numbers, or at dates. */

export interface Positions {
  readonly kind: 'number' | 'time'
  /** One for each value; times in milliseconds since 1970, UTC. */
  readonly values: readonly number[]
}

/** A year, a month, a day or a minute as ISO 8601 writes it; the zone is left out, as all have the same. */
const ISO = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?Z?)?)?)?$/

const MOST = 1e15
const DAY_MS = 86_400_000

/** Undefined unless all are numbers, or all are dates. */
export function readPositions(raw: readonly unknown[]): Positions | undefined {
  const numbers = raw.filter((one) => typeof one === 'number' && Math.abs(one) <= MOST)
  if (numbers.length === raw.length) return { kind: 'number', values: numbers.map((one) => Number(one) + 0) }
  const times = raw.map((one) => (typeof one === 'string' ? timeOf(one) : undefined))
  const known = times.filter((time) => time !== undefined)
  return known.length === raw.length ? { kind: 'time', values: known } : undefined
}

function timeOf(text: string): number | undefined {
  const parts = ISO.exec(text.trim())
  if (parts === null) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const from = daysBefore(year, month)
  const length = daysBefore(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1) - from
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= length && hour < 24 && minute < 60
  return isReal ? (from + day - 1) * DAY_MS + (hour * 60 + minute) * 60_000 : undefined
}

/** Days from 1970 to the first of a month, in the Gregorian calendar: years begin in March, so that leap days end them. */
function daysBefore(year: number, month: number): number {
  const [y, m] = month > 2 ? [year, month - 3] : [year - 1, month + 9]
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return 365 * y + leaps + Math.floor((153 * m + 2) / 5) - 719_468
}
