/** Whether Claude can read a PDF, and what it costs. */

import { PDF_PAGES } from '../../limits.ts'
import type { FileRefusal } from '../claude/file-ref.ts'

/** Source: Claude API, PDF support, "Estimate your costs": 1,500 to 3,000 tokens a page. */
const TOKENS_PER_PAGE = 2_000
/** A page of text and some pictures, where the pages cannot be counted. */
const BYTES_PER_PAGE = 100_000
const PIECE_BYTES = 1_048_576
/** Longer than anything that is looked for. */
const OVERLAP = 128

/**
 * All is told from what is not compressed: the dictionary with `/Encrypt` never is, and neither is the end of the file;
 * pages often are, but then a linearised file says how many there are. What is missed here, Claude refuses.
 *
 * @param most how many pages there may be
 */
export function lookAtPdf(
  bytes: Uint8Array,
  most: number,
): { readonly pages: number; readonly tokens: number } | FileRefusal {
  let counted = 0
  let isLocked = false
  let hasEnd = false
  let declared = 0
  // In pieces that overlap, because a string of the whole file would double it.
  const ascii = new TextDecoder('ascii')
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const piece = ascii.decode(bytes.subarray(from, from + PIECE_BYTES + OVERLAP))
    isLocked ||= /\/Encrypt\s+\d+\s+\d+\s+R/.test(piece)
    hasEnd ||= /%%EOF|startxref/.test(piece)
    declared ||= Number(/\/Linearized[^>]{0,80}\/N\s+(\d{1,6})/.exec(piece)?.[1] ?? 0)
    for (const { index } of piece.matchAll(/\/Type\s*\/Page(?![A-Za-z])/g))
      if (index < PIECE_BYTES) counted += 1
  }
  if (isLocked) return 'file locked'
  if (!hasEnd) return 'file damaged'
  const pages = Math.max(counted, declared)
  if (pages > PDF_PAGES) return 'file with too many pages'
  if (pages > most) return 'file beyond the limit'
  const estimated = pages === 0 ? Math.ceil(bytes.length / BYTES_PER_PAGE) : pages
  return { pages: Math.max(1, pages), tokens: Math.max(1, estimated) * TOKENS_PER_PAGE }
}
