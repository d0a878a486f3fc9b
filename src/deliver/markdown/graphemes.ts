/** Measures text as Discord and readers do: in code points, in graphemes, and in columns of a monospaced font. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The longest grapheme in UTF-16 units. A longer one (endless combining marks) is cut like plain text. */
export const GRAPHEME_REACH = 64

/** Length in Unicode code points, the unit of Discord's limit (api-docs #1315). */
export function codePoints(text: string): number {
  let count = text.length
  for (let at = 1; at < text.length; at += 1) {
    if (isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1))) count -= 1
  }
  return count
}

/** The last offset ≤ `at` that does not lie inside a grapheme or a surrogate pair of `text`. */
export function boundaryBefore(text: string, at: number): number {
  if (at >= text.length) return text.length
  if (at <= 0) return 0
  if (isPlain(text.charCodeAt(at - 1)) && isPlain(text.charCodeAt(at))) return at
  const from = windowStart(text, at - GRAPHEME_REACH)
  let last = from
  for (const { index } of segmenter.segment(text.slice(from, at + GRAPHEME_REACH))) {
    if (from + index > at) break
    last = from + index
  }
  if (at - last <= GRAPHEME_REACH) return last
  return isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1)) ? at - 1 : at
}

/**
 * How much of a growing text can be shown: all but a last grapheme that the next piece may change (half a flag, a letter
 * before its accent). Sentence ends and spaces are shown at once, because nothing joins them.
 */
export function settledLength(text: string): number {
  const last = text.at(-1)
  if (last === undefined || /[\s.,;:!?)\]}"'`|>~_-]/.test(last)) return text.length
  return boundaryBefore(text, text.length - 1)
}

/** Columns in a monospaced font: East Asian wide characters and emoji take two, combining marks none. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let sum = 0
  for (const { segment } of segmenter.segment(text)) sum += graphemeColumns(segment)
  return sum
}

const wide =
  /^(?:\p{Emoji_Presentation}|.\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u

function graphemeColumns(grapheme: string): number {
  if (wide.test(grapheme)) return 2
  return /^[\p{M}\p{Cf}\p{Cc}]/u.test(grapheme) ? 0 : 1
}

/** Whether a text has nothing visible. Discord refuses a message of spaces and invisible characters. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(text)
}

/** An offset ≤ `at` where a grapheme surely starts. Flags in a row can only be split correctly from there. */
function windowStart(text: string, at: number): number {
  for (let start = at; start > Math.max(0, at - 16 * GRAPHEME_REACH); start -= 1) {
    if (startsGrapheme(text.charCodeAt(start))) return start
  }
  const start = Math.max(0, at - 16 * GRAPHEME_REACH)
  return isLow(text.charCodeAt(start)) ? Math.max(0, start - 1) : start
}

const startsGrapheme = (unit: number): boolean => isPlain(unit) || (unit >= 0x30a1 && unit <= 0x9fff)
// Below the combining marks nothing joins its neighbour, but for the line end of Windows, which never gets here.
const isPlain = (unit: number): boolean => unit < 0x300
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
