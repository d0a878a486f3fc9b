/** What a turn that has ended tells the ledgers: what it has spent, and which of its lives has spent it. */

import { type Amount, amountOf, nanoOf, nothing } from '../../guild/amount.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import { microOf, type Prices } from '../../settings/prices.ts'
import type { CountingPurse } from '../claude/purse.ts'
import type { Spends } from '../coordinator/report-store.ts'
import type { Question } from '../question/question.ts'
import type { Answer } from './answer.ts'
import type { Turn } from './turn.ts'

/**
 * A life that only shows what an earlier one has received to its end tells what that one has spent: its row has it. Of an
 * earlier life that broke off nobody knows, and the ledger counts what it had reserved.
 */
export function spendsOf(
  { question, attempt, answer }: Pick<Turn, 'question' | 'attempt' | 'answer'>,
  report: TurnFigures,
  purse: CountingPurse,
  prices: Prices,
): Spends {
  const most = purse.most()
  const isShownAlone = most === undefined && answer.cost.claudeCalls > 0
  return {
    ...whoseIs(question),
    life: isShownAlone ? undefined : attempt,
    spent: isShownAlone ? ofReport(report, prices) : purse.total(),
    most,
    model: report.model,
    isCached: report.cache === 'hit' || report.cache === 'joined',
  }
}

/** What an answer has cost by its end, in the place of what it had cost when its turn left it to others. */
export const reportWith = (report: TurnFigures, answer: Answer | undefined): TurnFigures => {
  if (answer === undefined) return report
  const { model, usage, usd } = answer.cost
  return { ...report, ...usage, model, usd, usdMicro: microOf(usd) }
}

/** Of a turn that was given up: no life is left to tell, so the next one would find all reserved money gone. */
export const spendsOfLost = (question: Question, attempt: number): Spends => ({
  ...whoseIs(question),
  life: attempt + 1,
  spent: nothing,
  model: '',
  isCached: false,
})

const whoseIs = ({
  id,
  guild,
  member,
  userInstall,
  thread,
  settings,
}: Question): Pick<Spends, 'turn' | 'payer'> => {
  const { budgets } = settings ?? {}
  const own = budgets === undefined ? {} : { settings: { budgets } }
  return { turn: id, payer: { guild, member, userInstall, thread, ...own } }
}

const ofReport = (report: TurnFigures, prices: Prices): Amount => {
  const amount = amountOf(prices, report.model, report)
  return report.usd === undefined ? amount : { ...amount, nanoUsd: nanoOf(report.usd) }
}
