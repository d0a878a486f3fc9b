/** Of which members their own object knows that they have spoken in this conversation: one key of the thread's storage. */

import { isMemberId, type MemberId } from '../../ids.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'

export interface Indexed {
  has(member: MemberId): boolean
  /** Their object knows it. */
  add(member: MemberId): void
}

/** For the store of the thread alone. */
interface Inner {
  readonly public: Indexed
  /** Call these two within a transaction. */
  readonly forget: (member: MemberId) => void
  readonly erase: () => void
}

const KEY = 'indexed'

export function indexedStore({ kv }: Pick<CountedStorage, 'kv'>): Inner {
  let known: readonly MemberId[] | undefined
  const members = (): readonly MemberId[] => {
    if (known !== undefined) return known
    const kept: unknown = kv.get(KEY)
    return (known = Array.isArray(kept) ? kept.filter(isMemberId) : [])
  }
  return {
    public: {
      has: (member) => members().includes(member),
      add(member) {
        if (members().includes(member)) return
        const all = [...members(), member]
        kv.put(KEY, all)
        known = all
      },
    },
    forget(member) {
      const others = members().filter((one) => one !== member)
      // Read again, should the transaction fail.
      known = undefined
      kv.put(KEY, others)
    },
    erase() {
      known = undefined
      kv.delete(KEY)
    },
  }
}
