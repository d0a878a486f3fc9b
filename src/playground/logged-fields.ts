/** Reads an object that the bot has logged, out of the text that the local runtime prints of it. */

/**
 * Fields with a text or a number; others are left out.
 *
 * @param message as Node's `inspect` prints it: `{ evt: 'ask.done', total_ms: 812, … }`
 */
export function loggedFields(message: string): ReadonlyMap<string, string | number> {
  const fields = new Map<string, string | number>()
  for (const [, name = '', single, double, back, number] of message.matchAll(FIELD)) {
    const quoted = single ?? double ?? back
    fields.set(name, quoted === undefined ? Number(number) : unescaped(quoted))
  }
  return fields
}

/** A text in quotes is taken whole, so that nothing in it is read as a field. */
const FIELD =
  /\b([A-Za-z_]\w*): (?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`|(-?\d[\d.]*(?:e[+-]?\d+)?))/gs

const SIGNS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' }

const unescaped = (text: string): string =>
  text.replace(/\\(?:x([0-9A-F]{2})|u([0-9A-F]{4})|(.))/gis, (_, two?: string, four?: string, sign = '') => {
    const code = two ?? four
    return code === undefined ? (SIGNS[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16))
  })
