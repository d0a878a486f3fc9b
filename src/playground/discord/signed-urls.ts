/** Files that members attach to a command: taken in as Discord takes them, and given to the bot by an address that expires. */

import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { pixelsOf } from '../../converse/files/image-size.ts'
import type { Env } from './calls.ts'
import { isRecord, numberOf, recordOf, textOf, type Json } from './json.ts'
import type { Attached } from './payload.ts'
import { makeId, type Attachment, type State } from './state.ts'

/** Source: Discord, Reference, "Signed Attachment CDN URLs". */
export interface SignedUrl {
  readonly channel: string
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** The `hm` of the address. */
  readonly signature: string
  /** The picture that its media address gives instead; without one Discord cannot read it there. */
  readonly smaller: Uint8Array<ArrayBuffer> | undefined
  /** Instead of the file. */
  readonly fault: { readonly status: number; readonly location?: string } | 'hang' | undefined
}

/** `attachment_size_limit` of an ordinary member (changelog 2025-04-03). */
export const ATTACHMENT_BYTES = 10_485_760

/** Our guess; Discord documents no number for ephemeral attachments, only that the address says when it ends. */
const LENT_FOR_MS = 24 * 3_600_000

/**
 * `{filename, text | base64, contentType?, size?, url?, expiresInMs?, fault?}`; a test may lie about the size and name
 * another address. `smaller` is the base64 of what the media address gives, `pixels` a measure that the bytes do not
 * tell. `fault` is `{status, location?}` or `'hang'`. Answers a sentence where Discord would not take it.
 */
export function attach(state: State, channel: string, raw: Json): Attached | string {
  const now = state.now()
  const id = textOf(raw['id']) ?? makeId(state, now)
  const given = textOf(raw['filename']) ?? 'file.txt'
  const filename = plainName(given)
  // Of a file that it renames Discord keeps the name without its ending.
  const title = filename === given ? undefined : given.replace(/\.\w+$/, '')
  const contentType = textOf(raw['contentType']) ?? textOf(raw['content_type']) ?? 'text/plain'
  const base64 = textOf(raw['base64'])
  const smaller = textOf(raw['smaller'])
  const bytes =
    base64 === undefined
      ? new TextEncoder().encode(textOf(raw['text']) ?? '')
      : new Uint8Array(Buffer.from(base64, 'base64'))
  if (bytes.length > ATTACHMENT_BYTES) return `${filename} is larger than 10 MB`
  const expiresAt = now + (numberOf(raw['expiresInMs']) ?? LENT_FOR_MS)
  const file: Attachment = {
    id,
    filename,
    contentType,
    bytes,
    signedUrl: {
      channel,
      issuedAt: now,
      expiresAt,
      signature: createHash('sha256').update(`${state.url()} ${id} ${expiresAt}`).digest('hex'),
      smaller: smaller === undefined ? undefined : new Uint8Array(Buffer.from(smaller, 'base64')),
      fault: readFault(raw['fault']),
    },
  }
  state.files.set(id, file)
  const url = textOf(raw['url']) ?? addressOf(state, file)
  const size = numberOf(raw['size']) ?? bytes.length
  const mediaUrl = textOf(raw['mediaUrl']) ?? url.replace(state.url(), `${state.url()}/media`)
  return {
    id,
    filename,
    title,
    contentType,
    size,
    url,
    mediaUrl,
    pixels: readPixels(raw['pixels']) ?? pixelsIn(file),
  }
}

function readPixels(raw: unknown): Attached['pixels'] {
  const { width, height } = recordOf(raw)
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined
}

/** The measures of a picture; undefined for any other file. */
export function pixelsIn({
  contentType,
  bytes,
}: Pick<Attachment, 'contentType' | 'bytes'>): Attached['pixels'] {
  const kind = (
    { 'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/gif': 'GIF', 'image/webp': 'WebP' } as const
  )[contentType]
  return kind === undefined ? undefined : pixelsOf(kind, bytes)
}

/** Discord keeps of a name what an address can bear. */
const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\w.\- ]/g, '')
    .replaceAll(' ', '_') || 'unknown'

function readFault(raw: unknown): SignedUrl['fault'] {
  if (raw === 'hang') return 'hang'
  if (!isRecord(raw)) return undefined
  const location = textOf(recordOf(raw)['location'])
  return { status: numberOf(raw['status']) ?? 500, ...(location === undefined ? {} : { location }) }
}

const hex = (ms: number): string => Math.floor(ms / 1_000).toString(16)

const addressOf = (state: State, { id, filename, signedUrl }: Attachment): string =>
  signedUrl === undefined
    ? ''
    : `${state.url()}/ephemeral-attachments/${signedUrl.channel}/${id}/${filename}?ex=${hex(signedUrl.expiresAt)}&is=${hex(signedUrl.issuedAt)}&hm=${signedUrl.signature}&`

/**
 * `GET /ephemeral-attachments/…`: like Discord's CDN, which has one sentence for a file that is not there and for an
 * address that has expired, and refuses one that was changed.
 */
export async function signedFile(c: Context<Env>, state: State): Promise<Response> {
  const found = await allowed(c, state)
  if (found instanceof Response) return found
  return sent(c, found, found.bytes, found.contentType)
}

/**
 * `GET /media/ephemeral-attachments/…`: the same address at Discord's media proxy, which makes a picture as large as it is
 * told and answers 415 for what it cannot read (JDA #2139). The parameters are those of Discord's own client.
 */
export async function signedMedia(c: Context<Env>, state: State): Promise<Response> {
  const found = await allowed(c, state)
  if (found instanceof Response) return found
  const side = (name: string): boolean => /^[1-9]\d{0,3}$/.test(c.req.query(name) ?? '1')
  const isFormat = ['webp', 'png', 'jpeg', 'jpg'].includes(c.req.query('format') ?? 'webp')
  if (!side('width') || !side('height') || !isFormat) return c.text('Bad Request', 400)
  const smaller = found.signedUrl?.smaller
  if (smaller === undefined) return c.text('Unsupported Media Type', 415)
  return sent(c, found, smaller, 'image/webp')
}

const sent = (
  c: Context<Env>,
  { filename }: Attachment,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Response =>
  c.body(bytes, 200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${filename}"`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  })

/** The file of an address that is whole and has not expired, or the answer that says no. */
async function allowed(c: Context<Env>, state: State): Promise<Attachment | Response> {
  const { channel, id, name } = c.req.param()
  const file = state.files.get(id ?? '')
  const signedUrl = file?.signedUrl
  const gone = (): Response => c.text('This content is no longer available.', 404)
  if (
    file === undefined ||
    signedUrl === undefined ||
    signedUrl.channel !== channel ||
    file.filename !== name
  )
    return gone()
  if (c.req.query('hm') !== signedUrl.signature || c.req.query('ex') !== hex(signedUrl.expiresAt))
    return c.text('Forbidden', 403)
  if (state.now() >= signedUrl.expiresAt) return gone()
  if (signedUrl.fault === 'hang')
    return new Promise((answer) => c.req.raw.signal.addEventListener('abort', () => answer(gone())))
  if (signedUrl.fault !== undefined)
    return new Response(null, {
      status: signedUrl.fault.status,
      headers: signedUrl.fault.location === undefined ? {} : { Location: signedUrl.fault.location },
    })
  return file
}
