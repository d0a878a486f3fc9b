/** When something was said, in the language of the page; moments are milliseconds since 1970. */

export const iso = (moment) => new Date(moment).toISOString()

export const clock = (moment, words) =>
  new Intl.DateTimeFormat(words.locale, { timeStyle: 'short' }).format(moment)

/** @param {number} now What counts as today. */
export function when(moment, words, now) {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const time = clock(moment, words)
  if (moment >= midnight) return words.today(time)
  if (moment >= new Date(midnight - 1).setHours(0, 0, 0, 0)) return words.yesterday(time)
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'short', timeStyle: 'short' }).format(moment)
}
