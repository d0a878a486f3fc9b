/** Files that members attach to a command: taken in as Discord takes them, and signedUrl to the bot by an address that expires. */

import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { pixelsOf } from '../../converse/files/image-size.ts'
import type { Env } from './calls.ts'
import { isRecord, numberOf, recordOf, textOf, type Json } from './json.ts'
import type { Attached } from './payload.ts'
import { makeId, type Attachment, type SignedUrl, type State } from './state.ts'

/** `attachment_size_limit` of an ordinary member (changelog 2025-04-03). */
export const ATTACHMENT_BYTES = 10_485_760

/** Our guess; Discord documents no number for ephemeral attachments, only that the address says when it ends. */
const LENT_FOR_MS = 24 * 3_600_000

/**
 * `{filename, text | base64, contentType?, size?, url?, expiresInMs?, fault?}`; a test may lie about the size and name
 * another address. `fault` is `{status, location?}` or `'hang'`. Answers a sentence where Discord would not take it.
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
      fault: readFault(raw['fault']),
    },
  }
  state.files.set(id, file)
  const url = textOf(raw['url']) ?? addressOf(state, file)
  const size = numberOf(raw['size']) ?? bytes.length
  return { id, filename, title, contentType, size, url, pixels: pixelsIn(file) }
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
  return c.body(file.bytes, 200, {
    'Content-Type': file.contentType,
    'Content-Disposition': `attachment; filename="${file.filename}"`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  })
}
