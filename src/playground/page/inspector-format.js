/** Numbers of the inspector as a reader of the language writes them, and the words for one step of an answer. */

/** @param {number} ms */
export function seconds(ms, { locale }) {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const digits = ms < 10_000 ? 2 : 1
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(ms / 1_000)} s`
}

export const count = (value, { locale }) => new Intl.NumberFormat(locale).format(value)

/** @param {number | null} usd Null where it is unknown. */
export const dollars = (usd, { locale }) =>
  usd === null
    ? '–'
    : new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'USD',
        maximumSignificantDigits: 3,
      }).format(usd)

/** How long the axis of these inspections is, in milliseconds: until the last thing that happened. */
export function lengthOf(inspections, now) {
  const ends = inspections.flatMap(({ timeline, looks, ended, askedAt }) => [
    ...timeline.flatMap(({ at, until }) => [at, until ?? at]),
    ...looks.map(({ at }) => at),
    ended ? 0 : now - askedAt,
  ])
  return Math.max(1_000, ...ends)
}

/** How a turn ended, and why, where that says more. */
export const outcomeOf = ({ outcome, why }) => [...new Set([outcome, why])].filter((one) => one !== '')

/** @returns {{ what: string, details: string[] }} One step in words. */
export function describe(entry, words) {
  const name = words.kinds[entry.kind]
  const span = typeof entry.until === 'number' ? entry.until - entry.at : undefined
  const lasted = span === undefined ? [] : [words.lasted(seconds(span, words))]
  switch (entry.kind) {
    case 'acknowledged':
      return { what: name, details: [words.acknowledgedWith[entry.with]] }
    case 'unanswered':
      return { what: name, details: [entry.why] }
    case 'queue':
      return { what: name, details: lasted }
    case 'life':
      return { what: name, details: [words.nthLife(entry.n)] }
    case 'cache':
      return { what: name, details: cacheDetails(entry, words) }
    case 'claude':
      return {
        what: `${name}: ${words.sentCall(entry.n, entry.purpose)}`,
        details: claudeDetails(entry, lasted, words),
      }
    case 'tools':
      return { what: `${name}: ${entry.names.join(', ')}`, details: lasted }
    case 'call':
      return { what: `${words.calls[entry.what]} ${entry.n}`, details: callDetails(entry, words) }
    case 'press':
      return { what: `${name}: ${entry.button}`, details: [entry.by] }
    case 'failed':
      return { what: name, details: [entry.what, entry.why] }
    case 'done':
      return { what: name, details: outcomeOf(entry) }
    default:
      return { what: name ?? entry.kind, details: [] }
  }
}

const cacheDetails = ({ use, why, ageMs }, words) => [
  words.cacheUse[use] ?? use,
  ...(why === '' ? [] : [words.cacheWhy[why] ?? why]),
  ...(ageMs === null ? [] : [words.cacheAge(seconds(ageMs, words))]),
]

const claudeDetails = ({ at, firstAt, ending, status }, lasted, words) => [
  ...(firstAt === null ? [] : [words.firstToken(seconds(firstAt - at, words))]),
  ...lasted,
  status !== null && status !== 200 ? `${words.endings[ending]} (${status})` : words.endings[ending],
]

function callDetails({ status, waitMs, rate, characters }, words) {
  return [
    ...(waitMs === null ? [] : [words.waitedSince(seconds(waitMs, words))]),
    ...(status === 200 || status === null ? [] : [status === 0 ? words.noAnswer : String(status)]),
    ...(rate === null
      ? []
      : [words.left(rate.remaining, rate.limit), words.resets(seconds(rate.resetAfterMs, words))]),
    ...(rate?.retryAfterMs === undefined ? [] : [words.retryAfter(seconds(rate.retryAfterMs, words))]),
    ...(rate?.scope === undefined ? [] : [words.scopes[rate.scope] ?? rate.scope]),
    words.characters(characters),
  ]
}
