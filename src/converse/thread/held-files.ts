/** Which files a session holds, and which give way to newer ones. */

import { FILES_HELD } from '../../limits.ts'
import type { FileRef } from '../claude/file-block.ts'

/** A file that a session holds. */
export interface HeldFile extends Pick<FileRef, 'id' | 'size' | 'tokens'> {
  /** Its turn has not ended: should that be lost, the next attempt needs the file, and its address may have expired. */
  readonly isOpen: boolean
}

/**
 * The files that have to give way so that the rest fits. The newest never does, however many pages it has: it is what
 * the next question is about.
 *
 * @param held oldest first
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
    // Once one has given way, those before it do too: the prompt changes from its place on anyway.
    isFull ||= room.files > most.files || room.bytes > most.bytes || room.tokens > most.tokens
    return isFull && !isOpen && index > 0 ? [id] : []
  })
}
