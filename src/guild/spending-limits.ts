/** The limits of a ledger: the operator's for the whole bot, a server's own for itself and its members. */

import { type Budget, hasBudget, type OperatorBudgets } from '../settings/budgets.ts'
import { nanoOf } from './amount.ts'
import type { Budgets } from './budget-settings.ts'
import type { Budget as Limit, Limits } from './ledger.ts'

export const limitsOfOperator = ({ all, guild, member }: OperatorBudgets): Limits => ({
  whole: limitOf(all),
  guild: limitOf(guild),
  member: limitOf(member),
})

/** A server can only be stricter than the operator: a turn needs the grant of both. */
export const limitsOfServer = (own: Budgets): Limits => {
  const { whole, member } = budgetsOfServer(own)
  return { whole: limitOf(whole), member: limitOf(member) }
}

/** Whether a turn of this server has to ask its ledger. */
export const hasOwnBudget = (own: Budgets | undefined): boolean => {
  if (own === undefined) return false
  const { whole, member } = budgetsOfServer(own)
  return hasBudget(whole, member)
}

const budgetsOfServer = (own: Budgets): { readonly whole: Budget; readonly member: Budget } => ({
  whole: {
    dayUsd: own.serverDayUsd,
    monthUsd: own.serverMonthUsd,
    dayTokens: own.serverDayTokens,
    monthTokens: own.serverMonthTokens,
  },
  member: {
    dayUsd: own.memberDayUsd,
    monthUsd: own.memberMonthUsd,
    dayTokens: own.memberDayTokens,
    monthTokens: own.memberMonthTokens,
  },
})

const limitOf = ({ dayUsd, monthUsd, dayTokens, monthTokens }: Budget): Limit => ({
  dayNanoUsd: dayUsd === undefined ? undefined : nanoOf(dayUsd),
  monthNanoUsd: monthUsd === undefined ? undefined : nanoOf(monthUsd),
  dayTokens,
  monthTokens,
})
