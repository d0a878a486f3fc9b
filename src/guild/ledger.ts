/**
 * Decides what a turn may spend: pure. A reservation counts like money that is spent, from the moment at which it is
 * granted, so turns that ask at the same time cannot spend the same money.
 */

import { add, type Amount, larger, less, nothing } from './amount.ts'
import { type Calendar, monthOf } from './calendar.ts'

/** What may be spent in a window of time; undefined where nothing limits it. */
export interface Budget {
  readonly dayNanoUsd?: number | undefined
  readonly monthNanoUsd?: number | undefined
  readonly dayTokens?: number | undefined
  readonly monthTokens?: number | undefined
}

/** Whose money it is: `whole` is that of the ledger (a server, or the whole bot); the others have a part of it. */
export const scopes = ['whole', 'guild', 'member'] as const
export type Scope = (typeof scopes)[number]

export type Limits = Readonly<Partial<Record<Scope, Budget>>>

export type WindowName = 'day' | 'month'

/** A turn in the books, or the reservation ahead for the next turn of a thread. */
export interface Entry {
  readonly id: string
  /** By scope, the name of the account that it counts for. */
  readonly accounts: Accounts
  /** The day that it counts for, as of its first reservation: what was granted of one day is not spent of the next. */
  readonly day: number
  /** The life of the turn that holds the reservation; 1 for the first. */
  readonly life: number
  /** What earlier lives may have spent. */
  readonly before: Amount
  /** What this life may spend, or has spent. */
  readonly held: Amount
  readonly isSettled: boolean
  /** For the next turn of a thread, which has not been asked yet. */
  readonly isAhead: boolean
  /** In milliseconds since 1970; see `lapse`. */
  readonly lapsesAt: number
}

export type Accounts = Readonly<Partial<Record<Scope, string>>>

/** What is kept. */
export interface Books {
  /** Of a settled turn its id and life count alone: what it spent is in the sums. */
  entry(id: string): Entry | undefined
  /** All that counts for an account in a window: what is spent and what is reserved. */
  used(account: string, window: number): Amount
  /** Whether the line at 80 % has been said. */
  isTold(account: string, window: number): boolean
}

/** What a turn asks for, before it asks Claude. */
export interface Wanted {
  readonly id: string
  readonly life: number
  readonly accounts: Accounts
  /** All that this life will have spent after the call that it is about to make. */
  readonly need: Amount
  /** By then the turn has ended in any case: milliseconds since 1970. */
  readonly lapsesAt: number
  /** The reservation ahead that the turn has begun with; undefined where it had none. */
  readonly ahead?: string | undefined
}

/** Which budget is nearly or wholly used up, and when it is renewed (milliseconds since 1970). */
export interface Exceeded {
  readonly scope: Scope
  readonly window: WindowName
  readonly renewsAt: number
}

export interface Notice extends Exceeded {
  readonly account: string
  readonly key: number
}

export type Decision =
  /** @param put replaces the entry of its id; `drop` is the reservation ahead that is used up */
  | {
      readonly granted: true
      readonly put?: Entry
      readonly drop?: string
      readonly notices: readonly Notice[]
    }
  | { readonly granted: false; readonly exceeded: Exceeded }

/** The share from which on a budget is said to be nearly used up. */
const NEARLY = 0.8

/** A reservation ahead is made only where so many of its kind are left, it included. */
const LEFT_FOR_OTHERS = 10

/** What an entry counts for. */
export const weightOf = ({ before, held }: Entry): Amount => add(before, held)

/**
 * Grants what the turn needs, or refuses it. A turn that asks again for what it has already gets it without effect.
 *
 * A later life of a turn finds the reservation of the life that crashed. Nobody knows what that one has spent: the call was
 * in flight, and no usage came back. So it counts in full, and the new life reserves anew. Without an entry the crashed life
 * had begun with a reservation ahead and could not say so, or had asked for nothing yet; it counts as much as this one.
 */
export function reserve(
  books: Books,
  limits: Limits,
  calendar: Calendar,
  wanted: Wanted,
  now: number,
): Decision {
  const { id, life, accounts, need, lapsesAt, ahead } = wanted
  const kept = books.entry(id)
  const old = kept?.isSettled === true ? undefined : kept
  const promised = ahead === undefined ? undefined : books.entry(ahead)
  const fresh = { life, held: need, isSettled: false, isAhead: false, lapsesAt }
  const put: Entry =
    old === undefined
      ? {
          id,
          accounts,
          day: calendar.dayOf(now),
          before: kept === undefined && life > 1 ? need : nothing,
          ...fresh,
        }
      : life > old.life
        ? { ...old, before: weightOf(old), ...fresh }
        : { ...old, held: larger(old.held, need) }
  const isSame = old !== undefined && life <= old.life && isCovered(put.held, old.held)
  if (isSame) return { granted: true, notices: [] }
  const drop = promised === undefined ? {} : { drop: promised.id }
  const extra = less(weightOf(put), old === undefined ? nothing : weightOf(old))
  const more = promised?.day === put.day ? less(extra, weightOf(promised)) : extra
  const exceeded = refusal(books, limits, calendar, put, more, now)
  // What was promised ahead has been spent already: it can only be counted.
  if (exceeded !== undefined && ahead === undefined) return { granted: false, exceeded }
  return { granted: true, put, ...drop, notices: noticesOf(books, limits, calendar, put, more, now) }
}

/** What a turn has cost. */
export interface Settled {
  readonly id: string
  /** The life that has spent it; undefined for whichever has the reservation. */
  readonly life?: number | undefined
  readonly accounts: Accounts
  /** What this life has spent. */
  readonly spent: Amount
}

/** The entry of a turn that has ended; undefined where it is settled already. Settling never fails: the money is spent. */
export function settle(
  books: Pick<Books, 'entry'>,
  calendar: Calendar,
  { id, life: by, accounts, spent }: Settled,
  now: number,
): Entry | undefined {
  const old = books.entry(id)
  const life = by ?? old?.life ?? 1
  if (old !== undefined && (life < old.life || (life === old.life && old.isSettled))) return undefined
  const done = { life, held: spent, isSettled: true, isAhead: false, lapsesAt: now }
  if (old === undefined || old.isSettled)
    return { id, accounts, day: calendar.dayOf(now), before: nothing, ...done }
  return { ...old, before: life > old.life ? weightOf(old) : old.before, ...done }
}

/**
 * What becomes of an entry whose time is over; undefined where it is to be deleted. A reservation ahead was used by nobody.
 * A turn that never said what it spent counts in full: less would let others spend money that may be gone.
 */
export const lapse = (entry: Entry): Entry | undefined =>
  entry.isAhead ? undefined : { ...entry, isSettled: true }

/** A thread's wish to have its next turn begin without a wait. */
export interface WantedAhead {
  readonly id: string
  readonly accounts: Accounts
  readonly need: Amount
  readonly lapsesAt: number
}

/** The reservation ahead, where others have enough left; it takes the place of an earlier one of the same id. */
export function reserveAhead(
  books: Books,
  limits: Limits,
  calendar: Calendar,
  { id, accounts, need, lapsesAt }: WantedAhead,
  now: number,
): Entry | undefined {
  const old = books.entry(id)
  const day = calendar.dayOf(now)
  const put: Entry = {
    id,
    accounts,
    day,
    life: 1,
    before: nothing,
    held: need,
    isSettled: false,
    isAhead: true,
    // Its money is that of today.
    lapsesAt: Math.min(lapsesAt, calendar.nextDayAt(now)),
  }
  const left = { nanoUsd: LEFT_FOR_OTHERS * need.nanoUsd, tokens: LEFT_FOR_OTHERS * need.tokens }
  const more = old?.day === day ? less(left, weightOf(old)) : left
  return refusal(books, limits, calendar, put, more, now) === undefined ? put : undefined
}

/** The first budget that `more` would exceed. */
function refusal(
  books: Books,
  limits: Limits,
  calendar: Calendar,
  put: Entry,
  more: Amount,
  now: number,
): Exceeded | undefined {
  const exceeded = windowsOf(limits, put).find(({ account, key, most }) => {
    const used = books.used(account, key)
    return (
      (most.nanoUsd !== undefined && more.nanoUsd > 0 && used.nanoUsd + more.nanoUsd > most.nanoUsd) ||
      (most.tokens !== undefined && more.tokens > 0 && used.tokens + more.tokens > most.tokens)
    )
  })
  return exceeded === undefined ? undefined : exceededBy(exceeded, calendar, now)
}

function noticesOf(
  books: Books,
  limits: Limits,
  calendar: Calendar,
  put: Entry,
  more: Amount,
  now: number,
): readonly Notice[] {
  return windowsOf(limits, put).flatMap((one) => {
    const { account, key, most } = one
    const used = add(books.used(account, key), more)
    const isNear =
      (most.nanoUsd !== undefined && used.nanoUsd >= NEARLY * most.nanoUsd) ||
      (most.tokens !== undefined && used.tokens >= NEARLY * most.tokens)
    return isNear && !books.isTold(account, key) ? [{ ...exceededBy(one, calendar, now), account, key }] : []
  })
}

interface Window {
  readonly scope: Scope
  readonly name: WindowName
  readonly account: string
  readonly key: number
  readonly most: { readonly nanoUsd: number | undefined; readonly tokens: number | undefined }
}

/** The member's own first: it is the one that a member can do something about. Months before days: they last longer. */
function windowsOf(limits: Limits, { accounts, day }: Entry): readonly Window[] {
  return scopes.toReversed().flatMap((scope) => {
    const account = accounts[scope]
    const budget = limits[scope]
    if (account === undefined || budget === undefined) return []
    const { dayNanoUsd, dayTokens, monthNanoUsd, monthTokens } = budget
    return [
      {
        scope,
        name: 'month' as const,
        account,
        key: monthOf(day),
        most: { nanoUsd: monthNanoUsd, tokens: monthTokens },
      },
      { scope, name: 'day' as const, account, key: day, most: { nanoUsd: dayNanoUsd, tokens: dayTokens } },
    ]
  })
}

const exceededBy = ({ scope, name }: Window, calendar: Calendar, now: number): Exceeded => ({
  scope,
  window: name,
  renewsAt: name === 'day' ? calendar.nextDayAt(now) : calendar.nextMonthAt(now),
})

const isCovered = (need: Amount, held: Amount): boolean =>
  need.nanoUsd <= held.nanoUsd && need.tokens <= held.tokens
