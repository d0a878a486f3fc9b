/** An attached file as Discord names it. */

import { type AttachmentId, isAttachmentId } from '../ids.ts'
import { isRecord, numberAt, textAt } from '../json.ts'

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
