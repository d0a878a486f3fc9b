/** What commands came with whose questions are still being typed, for half an hour. */

import type { InteractionId } from '../../ids.ts'
import { isRecord, numberAt, recordAt } from '../../json.ts'
import { HELD_AT_ONCE, HELD_MS } from '../../limits.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import { type Held, readHeld } from '../question/held.ts'

export interface HeldStore {
  /** Holds it for HELD_MS; of more than HELD_AT_ONCE the oldest goes. @param now milliseconds since 1970 */
  hold(id: InteractionId, held: Held, now: number): void
  /** Undefined where nothing of this id is held, or no longer. It stays: a modal that failed can be sent again. */
  find(id: InteractionId, now: number): Held | undefined
  /** Until when something is held, in milliseconds since 1970; undefined where nothing is. */
  until(): number | undefined
  /** Drops what has been held for long enough. */
  drop(now: number): void
  erase(): void
}

interface Row {
  readonly id: string
  readonly until: number
  readonly held: unknown
}

const KEY = 'held'

export function heldStore({ kv }: Pick<CountedStorage, 'kv'>): HeldStore {
  /** Asked at each look at the clock, so it is read once; `none` where nothing is held. */
  let known: number | 'none' | undefined
  const read = (): readonly Row[] => {
    const kept: unknown = kv.get(KEY)
    return Array.isArray(kept) ? kept.flatMap((one) => rowOf(one) ?? []) : []
  }
  const write = (rows: readonly Row[]): void => {
    if (rows.length === 0) kv.delete(KEY)
    else kv.put(KEY, [...rows])
    known = rows.at(-1)?.until ?? 'none'
  }
  return {
    hold(id, held, now) {
      const others = read().filter((row) => row.id !== id && row.until > now)
      write([...others, { id, until: now + HELD_MS, held }].slice(-HELD_AT_ONCE))
    },
    find(id, now) {
      const row = read().find((one) => one.id === id && one.until > now)
      return row && readHeld(row.held)
    },
    until() {
      known ??= read().at(-1)?.until ?? 'none'
      return known === 'none' ? undefined : known
    },
    drop: (now) => write(read().filter(({ until }) => until > now)),
    erase() {
      if (known !== 'none') write([])
    },
  }
}

function rowOf(kept: unknown): Row | undefined {
  const id = isRecord(kept) ? kept['id'] : undefined
  const until = numberAt(kept, 'until')
  return typeof id === 'string' && until !== undefined
    ? { id, until, held: recordAt(kept, 'held') }
    : undefined
}
