/** The files of one turn: its own are fetched once and written down, earlier ones are shown again while they are held. */

import type { AttachmentId, InteractionId } from '../../ids.ts'
import type { Turn } from './turn.ts'
import { shellName, uniqueNames } from '../files/documents/names.ts'
import { type ReadDeps, type ReadFile, readFiles } from '../files/read-files.ts'
import type { Attachment } from '../question/attachment.ts'
import { shownFileName } from '../../deliver/plain-text.ts'
import type { FileRef } from '../claude/file-ref.ts'
import { blockOf, type FileBlocks } from '../claude/file-block.ts'
import type { Exchange } from '../claude/transcript.ts'

/** Where the files of an open session are kept. */
export interface FileStore {
  /** The file of a turn, if an earlier attempt has written it down. */
  find(turn: InteractionId, attachment: AttachmentId): FileRef | undefined
  /** Stores a file of a turn, and deletes older ones when they become too much. */
  keep(
    turn: InteractionId,
    attachment: AttachmentId,
    file: Omit<FileRef, 'id'>,
    parts: readonly string[],
  ): FileRef
  /** The ids of the files that are still held. */
  held(): ReadonlySet<number>
  /** The whole file as it is sent. */
  read(id: number): string
  /** Deletes all files except those of open turns. */
  evict(): void
  /** To be called when a turn ends. @param kept the files that its exchange keeps; none where it leaves no trace */
  turnEnded(turn: InteractionId, kept: readonly FileRef[]): void
}

export interface TurnFiles {
  /**
   * The turn's own files, written down, in their order: what an earlier attempt did is not done again. One that Claude
   * cannot be shown has a `why`. Never rejects.
   */
  attach(turn: InteractionId, files: readonly Attachment[], signal: AbortSignal): Promise<readonly FileRef[]>
  /** The blocks of those files that are still held. Read anew each time: between turns nobody holds them in memory. */
  blocks(exchanges: readonly Pick<Exchange, 'files'>[]): FileBlocks
  /** The ids of the files that are still held. */
  held(): ReadonlySet<number>
  /** Deletes all files except those of open turns. */
  evict(): void
}

export interface FileDeps extends ReadDeps {
  readonly store: FileStore
  /** Puts a file where tools find it; false where it cannot. Never rejects. Undefined where Claude has no shell. */
  readonly lay: ((name: string, bytes: Uint8Array) => Promise<boolean>) | undefined
  /** The directory of the shell in which that is. */
  readonly home: string
}

export const turnFiles = ({ store, lay, home, ...deps }: FileDeps): TurnFiles => {
  /** Where the file itself lies; empty where it does not. What was read out of it goes into a directory beside it. */
  const layAll = async (name: string, { laid }: ReadFile): Promise<string> => {
    let path = ''
    for (const { name: below, content } of laid) {
      const isLaid = (await lay?.(below === '' ? name : `${name}.d/${below}`, content)) === true
      if (isLaid && below === '') path = `${home}/${name}`
    }
    return path
  }
  return {
    async attach(turn, files, signal) {
      const before = files.map(({ id }) => store.find(turn, id))
      const missing = files.filter((_, n) => before[n] === undefined)
      const read = await readFiles(missing, deps, signal)
      const names = uniqueNames(files.map(({ name }) => shownFileName(name)))
      const paths = uniqueNames(names.map(shellName))
      const fresh = new Map(missing.map(({ id }, n) => [id, read[n]]))
      // Where nothing can be made of any of them, Claude is not asked, and the shell needs none.
      const isAsked =
        before.some((file) => file?.why === '') ||
        read.some(({ why, isForShell }) => why === '' || isForShell)
      const refs: FileRef[] = []
      for (const [n, { id }] of files.entries()) {
        const known = before[n]
        const file = fresh.get(id)
        if (known !== undefined) refs.push(known)
        else if (file !== undefined) {
          const path = isAsked ? await layAll(paths[n] ?? '', file) : ''
          refs.push(store.keep(turn, id, refOf(file, names[n] ?? '', path), file.parts))
        }
      }
      return refs
    },
    blocks(exchanges) {
      const wanted = exchanges.flatMap(({ files = [] }) => files)
      if (wanted.length === 0) return new Map()
      const held = store.held()
      return new Map(
        wanted
          .filter(({ id }) => held.has(id))
          .map((file) => [file.id, file.kind === 'none' ? undefined : blockOf(file, store.read(file.id))]),
      )
    },
    held: () => store.held(),
    evict: () => store.evict(),
  }
}

const refOf = (file: ReadFile, name: string, path: string): Omit<FileRef, 'id'> => ({
  name,
  kind: file.kind,
  format: file.format,
  size: file.size,
  tokens: file.tokens,
  isCut: file.isCut,
  path,
  // The shell is a way to look into it.
  why: file.isForShell && path !== '' ? '' : file.why,
})

/** The blocks of these files alone. */
export const only = (files: readonly FileRef[], blocks: FileBlocks): FileBlocks =>
  new Map(files.filter(({ id }) => blocks.has(id)).map(({ id }) => [id, blocks.get(id)]))

/**
 * Whether the answer may depend on a file. Such an answer is neither taken from the cache nor put there: what two
 * questions have in common by their words, two files need not.
 */
export function seesFile(
  { question, transcript, files: earlier = [] }: Pick<Turn, 'question' | 'transcript' | 'files'>,
  files: Pick<TurnFiles, 'held'>,
): boolean {
  // What was in a message that was asked about is no part of the words, either.
  if (question.files.length > 0 || earlier.length > 0 || question.about !== undefined) return true
  const ids = transcript.exchanges.flatMap((exchange) => (exchange.files ?? []).map(({ id }) => id))
  if (ids.length === 0) return false
  const held = files.held()
  return ids.some((id) => held.has(id))
}
