/** What a transcript keeps beside its exchanges: its nonce, a summary, since when it is, and what is told as text. */

import type { CountedStorage } from '../../storage/counted-storage.ts'
import { isNonce, type Nonce } from '../claude/nonce.ts'

type Kv = CountedStorage['kv']

/**
 * Made once: another one would be another prefix, and the cache would have to be written again. The key is older than
 * the nonce; a transcript that still has six digits there gets one, as none of them is written down anywhere else.
 */
export function nonceOf(kv: Kv, newNonce: () => Nonce): Nonce {
  const kept = kv.get('mark')
  if (isNonce(kept)) return kept
  const nonce = newNonce()
  kv.put('mark', nonce)
  return nonce
}

export function summaryOf(kv: Kv): string | undefined {
  const kept = kv.get('summary')
  return typeof kept === 'string' ? kept : undefined
}

/** Rounds up to this row are told as text; 0 where none are. */
export function toldThrough(kv: Kv): number {
  const kept = kv.get('told')
  return typeof kept === 'number' ? kept : 0
}

/** When the first of what is remembered was written down, in milliseconds since 1970. Undefined where nobody knows. */
export function sinceOf(kv: Kv): number | undefined {
  const kept = kv.get('since')
  return typeof kept === 'number' ? kept : undefined
}

/** Call it within a transaction. */
export function eraseKeys(kv: Kv): void {
  for (const key of ['summary', 'mark', 'told', 'since']) kv.delete(key)
}
