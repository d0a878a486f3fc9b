/** What a file is, told by its content and never by its name or its declared type; and what Claude and the shell get. */

import { FILE_BYTES, IMAGE_BYTES, IMAGE_PIXELS } from '../../limits.ts'
import type { FileKind, FileRef, FileRefusal } from '../claude/file-ref.ts'
import { base64 } from './base64.ts'
import { decoded } from './documents/decode.ts'
import { type ImageKind, isWhole, type Pixels, pixelsOf } from './image-size.ts'
import { notebookText } from './notebook.ts'
import { lookAtPdf } from './pdf.ts'
import { signatureOf } from './signature.ts'
import { beginningOf } from './text-beginning.ts'

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
      /** Of a PDF. */
      readonly pages: number
      /** As it is stored and sent, base64 or text, in parts that fit a row. */
      readonly parts: readonly string[]
      readonly laid: readonly LaidFile[]
    })
  | {
      readonly ok: false
      readonly why: FileRefusal
      readonly format: string
      /** The shell may be able to do something with it. */
      readonly isForShell: boolean
      /** A picture that might do if it were smaller, or another kind of picture. */
      readonly isPicture?: boolean
      readonly pixels?: Pixels | undefined
    }

/** A file for the shell: with an empty name the attachment itself, else one below its directory. */
export interface LaidFile {
  readonly name: string
  readonly content: Uint8Array
}

/** A multiple of three, so that parts of base64 can be joined; as base64 it stays below the 2 MB of a row. */
const PART_BYTES = 1_048_575

/** Looks at a whole file. Never rejects. */
export async function inspect(bytes: Uint8Array, room: Room): Promise<Inspected> {
  if (bytes.length === 0) return refusal('file empty', 'file')
  if (bytes.length > FILE_BYTES) return refusal('file too large', 'file')
  const signature = signatureOf(bytes)
  if (signature?.kind === 'PDF') return inspectPdf(bytes, room)
  if (signature?.kind !== undefined) return inspectImage(signature.kind, bytes, room)
  if (signature?.archive === 'zip') return inspectArchive(bytes, room)
  const text = decoded(bytes)
  if (text !== undefined) return inspectText(text, bytes.length, room)
  const { format = 'binary file', why } = signature ?? {}
  return why === undefined
    ? { ...refusal('file of no known kind', format), isForShell: true }
    : { ...refusal(why, format), isPicture: / (?:photo|picture)$/.test(format) }
}

const refusal = (why: FileRefusal, format: string): Extract<Inspected, { ok: false }> => ({
  ok: false,
  why,
  format,
  isForShell: false,
})

/** A picture without a size or without its end is a damaged one. */
function inspectImage(kind: ImageKind, bytes: Uint8Array, room: Room): Inspected {
  const pixels = pixelsOf(kind, bytes)
  if (pixels === undefined || pixels.width === 0 || pixels.height === 0 || !isWhole(kind, bytes))
    return refusal('file damaged', kind)
  const isLarge = bytes.length > IMAGE_BYTES || Math.max(pixels.width, pixels.height) > IMAGE_PIXELS
  if (isLarge || bytes.length > room.bytes) {
    const why = isLarge ? 'file too large' : 'file beyond the limit'
    return { ...refusal(why, kind), isPicture: true, pixels }
  }
  // Source: Claude API, Vision, "Calculate image costs"; larger ones are scaled down to about 1,600.
  return shown(kind, bytes, Math.min(1_600, Math.ceil((pixels.width * pixels.height) / 750)), 0)
}

function inspectPdf(bytes: Uint8Array, room: Room): Inspected {
  if (bytes.length > room.bytes) return refusal('file beyond the limit', 'PDF')
  const looked = lookAtPdf(bytes, room.pages)
  return typeof looked === 'string'
    ? refusal(looked, 'PDF')
    : shown('PDF', bytes, looked.tokens, looked.pages)
}

const shown = (
  kind: Exclude<FileKind, 'text' | 'none'>,
  bytes: Uint8Array,
  tokens: number,
  pages: number,
): Inspected => ({
  ok: true,
  kind,
  format: kind,
  size: bytes.length,
  tokens,
  pages,
  isCut: false,
  parts: base64Parts(bytes),
  laid: [{ name: '', content: bytes }],
})

/** The libraries for it are read at the first archive. */
async function inspectArchive(bytes: Uint8Array, room: Room): Promise<Inspected> {
  const { readDocument } = await import('./documents/documents.ts')
  const read = readDocument(bytes, room.textBytes)
  if (read === undefined) return refusal('file damaged', 'ZIP archive')
  const { format, text, isCut, files } = read
  if (text === '') return { ...refusal('file without text', format), isForShell: files.length > 0 }
  const whole = textShown(text, bytes.length, format, room)
  return {
    ...whole,
    isCut: whole.isCut || isCut,
    laid: [{ name: '', content: bytes }, ...files],
  }
}

/** The shell holds UTF-8, also of a file in another encoding. */
function inspectText(text: string, size: number, room: Room): Inspected {
  if (text.trim() === '') return refusal('file empty', 'text')
  const notebook = notebookText(text)
  const laid = [{ name: '', content: new TextEncoder().encode(text) }]
  return notebook === undefined
    ? { ...textShown(text, size, 'text', room), laid }
    : { ...textShown(notebook, size, 'Jupyter notebook', room), laid }
}

function textShown(
  text: string,
  size: number,
  format: string,
  room: Room,
): Omit<Extract<Inspected, { ok: true }>, 'laid'> {
  const beginning = beginningOf(text, room.textBytes)
  const tokens = Math.ceil(new TextEncoder().encode(beginning).length / 3)
  const isCut = beginning.length < text.length
  return { ok: true, kind: 'text', format, size, tokens, pages: 0, isCut, parts: [beginning] }
}

const base64Parts = (bytes: Uint8Array): readonly string[] =>
  Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, index) =>
    base64(bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES)),
  )
