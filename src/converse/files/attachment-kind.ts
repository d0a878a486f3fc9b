/** What a file is, told by its content and never by its name or its declared type; and whether Claude can read it. */

import { FILE_BYTES, IMAGE_BYTES, IMAGE_PIXELS, PDF_PAGES } from '../../limits.ts'
import type { FileKind, FileRefusal, FileRef } from '../claude/file-ref.ts'
import { base64 } from './base64.ts'
import { type ImageKind, pixelsOf } from './image-size.ts'

/** What the files before it have left of what a question may show. */
export interface Room {
  /** Of pictures and PDFs. */
  readonly bytes: number
  /** Of PDFs. */
  readonly pages: number
  /** Of text, as UTF-8. */
  readonly textBytes: number
}

export type Inspected =
  | (Pick<FileRef, 'kind' | 'format' | 'size' | 'tokens' | 'isCut'> & {
      readonly ok: true
      /** As it is stored and sent, base64 or text, in parts that fit a row. */
      readonly parts: readonly string[]
    })
  | { readonly ok: false; readonly why: FileRefusal }

/** A multiple of three, so that parts of base64 can be joined; as base64 it stays below the 2 MB of a row. */
const PART_BYTES = 1_048_575

/** How a kind begins. Sources: PNG and GIF specifications, JPEG (ITU T.81), RIFF container of WebP, PDF 1.7 §7.5.2. */
const beginnings: readonly (readonly [Exclude<FileKind, 'text' | 'none'>, RegExp])[] = [
  ['PNG', /^\x89PNG\r\n/],
  ['JPEG', /^\xff\xd8\xff/],
  ['GIF', /^GIF8[79]a/],
  ['WebP', /^RIFF[^]{4}WEBP/],
  ['PDF', /^%PDF-/],
]

/** Looks at a whole file. Never throws. */
export function inspect(bytes: Uint8Array, room: Room): Inspected {
  if (bytes.length === 0) return { ok: false, why: 'file empty' }
  if (bytes.length > FILE_BYTES) return { ok: false, why: 'file too large' }
  const begin = String.fromCharCode(...bytes.subarray(0, 16))
  const kind = beginnings.find(([, beginning]) => beginning.test(begin))?.[0] ?? 'text'
  if (kind === 'text') return inspectText(bytes, room.textBytes)
  if (bytes.length > room.bytes) return { ok: false, why: 'file beyond the limit' }
  const looked = kind === 'PDF' ? lookAtPdf(bytes, room.pages) : lookAtImage(kind, bytes)
  if (typeof looked === 'string') return { ok: false, why: looked }
  return {
    ok: true,
    kind,
    format: kind,
    size: bytes.length,
    tokens: looked,
    isCut: false,
    parts: base64Parts(bytes),
  }
}

/** The tokens of a picture, or why it cannot be shown. A picture without a size is a damaged one. */
function lookAtImage(kind: ImageKind, bytes: Uint8Array): number | FileRefusal {
  if (bytes.length > IMAGE_BYTES) return 'file too large'
  const pixels = pixelsOf(kind, bytes)
  if (pixels === undefined || pixels.width === 0 || pixels.height === 0) return 'file of no known kind'
  if (Math.max(pixels.width, pixels.height) > IMAGE_PIXELS) return 'file too large'
  // Source: Claude API, Vision, "Calculate image costs"; larger ones are scaled down to about 1,600.
  return Math.min(1_600, Math.ceil((pixels.width * pixels.height) / 750))
}

/** Source: Claude API, PDF support, "Estimate your costs": 1,500 to 3,000 tokens a page. */
const TOKENS_PER_PAGE = 2_000
/** A page of text and some pictures, where the pages cannot be counted. */
const BYTES_PER_PAGE = 100_000

/**
 * Both are told from what is not compressed: the dictionary with `/Encrypt` never is, pages often are. What is missed
 * here, Claude refuses.
 */
function lookAtPdf(bytes: Uint8Array, most: number): number | FileRefusal {
  let pages = 0
  let isLocked = false
  // In pieces that overlap, because a string of the whole file would double it.
  const ascii = new TextDecoder('ascii')
  for (let from = 0; from < bytes.length; from += PART_BYTES) {
    const piece = ascii.decode(bytes.subarray(from, from + PART_BYTES + 64))
    isLocked ||= /\/Encrypt\s+\d+\s+\d+\s+R/.test(piece)
    for (const { index } of piece.matchAll(/\/Type\s*\/Page(?![A-Za-z])/g)) if (index < PART_BYTES) pages += 1
  }
  if (isLocked) return 'file locked'
  if (pages > PDF_PAGES) return 'file with too many pages'
  if (pages > most) return 'file beyond the limit'
  return (
    Math.max(1, pages, Math.ceil(bytes.length / BYTES_PER_PAGE) * (pages === 0 ? 1 : 0)) * TOKENS_PER_PAGE
  )
}

function inspectText(bytes: Uint8Array, most: number): Inspected {
  const text = decoded(bytes)
  if (text === undefined || text.includes('\0')) return { ok: false, why: 'file of no known kind' }
  if (text.trim() === '') return { ok: false, why: 'file empty' }
  const shown = beginningOf(text, most)
  const tokens = Math.ceil(new TextEncoder().encode(shown).length / 3)
  return {
    ok: true,
    kind: 'text',
    format: 'text',
    size: bytes.length,
    tokens,
    isCut: shown.length < text.length,
    parts: [shown],
  }
}

/** UTF-8, or UTF-16 where a byte order mark says so: what else there is cannot be told apart by its content. */
function decoded(bytes: Uint8Array): string | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return undefined
  }
}

/** As far back as a cut goes to end with a line. */
const LINE = 2_000

/** Cut between characters, and between lines where there are some. */
function beginningOf(text: string, most: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(most))
  if (read === text.length) return text
  const line = text.lastIndexOf('\n', read - 1)
  return text.slice(0, line > read - LINE ? line + 1 : read)
}

const base64Parts = (bytes: Uint8Array): readonly string[] =>
  Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, index) =>
    base64(bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES)),
  )
