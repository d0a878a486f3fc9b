/** An attached file as Discord names it. */

import { type AttachmentId, isAttachmentId } from '../../ids.ts'
import { isRecord, numberAt, recordAt, textAt } from '../../json.ts'

/** A file as Discord names it; chosen by the member, so all of it is untrusted. */
export interface Attachment {
  readonly id: AttachmentId
  /** As the member called it. */
  readonly name: string
  /** In bytes, as declared. */
  readonly size: number
  /** Everybody who has it can read the file while it is valid, so it is a secret: never logged, forgotten with the turn. */
  readonly url: string
  /** Where Discord gives a picture in another size; as secret as `url`. Empty where there is none. */
  readonly mediaUrl: string
  /** Discord measures only what its media address can read. */
  readonly pixels?: { readonly width: number; readonly height: number }
  /** As declared, from the file's name; what a file is, its content says. */
  readonly contentType: string
}

/** Reads one of `data.resolved.attachments`. Source: Discord, Message Resource, "Attachment Structure". */
export const attachmentOf = (raw: unknown): Attachment | undefined =>
  readAttachment({
    ...(isRecord(raw) ? raw : {}),
    name: nameOf(textAt(raw, 'filename') ?? '', textAt(raw, 'title') ?? ''),
    mediaUrl: textAt(raw, 'proxy_url'),
    pixels: { width: numberAt(raw, 'width'), height: numberAt(raw, 'height') },
    contentType: textAt(raw, 'content_type'),
  })

/** Reads a file back from a stored question; undefined when there is none. */
export function readAttachment(kept: unknown): Attachment | undefined {
  const id = isRecord(kept) ? kept['id'] : undefined
  const url = textAt(kept, 'url')
  if (!isAttachmentId(id) || url === undefined) return undefined
  const pixels = readPixels(recordAt(kept, 'pixels'))
  return {
    id,
    name: textAt(kept, 'name') ?? '',
    size: numberAt(kept, 'size') ?? 0,
    url,
    mediaUrl: textAt(kept, 'mediaUrl') ?? '',
    ...(pixels === undefined ? {} : { pixels }),
    contentType: textAt(kept, 'contentType') ?? '',
  }
}

function readPixels(raw: unknown): Attachment['pixels'] {
  const width = numberAt(raw, 'width') ?? 0
  const height = numberAt(raw, 'height') ?? 0
  return width > 0 && height > 0 ? { width, height } : undefined
}

/**
 * Discord renames a file whose name is not plain ASCII. Its title is then the name that the member chose, without the
 * ending. Source: Discord, Message Resource, "Attachment Structure", `title`.
 */
function nameOf(filename: string, title: string): string {
  if (title.trim() === '') return filename
  const ending = /\.\w{1,16}$/.exec(filename)?.[0] ?? ''
  return title.toLowerCase().endsWith(ending.toLowerCase()) ? title : `${title}${ending}`
}
