/** Fetches an attached file from Discord; every way in which that can fail becomes a value. */

import type { Clock } from '../../clock.ts'
import { FILE_BYTES, FILE_WITHIN_MS } from '../../limits.ts'
import type { FileRefusal } from '../claude/file-ref.ts'

export type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: FileRefusal }

/** What Discord answers to an address that has expired, was changed, or whose file was deleted. */
const GONE = new Set([401, 403, 404, 410])

/**
 * Reads a file of at most FILE_BYTES within FILE_WITHIN_MS. Never rejects.
 *
 * @param address as `ephemeralAddress` gave it; nothing else may be fetched
 */
export async function fetchFile(address: string, clock: Clock, signal: AbortSignal): Promise<Fetched> {
  const stop = new AbortController()
  const over = new AbortController()
  const abort = (): void => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  void clock.sleep(FILE_WITHIN_MS, over.signal, 'hang').then(abort)
  try {
    const response = await fetch(address, {
      // Followed, it could lead anywhere, into networks that only we can reach.
      redirect: 'manual',
      // Cloudflare would keep a copy of the member's file.
      cache: 'no-store',
      signal: stop.signal,
    })
    if (response.status === 200 && response.body !== null) return await read(response.body)
    await response.body?.cancel()
    return { ok: false, why: GONE.has(response.status) ? 'file gone' : 'file unreachable' }
  } catch {
    return { ok: false, why: 'file unreachable' }
  } finally {
    over.abort()
    signal.removeEventListener('abort', abort)
  }
}

/** Counts what comes: neither `content-length` nor what the payload says of the size is a promise. */
async function read(body: ReadableStream<Uint8Array>): Promise<Fetched> {
  const parts: Uint8Array[] = []
  let size = 0
  // Leaving the loop early cancels the body.
  for await (const part of body) {
    size += part.byteLength
    if (size > FILE_BYTES) return { ok: false, why: 'file too large' }
    parts.push(part)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return { ok: true, bytes }
}
