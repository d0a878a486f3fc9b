/** Bytes become text where they are text: UTF-8, UTF-16 or Windows-1252. What is binary never does. */

/**
 * The text, without its byte order mark; undefined where the bytes are no text. A byte order mark decides; else what is
 * valid UTF-8 is that; else zero bytes tell UTF-16; else it is Windows-1252, which Excel writes in Western Europe, if
 * that looks like a text. Never throws. Source for the encodings: WHATWG, Encoding.
 */
export function decoded(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return textOrNothing(strictly('utf-16le', bytes))
  if (first === 0xfe && second === 0xff) return textOrNothing(strictly('utf-16be', bytes))
  if (bytes.includes(0)) return withoutMark(bytes)
  return textOrNothing(strictly('utf-8', bytes) ?? windows1252(bytes))
}

function strictly(encoding: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return undefined
  }
}

/** So much of a text is looked at to tell whether it is one. */
const LOOK = 65_536

/** Control characters that no text has, save for those of white space, terminals (escape, bell, backspace) and DOS (1A). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\0-\x06\x0e-\x19\x1c-\x1f\x7f]/g

/** One control character in so many is an accident; more are a binary file that happens to be valid. */
const CONTROLS_IN = 100

function textOrNothing(text: string | undefined): string | undefined {
  if (text === undefined || text.includes('\0')) return undefined
  const beginning = text.slice(0, LOOK)
  return (beginning.match(CONTROLS) ?? []).length * CONTROLS_IN > beginning.length ? undefined : text
}

/** UTF-16 without a mark: of its ASCII letters each second byte is zero, always the same one of the two. */
function withoutMark(bytes: Uint8Array): string | undefined {
  if (bytes.length % 2 !== 0) return undefined
  const look = Math.min(bytes.length, LOOK)
  const zeros = [0, 0]
  for (let at = 0; at < look; at += 1) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [high = 0, low = 0] = zeros
  // Binary numbers have zeros as well, but hardly in a third of the units and nearly always at one place.
  if (Math.max(high, low) * 3 < look / 2 || Math.min(high, low) * 10 > Math.max(high, low)) return undefined
  const text = textOrNothing(strictly(high > low ? 'utf-16be' : 'utf-16le', bytes))
  return text === undefined || /[\p{Cn}\p{Co}]/u.test(text.slice(0, LOOK)) ? undefined : text
}

/** What the bytes 80 to 9F mean; a blank where they mean nothing. Source: WHATWG, Encoding, index windows-1252. */
const UPPER = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** So many bytes beyond ASCII in a row are no Western European text. */
const RUN = 4

/**
 * Done by hand, because runtimes differ in their decoder of this name: some take it for Latin-1, and `€` becomes a
 * control character. Undefined where it would be the noise of another encoding: there most bytes are beyond ASCII, in
 * long runs.
 */
function windows1252(bytes: Uint8Array): string | undefined {
  let beyond = 0
  let run = 0
  for (const byte of bytes.subarray(0, LOOK)) {
    run = byte < 0x80 ? 0 : run + 1
    if (byte >= 0x80) beyond += 1
    if (run >= RUN || (byte >= 0x80 && byte < 0xa0 && UPPER[byte - 0x80] === ' ')) return undefined
  }
  if (beyond * 2 > Math.min(bytes.length, LOOK)) return undefined
  const parts: string[] = []
  for (let from = 0; from < bytes.length; from += 8_192)
    parts.push(String.fromCharCode(...bytes.subarray(from, from + 8_192)))
  return parts.join('').replaceAll(/[\x80-\x9f]/g, (byte) => UPPER[byte.charCodeAt(0) - 0x80] ?? byte)
}
