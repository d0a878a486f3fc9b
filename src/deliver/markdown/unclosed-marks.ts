/** Delimiters that nothing has closed: which of them are open marks all the same. */
import { isSpaceless } from './character-kinds.ts'
import type { Delimiter } from './delimiter.ts'
import { openOf } from './marks.ts'

/**
 * In a growing text: marks without a closer are open until the end.
 *
 * @param since a lone sign before this offset is a plain sign
 * @param code text of the code span that is open at the end: a sign inside it would end its mark there
 */
export function openUnpaired(openers: readonly Delimiter[], since: number, code: string): void {
  const seen = new Set<string>()
  for (const delimiter of openers.toReversed()) {
    // A mark inside itself is none: the last one is open.
    const sign = delimiter.char + delimiter.left
    if (seen.has(sign)) continue
    seen.add(sign)
    if (delimiter.char !== '|' && code.includes(delimiter.char)) continue
    // A lone `*` that is long ago or inside a word is a star; a lone `**` hardly ever is one.
    if (delimiter.left === 1 && (delimiter.from < since || delimiter.canClose)) continue
    if (delimiter.char === '_' && isSpaceless(delimiter.before)) continue
    openRest(delimiter)
  }
}

/** Opens what is left of a delimiter, though nothing closes it. */
export function openRest(delimiter: Delimiter): void {
  const most = delimiter.char === '|' ? 1 : 0
  for (; delimiter.left > most; delimiter.left -= Math.min(2, delimiter.left))
    delimiter.opens.unshift(openOf(delimiter.char, Math.min(2, delimiter.left)))
}

/** Whether an unclosed mark of a paragraph may go on in the next paragraphs. */
export const mayCarryOver = ({ char, left, from, canOpen, canClose }: Delimiter): boolean =>
  canOpen && (char === '|' ? left >= 2 : left === 2 && from === 0 && !canClose)
