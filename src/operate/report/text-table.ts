/** Tables of text for a terminal of 80 columns: the first column is a name, the others are numbers. */

import { boundaryBefore, columns } from '../../deliver/markdown/graphemes.ts'

/** Nothing that a terminal would obey: names of models and servers are other people's text. */
export const printable = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')

/** At most `width` columns. */
export function shortened(text: string, width: number): string {
  let shown = printable(text)
  if (columns(shown) <= width) return shown
  while (columns(shown) > width - 1) shown = shown.slice(0, boundaryBefore(shown, shown.length - 1))
  return `${shown}…`
}

export const filled = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)))

const GAP = 2

/** @param rows each as long as the head @param width of the whole table; the first column gives way */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => columns(row[at] ?? ''))))
  const others = widths.slice(1).reduce((sum, one) => sum + one + GAP, 0)
  const first = Math.max(8, Math.min(widths[0] ?? 0, width - others))
  return all.map((row) =>
    row
      .map((cell, at) => {
        if (at === 0) return filled(shortened(cell, first), first)
        return ' '.repeat(Math.max(0, (widths[at] ?? 0) - columns(cell))) + cell
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}
