/** Decides which files a session drops to make room for newer ones. */

import { FILES_HELD } from '../../limits.ts'
import type { FileRef } from '../claude/file-ref.ts'

/** A file that a session holds. */
export interface HeldFile extends Pick<FileRef, 'id' | 'size' | 'tokens'> {
  /** Its turn has not ended. If the turn is lost, the next attempt needs the file, and its address may have expired. */
  readonly isOpen: boolean
}

/**
 * The files to drop so that the rest fits. The newest file is never dropped, however many pages it has, because the
 * next question is about it.
 *
 * @param held oldest first
 * @returns the ids of the files to drop
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
    // All files before a dropped one are dropped too. The cached prompt ends at the dropped file anyway.
    isFull ||= room.files > most.files || room.bytes > most.bytes || room.tokens > most.tokens
    return isFull && !isOpen && index > 0 ? [id] : []
  })
}
