/** The books of a ledger in memory, reckoned from their entries each time: what the real ones have to agree with. */

import { add, type Amount, nothing } from '../../src/guild/amount.ts'
import { monthOf } from '../../src/guild/calendar.ts'
import { type Books, type Decision, type Entry, lapse, weightOf } from '../../src/guild/ledger.ts'

export class MemoryBooks implements Books {
  readonly entries = new Map<string, Entry>()
  /** What settled turns have spent: it stays, whatever becomes of their entries. */
  readonly #spent: Entry[] = []
  readonly #told = new Set<string>()

  entry(id: string): Entry | undefined {
    return this.entries.get(id)
  }

  used(account: string, window: number): Amount {
    return [...this.#spent, ...[...this.entries.values()].filter(({ isSettled }) => !isSettled)]
      .filter(
        ({ accounts, day }) =>
          Object.values(accounts).includes(account) && [day, monthOf(day)].includes(window),
      )
      .map(weightOf)
      .reduce(add, nothing)
  }

  isTold(account: string, window: number): boolean {
    return this.#told.has(`${account} ${window}`)
  }

  /** Carries a decision out, and says whether it was a grant. */
  take(decision: Decision): boolean {
    if (!decision.granted) return false
    const { put, drop, notices } = decision
    if (drop !== undefined) this.entries.delete(drop)
    this.put(put)
    for (const { account, key } of notices) this.#told.add(`${account} ${key}`)
    return true
  }

  put(entry: Entry | undefined): void {
    if (entry === undefined) return
    this.entries.set(entry.id, entry)
    if (entry.isSettled) this.#spent.push(entry)
  }

  lapse(now: number): void {
    for (const entry of this.entries.values()) {
      if (entry.isSettled || entry.lapsesAt > now) continue
      this.entries.delete(entry.id)
      this.put(lapse(entry))
    }
  }
}
