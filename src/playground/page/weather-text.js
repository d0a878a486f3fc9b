/** The weather as text: for an address, and for people. */

/** A line for an address, of all values. */
export const lineOf = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${name}:${value}`)
    .join(',')

/** @param {{ kind: string, unit?: string }} field */
export function valueText(field, value, words) {
  if (field.kind === 'choice') return words.weatherValues[value] ?? value
  if (field.unit === 's' && value === 0) return words.weatherNever
  const number = new Intl.NumberFormat(words.locale).format(value)
  return field.unit === '' ? number : `${number} ${field.unit}`
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** How far the bot is ahead. @param {number} ms */
export function aheadText(ms, words) {
  let left = ms
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    const form = { style: 'unit', unit, unitDisplay: 'long' }
    return count === 0 ? [] : [new Intl.NumberFormat(words.locale, form).format(count)]
  })
  return words.weatherAhead(new Intl.ListFormat(words.locale, { type: 'unit' }).format(parts))
}

/**
 * What is wrong with a part of an address.
 *
 * @param {{ name: string, value: string }} wrong
 */
export function wrongText(fields, { name, value }, words) {
  if (!Object.hasOwn(fields, name)) return words.weatherUnknown(name, Object.keys(fields).join(', '))
  const field = fields[name]
  return field.kind === 'choice'
    ? words.weatherNoChoice(name, field.choices.join(', '), value)
    : words.weatherNoAmount(name, field.least, field.most, value)
}
