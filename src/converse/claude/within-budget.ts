/** Calls to Claude that no member waits for, within the budgets: one that is refused is not made, and nobody is told. */

import { type Amount, amountOf } from '../../guild/amount.ts'
import type { Prices } from '../../settings/prices.ts'
import type { Ask } from './claude.ts'
import { estimateOf } from './estimate.ts'
import { noUsage } from './model-event.ts'
import type { CountingPurse } from './purse.ts'

export interface BudgetedDeps {
  readonly prices: Prices
  /** A purse for one call. */
  readonly purse: () => CountingPurse
  /** What the call has spent; told once, however it ended. */
  readonly settle: (spent: Amount, model: string) => void
}

export const withinBudget = (ask: Ask, budgeted: () => BudgetedDeps): Ask =>
  async function* askWithin(request, signal) {
    const { prices, purse: open, settle } = budgeted()
    const purse = open()
    const { model, max_tokens: most } = request
    if ((await purse.hold(() => estimateOf(prices, model, request, most))) !== undefined)
      return yield { kind: 'failed', failure: { why: 'spend limit', detail: 'budget' }, usage: noUsage }
    let spent: Amount | undefined
    try {
      for await (const event of ask(request, signal)) {
        if ('usage' in event) spent = amountOf(prices, model, event.usage)
        yield event
      }
    } finally {
      purse.spent(spent)
      settle(purse.total(), model)
    }
  }
