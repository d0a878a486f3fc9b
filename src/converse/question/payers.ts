/** Which ledgers a question counts in, and whose budgets are in each. */

import type { Budgets } from '../../guild/budget-settings.ts'
import type { Exceeded } from '../../guild/ledger.ts'
import type { Payers } from '../../guild/spending.ts'
import { hasOwnBudget } from '../../guild/spending-limits.ts'
import { type GuildId, isGuildId, isMemberId, type MemberId, ownerOf } from '../../ids.ts'
import { hasBudget, type OperatorBudgets } from '../../settings/budgets.ts'

/** Whose question it is. */
export interface Payer {
  readonly guild: GuildId | null
  readonly member: MemberId
  readonly userInstall: boolean
  readonly settings?: { readonly budgets?: Budgets } | undefined
}

/** Whose budget it is, as a member is told. */
export type Whose = 'bot' | 'server' | 'member'

/** The ledger of the whole bot. Every other has the name of its owner. */
const ALL = 'all'

/** Of those that are told what a turn has spent, these have to grant it before. */
export interface LedgersOf {
  readonly told: readonly string[]
  readonly granting: readonly string[]
}

/** All turns share the ledger of the whole bot, so it is only asked, and told, where the operator has set a budget. */
export function ledgersOf(payer: Payer, { all, guild, member }: OperatorBudgets): LedgersOf {
  const own = ownerOf(payer.guild, payer.member, payer.userInstall)
  const ofBot = hasBudget(all, guild, member) ? [ALL] : []
  const isServer = payer.guild !== null && !payer.userInstall
  const isOwnLimited = isServer && hasOwnBudget(payer.settings?.budgets)
  return { told: [own, ...ofBot], granting: [...(isOwnLimited ? [own] : []), ...ofBot] }
}

/** For what the bot does on its own: the server's part, or the member's outside of servers. @param scope see `scopeOf` */
export function payerOf(scope: string): Payer | undefined {
  const [, kind, id] = /^(guild|member) (\d+)$/.exec(scope) ?? []
  if (!isMemberId(id) || !isGuildId(id)) return undefined
  // In a server it is nobody's in particular, and no member is told apart.
  return { guild: kind === 'guild' ? id : null, member: id, userInstall: false }
}

/** @param isMembers whether a member has asked for it; what the bot does on its own is the server's matter */
export function payersIn(ledger: string, { guild, member, userInstall }: Payer, isMembers: boolean): Payers {
  const ofMember = isMembers ? { member } : {}
  if (ledger === ALL) return guild === null || userInstall ? ofMember : { guild, ...ofMember }
  return ledger.startsWith('guild:') ? ofMember : {}
}

export const whoseIn = (ledger: string): Readonly<Record<Exceeded['scope'], Whose>> => ({
  whole: ledger === ALL ? 'bot' : ledger.startsWith('guild:') ? 'server' : 'member',
  guild: 'server',
  member: 'member',
})
