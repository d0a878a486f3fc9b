/** The days and months of a time zone: which one a moment is in, and when the next begins. */

export interface Calendar {
  /** The local date of a moment (milliseconds since 1970) as a number: 20261129 is 29 November 2026. */
  readonly dayOf: (now: number) => number
  /** When the next local day, or month, begins: milliseconds since 1970, exact to the minute. */
  readonly nextDayAt: (now: number) => number
  readonly nextMonthAt: (now: number) => number
}

/** The month of a day: 202611 of 20261129. */
export const monthOf = (day: number): number => Math.floor(day / 100)

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Longer than any day and any month: the clocks may go back within them. */
const LONGEST_DAY_MS = 1.5 * DAY_MS
const LONGEST_MONTH_MS = 32 * DAY_MS

/** Whether the runtime knows this name of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** @param timeZone a name of the IANA time zone database; one that nobody knows means UTC */
export function calendarOf(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  const dayOf = (now: number): number => {
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
    return (parts.get('year') ?? 0) * 10_000 + (parts.get('month') ?? 0) * 100 + (parts.get('day') ?? 0)
  }
  return {
    dayOf,
    nextDayAt: (now) => changeAfter(dayOf, now, LONGEST_DAY_MS),
    nextMonthAt: (now) => changeAfter((at) => monthOf(dayOf(at)), now, LONGEST_MONTH_MS),
  }
}

/**
 * The first whole minute at which `of` is another than now. Searched and not reckoned: the clocks may change at midnight,
 * so that a day begins at one o'clock.
 */
function changeAfter(of: (at: number) => number, now: number, withinMs: number): number {
  const is = of(now)
  let before = Math.floor(now / MINUTE_MS)
  let after = before + Math.ceil(withinMs / MINUTE_MS)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (of(middle * MINUTE_MS) === is) before = middle
    else after = middle
  }
  return after * MINUTE_MS
}
