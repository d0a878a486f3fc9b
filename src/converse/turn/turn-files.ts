/** The files of one turn: its own is fetched once and written down, earlier ones are shown again while they are held. */

import type { InteractionId } from '../../ids.ts'
import { FILE_BYTES } from '../../limits.ts'
import type { Turn } from './turn.ts'
import { ephemeralAddress } from '../files/attachment-address.ts'
import type { Fetched } from '../files/attachment-fetch.ts'
import { type FileRefusal, inspect } from '../files/attachment-kind.ts'
import type { Attachment } from '../attachment.ts'
import { shownFileName } from '../../deliver/plain-text.ts'
import { blockOf, type FileBlocks, type FileRef } from '../claude/file-block.ts'
import type { Why } from '../claude/failure.ts'
import type { Exchange } from '../claude/transcript.ts'

/** Where the files of an open session are kept. */
export interface FileStore {
  /** The file of a turn, if an earlier attempt has written it down. */
  find(turn: InteractionId): FileRef | undefined
  /** Stores the file of a turn, and deletes older ones when they become too much. */
  keep(turn: InteractionId, file: Omit<FileRef, 'id'>, parts: readonly string[]): FileRef
  /** The ids of the files that are still held. */
  held(): ReadonlySet<number>
  /** The whole file as it is sent. */
  read(id: number): string
  /** Deletes all files except those of open turns. */
  evict(): void
  /** To be called when a turn ends. @param kept the file that its exchange keeps; undefined where it leaves no trace */
  turnEnded(turn: InteractionId, kept: FileRef | undefined): void
}

export type Attached =
  | { readonly ok: true; readonly file: FileRef }
  | { readonly ok: false; readonly why: FileRefusal }

export interface TurnFiles {
  /** The turn's own file, written down: what an earlier attempt did is not done again. Never rejects. */
  attach(turn: InteractionId, file: Attachment, signal: AbortSignal): Promise<Attached>
  /** The blocks of those files that are still held. Read anew each time: between turns nobody holds them in memory. */
  blocks(exchanges: readonly Pick<Exchange, 'file'>[]): FileBlocks
  /** The ids of the files that are still held. */
  held(): ReadonlySet<number>
  /** Deletes all files except those of open turns. */
  evict(): void
}

export interface FileDeps {
  readonly store: FileStore
  /** DISCORD_CDN_BASE_URL. */
  readonly baseUrl: string
  readonly fetch: (address: string, signal: AbortSignal) => Promise<Fetched>
  /** Puts it where tools find it. Never rejects; a file too large for that is only shown to Claude. */
  readonly lay: (name: string, bytes: Uint8Array) => Promise<void>
}

export const turnFiles = ({ store, baseUrl, fetch, lay }: FileDeps): TurnFiles => ({
  async attach(turn, { name, size, url }, signal) {
    const before = store.find(turn)
    if (before !== undefined) return { ok: true, file: before }
    const address = ephemeralAddress(url, baseUrl)
    if (address === undefined) return { ok: false, why: 'file from elsewhere' }
    // No promise either, but it saves eight megabytes of a file that will not do.
    if (size > FILE_BYTES) return { ok: false, why: 'file too large' }
    const fetched = await fetch(address, signal)
    if (!fetched.ok) return fetched
    const inspected = inspect(fetched.bytes)
    if (!inspected.ok) return inspected
    const { ok: _, parts, ...found } = inspected
    await lay(shownFileName(name), fetched.bytes)
    return { ok: true, file: store.keep(turn, { name: shownFileName(name), ...found }, parts) }
  },
  blocks(exchanges) {
    const wanted = exchanges.flatMap(({ file }) => (file === undefined ? [] : [file]))
    if (wanted.length === 0) return new Map()
    const held = store.held()
    return new Map(
      wanted.filter(({ id }) => held.has(id)).map((file) => [file.id, blockOf(file, store.read(file.id))]),
    )
  },
  held: () => store.held(),
  evict: () => store.evict(),
})

/** The block of one file alone. */
export function only(file: FileRef | undefined, blocks: FileBlocks): FileBlocks {
  const block = file === undefined ? undefined : blocks.get(file.id)
  return new Map(file === undefined || block === undefined ? [] : [[file.id, block]])
}

/** What Claude says when it is shown too much, or what it cannot read. */
export const tooHeavy: ReadonlySet<Why> = new Set<Why>(['bad request', 'too much text'])

/**
 * Whether the answer may depend on a file. Such an answer is neither taken from the cache nor put there: what two
 * questions have in common by their words, two files need not.
 */
export function seesFile(
  { question, transcript }: Pick<Turn, 'question' | 'transcript'>,
  files: Pick<TurnFiles, 'held'>,
): boolean {
  if (question.file !== undefined) return true
  const ids = transcript.exchanges.flatMap(({ file }) => (file === undefined ? [] : [file.id]))
  if (ids.length === 0) return false
  const held = files.held()
  return ids.some((id) => held.has(id))
}
