/** Numbers as people write them in their language: thousands, decimals, millions. */

import type { Language } from '../../../sentences/sentences.ts'
import type { Scale } from './scale.ts'

export type NumberText = (value: number) => string

const LOCALES = { en: 'en-US', de: 'de-DE' } satisfies Record<Language, string>

/** From here on "1.2M" is read faster than seven digits; below the other, zeros are no longer counted. */
const LARGE = 1e6
const SMALL = 1e-4
/** More digits than these are wanted in full. */
const SHORT_DIGITS = 4

/** How the ticks of an axis are written: all alike, with as many digits as tell them apart. */
export function tickText({ ticks, low, high }: Scale, language: Language): NumberText {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0)
  const size = Math.max(Math.abs(low), Math.abs(high))
  const digits = Math.ceil(Math.log10(size / step) - 1e-9) + 1
  if (size < SMALL) return written(language, { notation: 'scientific', maximumSignificantDigits: digits })
  if (size >= LARGE && digits <= SHORT_DIGITS)
    return written(language, { notation: 'compact', maximumSignificantDigits: digits })
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))
  return written(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** How single values are written: with as many digits as a reader wants, not with all that there are. */
export function valueText(language: Language): NumberText {
  const large = written(language, { notation: 'compact', maximumSignificantDigits: 3 })
  const whole = written(language, { maximumFractionDigits: 0 })
  const usual = written(language, { maximumFractionDigits: 2 })
  const fraction = written(language, { maximumSignificantDigits: 3 })
  const small = written(language, { notation: 'scientific', maximumSignificantDigits: 3 })
  return (value) => {
    const size = Math.abs(value)
    if (size >= LARGE) return large(value)
    if (size >= 10_000) return whole(value)
    if (size >= 1) return usual(value)
    return size >= SMALL || size === 0 ? fraction(value) : small(value)
  }
}

/** A year, which has no thousands separator. */
export const yearText: NumberText = String

/** A tick of an axis of time (milliseconds, UTC): the year, the month, the day or the time that begins there. */
export function dateText(language: Language): NumberText {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const own = new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'UTC', ...options })
    return (time: number) => own.format(time).replaceAll(/\s/gu, ' ')
  }
  const [year, month, day] = [
    format({ year: 'numeric' }),
    format({ month: 'short' }),
    format({ day: 'numeric', month: 'short' }),
  ]
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const [first, january] = [format({ day: 'numeric' }), month(0)]
  return (time) => {
    if (time % 86_400_000 !== 0) return clock(time)
    if (Number.parseInt(first(time), 10) !== 1) return day(time)
    return month(time) === january ? year(time) : month(time)
  }
}

/** A share (0 to 1) in percent. */
export const percentText = (language: Language): NumberText =>
  written(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })

function written(language: Language, options: Intl.NumberFormatOptions): NumberText {
  const format = new Intl.NumberFormat(LOCALES[language], options)
  // A minus as long as a plus, and a plain space between number and unit: fonts know no other.
  return (value) => format.format(value).replace(/^-/, '−').replace(/^0E0$/, '0').replaceAll(/\s/gu, ' ')
}
