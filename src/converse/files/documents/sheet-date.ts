/** Dates and times of a workbook: a number of days becomes what a reader can read. */

/** Built-in formats that show a date or a time. Source: ECMA-376 part 1, 18.8.30 (`numFmt`). */
const BUILT_IN = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])

/** Whether a format shows a date or a time: it has their letters outside of quotes, colours and conditions. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN.has(id)
  return /[ymdhs]/i.test(
    code.replaceAll(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\./gi, '').replaceAll(/general/gi, ''),
  )
}

const DAY_SECONDS = 86_400

/**
 * `2026-03-01`, `2026-03-01 14:05`, or `14:05:09` where there is no day.
 *
 * @param serial days since the end of 1899, or since 1904 where `is1904`; undefined for one that is no date
 */
export function dateOf(serial: number, is1904: boolean): string | undefined {
  if (!(serial >= 0 && serial < 2_958_466)) return undefined
  const seconds = Math.round(serial * DAY_SECONDS)
  const days = Math.floor(seconds / DAY_SECONDS)
  const time = timeOf(seconds % DAY_SECONDS)
  if (days === 0 && !is1904) return time === '' ? '00:00' : time
  // Excel takes 1900 for a leap year: its days before March 1900 are one too few.
  const since1970 = is1904 ? days - 24_107 : days - 25_569 + (days < 60 ? 1 : 0)
  return `${civil(since1970)}${time === '' ? '' : ` ${time}`}`
}

const two = (n: number): string => String(n).padStart(2, '0')

function timeOf(seconds: number): string {
  if (seconds === 0) return ''
  const rest = seconds % 60
  const minutes = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}`
  return rest === 0 ? minutes : `${minutes}:${two(rest)}`
}

/** The date of a day. The year is counted from March, so that a leap day is its last. */
function civil(since1970: number): string {
  const z = since1970 + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${year}-${two(month)}-${two(day)}`
}
