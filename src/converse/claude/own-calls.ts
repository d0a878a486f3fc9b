/** Calls to Claude that the bot makes on its own: they count where the question counts that they are about. */

import type { Clock } from '../../clock.ts'
import { messageOf } from '../../errors.ts'
import type { Amount } from '../../guild/amount.ts'
import type { ReserveAsk, Reserved, SettleAsk, SettleReply } from '../../guild/spending.ts'
import type { Settings } from '../../settings/settings.ts'
import { ledgersOf, type Payer, payersIn, whoseIn } from '../question/payers.ts'
import type { Ask } from './claude.ts'
import { type CountingPurse, type Granting, turnPurse } from './purse.ts'
import { withinBudget } from './within-budget.ts'

/** What is needed of a ledger. Each call may fail, or hang. */
export interface Ledger {
  reserve(ask: ReserveAsk): Promise<Reserved>
  settle(ask: SettleAsk): Promise<SettleReply>
}

export interface LedgerDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'budgets' | 'prices' | 'turnDeadlineSeconds'>
  /** By its name, see payers.ts. May throw. */
  readonly ledger: (name: string) => Ledger
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

export type OwnCalls = (ask: Ask, what: string, payer: () => Payer | undefined) => Ask

/** @param longestMs how long such a call may take at most; then it counts as it was reserved */
export function ownCalls({ clock, settings, ledger, later, warn }: LedgerDeps, longestMs: number): OwnCalls {
  const { budgets, prices } = settings
  let calls = 0
  const complain = (message: string): void => warn({ evt: 'ledger.failed', message })
  return (ask, what, payerOf) =>
    withinBudget(ask, () => {
      const payer = payerOf()
      // Another life of the object counts from 1 again.
      const id = `${what} ${clock.now()} ${(calls += 1)}`
      const { told, granting } = payer === undefined ? { told: [], granting: [] } : ledgersOf(payer, budgets)
      const tell = async (spent: Amount, model: string): Promise<void> => {
        if (payer === undefined) return
        const settled = { id, life: 1, spent, model, turns: 0, cached: 0 }
        await Promise.all(
          told.map((name) => ledger(name).settle({ ...settled, ...payersIn(name, payer, false) })),
        )
      }
      const ledgers: readonly Granting[] =
        payer === undefined
          ? []
          : granting.map((name) => ({
              reserve: (wanted) => ledger(name).reserve(wanted),
              payers: payersIn(name, payer, false),
              whose: whoseIn(name),
            }))
      const purse = (): CountingPurse =>
        turnPurse({ clock, id, life: 1, lapsesAt: clock.now() + longestMs, ledgers, later, complain })
      return {
        prices,
        purse,
        settle: (spent, model) =>
          later(tell(spent, model).catch((error: unknown) => complain(messageOf(error)))),
      }
    })
}
