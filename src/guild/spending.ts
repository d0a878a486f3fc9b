/** What a ledger answers: grants turns what they need, takes what they have spent, and tells what was spent. */

import type { Amount } from './amount.ts'
import { type Calendar, monthOf } from './calendar.ts'
import {
  type Accounts,
  type Exceeded,
  lapse,
  type Limits,
  type Notice,
  reserve,
  reserveAhead,
  settle,
} from './ledger.ts'
import { type Counted, type LedgerStore, WHOLE } from './ledger-store.ts'

/** Whose a turn is. Plain data, like all that follows: it travels between objects. */
export interface Payers {
  /** Undefined in a ledger that is one server's or one member's own. */
  readonly guild?: string | undefined
  /** Undefined for a call that no member asked for, and in a member's own ledger. */
  readonly member?: string | undefined
}

export interface ReserveAsk extends Payers {
  readonly id: string
  readonly life: number
  readonly need: Amount
  readonly lapsesAt: number
  readonly ahead?: string | undefined
}

export type Reserved =
  /** `near`: budgets that are nearly used up, each told once. */
  | { readonly granted: true; readonly near: readonly Exceeded[] }
  | { readonly granted: false; readonly exceeded: Exceeded }

export interface SettleAsk extends Payers, Counted {
  readonly id: string
  readonly life?: number | undefined
  readonly spent: Amount
  /** The thread's wish to have its next turn begin without a wait. */
  readonly ahead?: { readonly id: string; readonly need: Amount; readonly lapsesAt: number } | undefined
}

export interface SettleReply {
  /** Until when the reservation ahead holds; undefined where there is none. */
  readonly aheadUntil?: number | undefined
}

export interface SpendingDeps {
  readonly store: () => LedgerStore
  readonly limits: () => Limits
  readonly calendar: () => Calendar
  /** For the operator: a budget is nearly, or wholly, used up. */
  readonly log: (event: { evt: 'budget.near'; scope: string; window: string }) => void
}

export interface Spending {
  reserve(ask: ReserveAsk, now: number): Reserved
  settle(ask: SettleAsk, now: number): SettleReply
  /**
   * Forgets what a member has spent; the sums of the whole stay. Where they have a budget that of the running month stays,
   * because nobody gets a new budget by being forgotten.
   *
   * @param member undefined for the member whose own ledger this is
   * @returns when to ask again, in milliseconds since 1970; undefined where nothing is left
   */
  forget(member: string | undefined, now: number): number | undefined
  /** Forgets what is old. To be called every day. */
  tidy(now: number): void
}

/** A turn may be reported again until a day after its end. */
const SETTLED_FOR_MS = 86_400_000

export function spending({ store, limits, calendar, log }: SpendingDeps): Spending {
  /** Before each decision: what has lapsed no longer stands in the way of others. */
  const lapseBy = (now: number): void => {
    for (const entry of store().reservations()) {
      if (entry.lapsesAt > now) continue
      const counted = lapse(entry)
      if (counted === undefined) store().drop(entry.id)
      else store().put(counted, now)
    }
  }
  const tell = (notices: readonly Notice[]): void => {
    store().tell(notices)
    for (const { scope, window } of notices) log({ evt: 'budget.near', scope, window })
  }
  return {
    reserve({ id, life, need, lapsesAt, ahead, ...payers }, now) {
      const wanted = { id, life, need, lapsesAt, ahead, accounts: accountsOf(payers) }
      lapseBy(now)
      const decision = reserve(store(), limits(), calendar(), wanted, now)
      if (!decision.granted) return decision
      if (decision.drop !== undefined) store().drop(decision.drop)
      if (decision.put !== undefined) store().put(decision.put, now)
      tell(decision.notices)
      return {
        granted: true,
        near: decision.notices.map(({ scope, window, renewsAt }) => ({ scope, window, renewsAt })),
      }
    },
    settle({ id, life, spent, model, turns, cached, ahead, ...payers }, now) {
      const accounts = accountsOf(payers)
      lapseBy(now)
      const settled = settle(store(), calendar(), { id, life, accounts, spent }, now)
      if (settled !== undefined) store().put(settled, now, { model, turns, cached })
      const put =
        ahead === undefined
          ? undefined
          : reserveAhead(store(), limits(), calendar(), { ...ahead, accounts }, now)
      if (put === undefined) return {}
      store().put(put, now)
      return { aheadUntil: put.lapsesAt }
    },
    forget(member, now) {
      const limit = limits()[member === undefined ? 'whole' : 'member'] ?? {}
      const isLimited = Object.values(limit).some((most) => most !== undefined)
      const account = member === undefined ? WHOLE : accountOfMember(member)
      const month = monthOf(calendar().dayOf(now)) * 100
      const isKept = store().forgetAccount(account, isLimited ? month : Infinity)
      return isKept ? calendar().nextMonthAt(now) : undefined
    },
    tidy(now) {
      lapseBy(now)
      const day = calendar().dayOf(now)
      store().forget(now - SETTLED_FOR_MS, firstOfMonthBefore(day))
    },
  }
}

/** Last month is kept whole. */
function firstOfMonthBefore(day: number): number {
  const month = Math.floor(day / 100)
  return (month % 100 === 1 ? month - 89 : month - 1) * 100 + 1
}

/** The name of a member's account. */
export const accountOfMember = (member: string): string => `m${member}`

const accountsOf = ({ guild, member }: Payers): Accounts => ({
  whole: WHOLE,
  ...(guild === undefined ? {} : { guild: `g${guild}` }),
  ...(member === undefined ? {} : { member: accountOfMember(member) }),
})
