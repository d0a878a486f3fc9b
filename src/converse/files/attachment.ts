/** An attached file: as Discord names it, as a session holds it, and as Claude is shown it. */

import type {
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages'
import { type AttachmentId, isAttachmentId } from '../../ids.ts'
import { isRecord, numberAt, textAt } from '../../json.ts'
import { FILES_HELD } from '../../limits.ts'
import { inLine, type Mark, ourLine } from '../mark.ts'

/** A file as Discord names it; chosen by the member, so all of it is untrusted. */
export interface Attachment {
  readonly id: AttachmentId
  readonly name: string
  /** In bytes, as declared. */
  readonly size: number
  /** Whoever has it can read the file while it is valid, so it is a secret: never logged, forgotten with the turn. */
  readonly url: string
  /** As declared, from the file's name; what a file is, its content says. */
  readonly contentType: string
}

/** What a file turned out to be, each with how Claude is told of it. */
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

/** Reads one of `data.resolved.attachments`. Source: Discord, Message Resource, "Attachment Structure". */
export const attachmentOf = (raw: unknown): Attachment | undefined =>
  readAttachment({
    ...(isRecord(raw) ? raw : {}),
    name: textAt(raw, 'filename'),
    contentType: textAt(raw, 'content_type'),
  })

/** Reads a file back from a stored question; undefined when there is none. */
export function readAttachment(kept: unknown): Attachment | undefined {
  const id = isRecord(kept) ? kept['id'] : undefined
  const url = textAt(kept, 'url')
  if (!isAttachmentId(id) || url === undefined) return undefined
  return {
    id,
    name: textAt(kept, 'name') ?? '',
    size: numberAt(kept, 'size') ?? 0,
    url,
    contentType: textAt(kept, 'contentType') ?? '',
  }
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
    name: shownName(textAt(kept, 'name') ?? ''),
    kind,
    size: numberAt(kept, 'size') ?? 0,
    tokens: numberAt(kept, 'tokens') ?? 0,
    isCut: isRecord(kept) && kept['isCut'] === true,
  }
}

const NAME_CODE_POINTS = 80
const ENDING_CODE_POINTS = 16

/**
 * A name that can do no harm in a line of ours: nothing invisible, nothing that turns the writing direction or ends the
 * line, not too long, and with its ending, which says what the member takes the file for.
 */
export function shownName(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    // What nobody sees, and what our own line is made of.
    .replaceAll(/[\p{C}[\]［］【】⟦⟧"“”„]/gu, '')
    // Around what has gone there may be two.
    .replaceAll(/ +/g, ' ')
    .trim()
  const letters = Array.from(plain)
  if (letters.length === 0) return 'file'
  if (letters.length <= NAME_CODE_POINTS) return plain
  const begin = letters.slice(0, NAME_CODE_POINTS - ENDING_CODE_POINTS - 1).join('')
  return `${begin}…${letters.slice(-ENDING_CODE_POINTS).join('')}`
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

/** What stands in a message for its file: our line, and the block while it is attached. */
export function fileBlocks(
  file: FileRef | undefined,
  attached: FileBlocks,
  mark: Mark,
): readonly (TextBlockParam | ImageBlockParam | DocumentBlockParam)[] {
  if (file === undefined) return []
  const block = attached.get(file.id)
  const about = `"${inLine(file.name, mark, NAME_CODE_POINTS)}", ${file.kind}, ${sizeOf(file.size)}`
  const text = ourLine('file', mark, block === undefined ? `${about}, no longer attached` : about)
  return [{ type: 'text', text }, ...(block === undefined ? [] : [block])]
}

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** A file that a session holds. */
export interface HeldFile extends Pick<FileRef, 'id' | 'size' | 'tokens'> {
  /** Its turn has not ended: should that be lost, the next attempt needs the file, and its address may have expired. */
  readonly isOpen: boolean
}

/**
 * The files that have to give way so that the rest fits. The newest never does, however many pages it has: it is what
 * the next question is about.
 *
 * @param held oldest first
 */
export function givingWay(
  held: readonly HeldFile[],
  most: Readonly<Record<keyof typeof FILES_HELD, number>> = FILES_HELD,
): readonly number[] {
  const inOrder = [
    ...held.filter(({ isOpen }) => isOpen),
    ...held.filter(({ isOpen }) => !isOpen).toReversed(),
  ]
  const room = { files: 0, bytes: 0, tokens: 0 }
  let isFull = false
  return inOrder.flatMap(({ id, size, tokens, isOpen }, index) => {
    room.files += 1
    room.bytes += size
    room.tokens += tokens
    // Once one has given way, those before it do too: the prompt changes from its place on anyway.
    isFull ||= room.files > most.files || room.bytes > most.bytes || room.tokens > most.tokens
    return isFull && !isOpen && index > 0 ? [id] : []
  })
}
