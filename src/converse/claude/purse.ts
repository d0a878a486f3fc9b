/** The money of one turn: it is reserved before Claude is asked, and what was spent is told when the turn has ended. */

import { type Clock, within } from '../../clock.ts'
import { messageOf } from '../../errors.ts'
import { add, type Amount, larger, nothing } from '../../guild/amount.ts'
import type { Exceeded } from '../../guild/ledger.ts'
import type { Payers, ReserveAsk, Reserved } from '../../guild/spending.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { Whose } from '../question/payers.ts'

/** How a turn ends that has no money for its next call. */
export const budgetCases = [
  'budget of bot',
  'budget of server',
  'budget of member',
  'budget unknown',
] as const satisfies readonly Case[]

export interface BudgetRefusal {
  readonly why: (typeof budgetCases)[number]
  /** When the budget is renewed, in milliseconds since 1970; undefined where nobody knows. */
  readonly again?: number
}

export interface Near {
  readonly whose: Whose
  readonly renewsAt: number
}

export interface Purse {
  /**
   * Reserves what a call may cost at most, beside what was spent before. Undefined: it may be made. Takes four seconds at most,
   * and no time where nothing limits the turn.
   */
  hold(most: () => Amount): Promise<BudgetRefusal | undefined>
  /** What the call has cost; undefined where nobody knows, and then it counts as it was reserved. */
  spent(amount: Amount | undefined): void
  /** A budget that is nearly used up, to be told once; undefined where there is none, or where nobody knows yet. */
  near(): Near | undefined
}

export interface CountingPurse extends Purse {
  /** What was spent. */
  readonly total: () => Amount
  /** The largest reservation; undefined where nothing was reserved. */
  readonly most: () => Amount | undefined
}

/** A ledger that has to grant what a turn needs. */
export interface Granting {
  readonly reserve: (ask: ReserveAsk) => Promise<Reserved>
  readonly payers: Payers
  /** Whose the budget of each scope is. */
  readonly whose: Readonly<Record<Exceeded['scope'], Whose>>
  /** A reservation that the turn before has made for this one; undefined where there is none that still holds. */
  readonly ahead?: { readonly id: string; readonly need: Amount } | undefined
}

export interface PurseDeps {
  readonly clock: Clock
  readonly id: string
  /** 1 for the first life of the turn. */
  readonly life: number
  /** By then the turn has ended in any case: milliseconds since 1970. */
  readonly lapsesAt: number
  readonly ledgers: readonly Granting[]
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  readonly complain: (message: string) => void
}

/** A ledger that is asked twice and says nothing has gone. */
const ANSWERS_WITHIN_MS = 2_000
const TRIES = 2

export function turnPurse({ clock, id, life, lapsesAt, ledgers, later, complain }: PurseDeps): CountingPurse {
  let total = nothing
  let call = nothing
  let held = nothing
  let most: Amount | undefined
  let near: Near | undefined
  let pending: Promise<BudgetRefusal | undefined> = Promise.resolve(undefined)

  async function ask(ledger: Granting, need: Amount): Promise<BudgetRefusal | undefined> {
    const { reserve, payers, whose, ahead } = ledger
    for (let tries = 1; tries <= TRIES; tries += 1) {
      try {
        const asked = { id, life, need, lapsesAt, ahead: ahead?.id, ...payers }
        const answer = await within(clock, ANSWERS_WITHIN_MS, reserve(asked))
        if (answer?.value.granted === true) {
          const told = answer.value.near.map(({ scope, renewsAt }) => ({ whose: whose[scope], renewsAt }))
          near ??= told.find((one) => one.whose !== 'bot')
          return undefined
        }
        if (answer !== undefined) {
          const { scope, renewsAt } = answer.value.exceeded
          return { why: `budget of ${whose[scope]}`, again: renewsAt }
        }
        complain(`no answer within ${ANSWERS_WITHIN_MS} ms`)
      } catch (error) {
        complain(messageOf(error))
      }
    }
    return { why: 'budget unknown' }
  }

  async function askAll(need: Amount): Promise<BudgetRefusal | undefined> {
    const answers = await Promise.all(ledgers.map((ledger) => ask(ledger, need)))
    const refusal = answers.find((one) => one !== undefined)
    if (refusal === undefined) most = larger(most ?? nothing, need)
    else held = nothing
    return refusal
  }

  return {
    async hold(mostOfCall) {
      if (ledgers.length === 0) return undefined
      call = mostOfCall()
      const need = add(total, call)
      if (!covers(held, need)) {
        const isFirst = held === nothing && most === undefined
        held = larger(held, need)
        const isAhead =
          isFirst && ledgers.every(({ ahead }) => ahead !== undefined && covers(ahead.need, need))
        const asked = askAll(held)
        // The money is there: the ledger only has to be told.
        if (isAhead) later(asked.then(() => undefined))
        else pending = asked
      }
      return pending
    },
    spent(amount = call) {
      total = add(total, amount)
    },
    near: () => near,
    total: () => total,
    most: () => most,
  }
}

const covers = (held: Amount, need: Amount): boolean =>
  need.nanoUsd <= held.nanoUsd && need.tokens <= held.tokens
