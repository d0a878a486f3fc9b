/** The files of one question: fetched at the same time, then looked at in order, each with the room that is left. */

import { FILE_BYTES, FILES_TOGETHER, TEXT_BYTES } from '../../limits.ts'
import type { Attachment } from '../attachment.ts'
import type { FileRef } from '../claude/file-ref.ts'
import { ephemeralAddress } from './attachment-address.ts'
import type { Fetched } from './attachment-fetch.ts'
import { inspect, type Inspected, type Room } from './attachment-kind.ts'

/** What became of one attachment. */
export interface ReadFile extends Pick<FileRef, 'kind' | 'format' | 'size' | 'tokens' | 'isCut' | 'why'> {
  /** As it is stored and sent: base64 or text, in parts that fit a row. Empty where it is not shown. */
  readonly parts: readonly string[]
  /** What the shell may have of it. */
  readonly content: Uint8Array | undefined
}

export interface ReadDeps {
  /** DISCORD_CDN_BASE_URL. */
  readonly cdnBaseUrl: string
  readonly fetch: (address: string, signal: AbortSignal) => Promise<Fetched>
}

/** Reads all of them. Never rejects; the answer is in the order of the attachments. */
export async function readFiles(
  attachments: readonly Attachment[],
  deps: ReadDeps,
  signal: AbortSignal,
): Promise<readonly ReadFile[]> {
  const fetched = await fetchAll(attachments, deps, signal)
  let room: Room = { ...FILES_TOGETHER, textBytes: TEXT_BYTES }
  const read: ReadFile[] = []
  for (const [n, got] of fetched.entries()) {
    const { size = 0 } = attachments[n] ?? {}
    // Each text may take its share of what is left, so that a long one leaves something to the next.
    const share = { ...room, textBytes: Math.floor(room.textBytes / (fetched.length - n)) }
    const file = got.ok ? fileOf(inspect(got.bytes, share), got.bytes) : refused(got.why, size)
    room = less(room, file)
    read.push(file)
  }
  return read
}

/** What is declared to be too much is not fetched: that is no promise, but it saves megabytes that will not do. */
function fetchAll(
  attachments: readonly Attachment[],
  { cdnBaseUrl, fetch }: ReadDeps,
  signal: AbortSignal,
): Promise<readonly Fetched[]> {
  let declared = 0
  return Promise.all(
    attachments.map(async ({ url, size }): Promise<Fetched> => {
      const address = ephemeralAddress(url, cdnBaseUrl)
      if (address === undefined) return { ok: false, why: 'file from elsewhere' }
      if (size > FILE_BYTES) return { ok: false, why: 'file too large' }
      declared += size
      return declared > FILES_TOGETHER.bytes
        ? { ok: false, why: 'file beyond the limit' }
        : fetch(address, signal)
    }),
  )
}

const less = (room: Room, { kind, size, tokens, parts }: ReadFile): Room => ({
  bytes: room.bytes - (kind === 'none' || kind === 'text' ? 0 : size),
  pages: room.pages - (kind === 'PDF' ? Math.ceil(tokens / 2_000) : 0),
  textBytes: room.textBytes - (kind === 'text' ? utf8Bytes(parts) : 0),
})

const utf8Bytes = (parts: readonly string[]): number =>
  parts.reduce((sum, part) => sum + new TextEncoder().encode(part).length, 0)

const fileOf = (inspected: Inspected, content: Uint8Array): ReadFile =>
  inspected.ok ? { ...inspected, why: '', content } : { ...refused(inspected.why, content.length), content }

const refused = (why: ReadFile['why'], size: number): ReadFile => ({
  kind: 'none',
  format: 'file',
  size,
  tokens: 0,
  isCut: false,
  why,
  parts: [],
  content: undefined,
})
