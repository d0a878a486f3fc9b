/** An attached file as the transcript keeps it: what it is, and how Claude is shown it. */

import { shownFileName } from '../../deliver/plain-text.ts'
import { isRecord, numberAt, textAt } from '../../json.ts'
import { type Case, isCase } from '../../sentences/sentences.ts'

/** How Claude is shown a file: as a picture, a PDF or a text; or not at all. */
export const mediaTypes = {
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  GIF: 'image/gif',
  WebP: 'image/webp',
  PDF: 'application/pdf',
  text: 'text/plain',
  none: '',
} as const

export type FileKind = keyof typeof mediaTypes

/** The case of the sentence for a file that Claude is not shown. */
export type FileRefusal = Exclude<Extract<Case, `file ${string}`>, 'file cut' | 'file cut short'>

/** A file of a question, as the transcript keeps it. The bytes are held apart, while the session is open. */
export interface FileRef {
  /** Never used again for another file of the thread. */
  readonly id: number
  readonly name: string
  readonly kind: FileKind
  /** What it is, in English, for Claude: `Excel workbook`. */
  readonly format: string
  /** Of the file, in bytes. */
  readonly size: number
  /** What it costs to show it, estimated. */
  readonly tokens: number
  /** Only its beginning was shown. */
  readonly isCut: boolean
  /** Where it lies in the shell; empty where it does not. */
  readonly path: string
  /** Why Claude cannot do anything with it; empty where it can. */
  readonly why: FileRefusal | ''
}

const isFileKind = (raw: unknown): raw is FileKind =>
  typeof raw === 'string' && Object.hasOwn(mediaTypes, raw)

const isFileRefusal = (raw: string): raw is FileRefusal =>
  isCase(raw) && raw.startsWith('file ') && !raw.startsWith('file cut')

/** Reads a reference back from storage; undefined when there is none. */
export function readFileRef(kept: unknown): FileRef | undefined {
  const kind = isRecord(kept) ? kept['kind'] : undefined
  const id = numberAt(kept, 'id')
  if (id === undefined || !isFileKind(kind)) return undefined
  const why = textAt(kept, 'why') ?? ''
  return {
    id,
    name: shownFileName(textAt(kept, 'name') ?? ''),
    kind,
    format: textAt(kept, 'format') ?? kind,
    size: numberAt(kept, 'size') ?? 0,
    tokens: numberAt(kept, 'tokens') ?? 0,
    isCut: isRecord(kept) && kept['isCut'] === true,
    path: textAt(kept, 'path') ?? '',
    why: isFileRefusal(why) ? why : '',
  }
}

export const readFileRefs = (kept: unknown): readonly FileRef[] =>
  Array.isArray(kept) ? kept.flatMap((one) => readFileRef(one) ?? []) : []
