/** The letters of the charts' fonts: what can be written, how wide it is, and how it is cut or broken to fit. */

import widths from './letter-widths.json' with { type: 'json' }

export type Weight = keyof typeof widths

/** Width of each letter, in thousandths of the size of the text. */
const byLetter = (lines: string): ReadonlyMap<string, number> =>
  new Map(
    lines.split('\n').map((line) => {
      const [letter = ''] = line
      return [letter, Number(line.slice(letter.length))]
    }),
  )

const table = { medium: byLetter(widths.medium), bold: byLetter(widths.bold) } satisfies Record<
  Weight,
  unknown
>

const ELLIPSIS = '…'

/** Typographic signs that have no letter of their own in the fonts, and what says the same. */
const STAND_INS: Readonly<Record<string, string>> = {
  '‑': '-',
  '‐': '-',
  '―': '—',
  '′': "'",
  '″': '"',
  '⁄': '/',
}

/**
 * `text` in characters that can be drawn. Emoji and other signs are left out, as the words beside them say enough;
 * undefined where letters or digits would be lost: a label with holes is worse than none.
 */
export function drawable(text: string): string | undefined {
  // Composed again: a plain letter may take the accent that followed its special form.
  const plain = Array.from(text.normalize('NFC'), plainOf).join('').normalize('NFC')
  let drawn = ''
  for (const letter of plain) {
    if (table.medium.has(letter)) drawn += letter
    else if (/[\p{L}\p{N}]/u.test(letter)) return undefined
  }
  drawn = drawn.replaceAll(/ +/g, ' ').trim()
  return drawn === '' && text.trim() !== '' ? undefined : drawn
}

/** A letter that the fonts lack, in letters that say the same. */
function plainOf(letter: string): string {
  if (table.medium.has(letter)) return letter
  if (/\s/u.test(letter)) return ' '
  return Array.from(letter.normalize('NFKC'), (part) => STAND_INS[part] ?? part).join('')
}

/** Width in pixels at `size` pixels; a letter that the fonts do not have counts as a square. */
export function widthOf(text: string, size: number, weight: Weight = 'medium'): number {
  let sum = 0
  for (const letter of text) sum += table[weight].get(letter) ?? 1_000
  return (sum * size) / 1_000
}

/** The longest beginning of `text` that is at most `width` pixels wide, with an ellipsis where something is missing. */
export function fit(text: string, size: number, width: number, weight: Weight = 'medium'): string {
  if (widthOf(text, size, weight) <= width) return text
  let kept = Array.from(text)
  while (kept.length > 0 && widthOf(kept.join('').trimEnd() + ELLIPSIS, size, weight) > width)
    kept = kept.slice(0, -1)
  return kept.join('').trimEnd() + ELLIPSIS
}

/** `text` on at most `count` lines of `width` pixels, broken at spaces; what is too much ends in an ellipsis. */
export function breakLines(
  text: string,
  size: number,
  width: number,
  count: number,
  weight: Weight = 'medium',
): readonly string[] {
  const lines: string[] = []
  let rest = text
  while (rest !== '' && lines.length < count - 1 && widthOf(rest, size, weight) > width) {
    let cut = rest.lastIndexOf(' ')
    while (cut > 0 && widthOf(rest.slice(0, cut), size, weight) > width) cut = rest.lastIndexOf(' ', cut - 1)
    if (cut <= 0) break
    lines.push(rest.slice(0, cut))
    rest = rest.slice(cut + 1)
  }
  return rest === '' ? lines : [...lines, fit(rest, size, width, weight)]
}
