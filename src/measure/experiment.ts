/** Whether a flag is on for a thread: `on`, `off`, or for a share of the threads that is always the same. */

import type { ThreadId } from '../ids.ts'
import type { Share } from '../settings/settings.ts'

/** Each flag draws on its own, so that two experiments do not always meet in the same threads. */
export const isOn = (share: Share, flag: string, thread: ThreadId): boolean =>
  share >= 1 || (share > 0 && place(`${flag} ${thread}`) < share)

/** Where a text falls between 0 and 1 (FNV-1a, 32 bit): evenly enough for shares, and without a hash that awaits. */
function place(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  // Ids differ in their last digits, which FNV leaves in the low bits; mix them upwards.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
