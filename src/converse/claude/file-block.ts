/** An attached file as Claude is shown it, and as the transcript keeps it. */

import type {
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages'
import { FILE_NAME_CODE_POINTS, shownFileName } from '../../deliver/plain-text.ts'
import { isRecord, numberAt, textAt } from '../../json.ts'
import { frameName, type Nonce, frameLine } from './nonce.ts'

/** The kinds of files, each with its name for Claude. */
export const mediaTypes = {
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  GIF: 'image/gif',
  WebP: 'image/webp',
  PDF: 'application/pdf',
  text: 'text/plain',
} as const

export type FileKind = keyof typeof mediaTypes

/** A file that Claude was shown, as the transcript keeps it. The bytes are held apart, while the session is open. */
export interface FileRef {
  /** Never used again for another file of the thread. */
  readonly id: number
  readonly name: string
  readonly kind: FileKind
  /** Of the file, in bytes. */
  readonly size: number
  /** What it costs to show it, estimated. */
  readonly tokens: number
  /** Only its beginning was shown. */
  readonly isCut: boolean
}

const isFileKind = (raw: unknown): raw is FileKind =>
  typeof raw === 'string' && Object.hasOwn(mediaTypes, raw)

/** Reads a reference back from storage; undefined when there is none. */
export function readFileRef(kept: unknown): FileRef | undefined {
  const kind = isRecord(kept) ? kept['kind'] : undefined
  const id = numberAt(kept, 'id')
  if (id === undefined || !isFileKind(kind)) return undefined
  return {
    id,
    name: shownFileName(textAt(kept, 'name') ?? ''),
    kind,
    size: numberAt(kept, 'size') ?? 0,
    tokens: numberAt(kept, 'tokens') ?? 0,
    isCut: isRecord(kept) && kept['isCut'] === true,
  }
}

/** One block by the id of its file; a file that is not in it is no longer attached. */
export type FileBlocks = ReadonlyMap<number, ImageBlockParam | DocumentBlockParam>

/**
 * The block that shows a file. It is a block of its own, so nothing in the file can end it and speak as something else.
 *
 * @param data base64, or the text itself
 */
export function blockOf({ name, kind, isCut }: FileRef, data: string): ImageBlockParam | DocumentBlockParam {
  switch (kind) {
    case 'PNG':
    case 'JPEG':
    case 'GIF':
    case 'WebP':
      return { type: 'image', source: { type: 'base64', media_type: mediaTypes[kind], data } }
    case 'PDF':
      return { type: 'document', source: { type: 'base64', media_type: mediaTypes[kind], data }, title: name }
    case 'text':
      return {
        type: 'document',
        source: { type: 'text', media_type: mediaTypes[kind], data },
        title: name,
        ...(isCut ? { context: 'The file goes on; this is only its beginning.' } : {}),
      }
  }
}

/** The blocks of a message's file: our line, and the file itself while it is attached. */
export function fileBlocks(
  file: FileRef | undefined,
  attached: FileBlocks,
  nonce: Nonce,
): readonly (TextBlockParam | ImageBlockParam | DocumentBlockParam)[] {
  if (file === undefined) return []
  const block = attached.get(file.id)
  const about = `"${frameName(file.name, nonce, FILE_NAME_CODE_POINTS)}", ${file.kind}, ${sizeOf(file.size)}`
  const text = frameLine('file', nonce, block === undefined ? `${about}, no longer attached` : about)
  return [{ type: 'text', text }, ...(block === undefined ? [] : [block])]
}

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
