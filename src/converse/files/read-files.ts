/** The files of one question: fetched at the same time, then looked at in order, each with the room that is left. */

import { FILE_BYTES, FILES_TOGETHER, TEXT_BYTES } from '../../limits.ts'
import type { Attachment } from '../question/attachment.ts'
import type { FileRef } from '../claude/file-ref.ts'
import { ephemeralAddress } from './attachment-address.ts'
import type { Fetched } from './attachment-fetch.ts'
import type { Pixels } from './image-size.ts'
import { smallerAddress } from './media-address.ts'
import { inspect, type Inspected, type LaidFile, type Room } from './attachment-kind.ts'

/** What became of one attachment. */
export interface ReadFile extends Pick<FileRef, 'kind' | 'format' | 'size' | 'tokens' | 'isCut' | 'why'> {
  /** As it is stored and sent: base64 or text, in parts that fit a row. Empty where it is not shown. */
  readonly parts: readonly string[]
  /** What the shell may have of it. */
  readonly laid: readonly LaidFile[]
  /** Of a PDF. */
  readonly pages: number
  /** A picture that might do if it were smaller, or another kind of picture. */
  readonly isPicture: boolean
  /** Of a picture that is too large. */
  readonly pixels: Pixels | undefined
  /** Claude cannot be shown it, but the shell may be able to do something with it. */
  readonly isForShell: boolean
}

export interface ReadDeps {
  /** DISCORD_CDN_BASE_URL. */
  readonly cdnBaseUrl: string
  /** DISCORD_MEDIA_BASE_URL. */
  readonly mediaBaseUrl: string
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
    const first = got.ok ? fileOf(await inspect(got.bytes, share), got.bytes) : refused(got.why, size)
    const file = (await smaller(attachments[n], got, first, share, deps, signal)) ?? first
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

/**
 * A picture that is too large, or of a kind that Claude cannot see, as Discord makes it smaller; undefined where Discord
 * does not, or where it is none.
 */
async function smaller(
  attachment: Attachment | undefined,
  got: Fetched,
  { why, pixels, isPicture, size, format, laid }: ReadFile,
  room: Room,
  { mediaBaseUrl, fetch }: ReadDeps,
  signal: AbortSignal,
): Promise<ReadFile | undefined> {
  // One that was not even fetched is told by what is declared; its bytes tell the rest.
  const isDeclared =
    !got.ok && isTooMuch.has(got.why) && attachment?.contentType.startsWith('image/') === true
  if (attachment === undefined || why === '' || !(isPicture || isDeclared)) return undefined
  const address = smallerAddress(attachment, pixels, mediaBaseUrl)
  const made = address === undefined ? undefined : await fetch(address, signal)
  if (made?.ok !== true) return undefined
  const inspected = await inspect(made.bytes, room)
  if (!inspected.ok || inspected.kind === 'text' || inspected.kind === 'PDF') return undefined
  const was = isDeclared ? attachment.contentType.slice('image/'.length).toUpperCase() : format
  return {
    ...fileOf(inspected, made.bytes),
    format: `${was.replace(/[^\w ]/g, '')}, made smaller`,
    size: Math.max(size, attachment.size),
    laid,
  }
}

const isTooMuch: ReadonlySet<FileRef['why']> = new Set(['file too large', 'file beyond the limit'] as const)

const less = (room: Room, { kind, pages, parts }: ReadFile): Room => ({
  // Base64 is four characters for three bytes.
  bytes: room.bytes - (kind === 'none' || kind === 'text' ? 0 : (unitsIn(parts) * 3) / 4),
  pages: room.pages - pages,
  textBytes: room.textBytes - (kind === 'text' ? utf8Bytes(parts) : 0),
})

const unitsIn = (parts: readonly string[]): number => parts.reduce((sum, { length }) => sum + length, 0)

const utf8Bytes = (parts: readonly string[]): number =>
  parts.reduce((sum, part) => sum + new TextEncoder().encode(part).length, 0)

const fileOf = (inspected: Inspected, content: Uint8Array): ReadFile =>
  inspected.ok
    ? { ...inspected, why: '', isForShell: false, isPicture: true, pixels: undefined }
    : {
        ...refused(inspected.why, content.length),
        format: inspected.format,
        isForShell: inspected.isForShell,
        isPicture: inspected.isPicture ?? false,
        pixels: inspected.pixels,
        laid: [{ name: '', content }],
      }

const refused = (why: ReadFile['why'], size: number): ReadFile => ({
  kind: 'none',
  format: 'file',
  size,
  tokens: 0,
  isCut: false,
  why,
  parts: [],
  laid: [],
  pages: 0,
  isForShell: false,
  isPicture: false,
  pixels: undefined,
})
