/** A thread and the ledgers: the purses of its turns, the calls that no member asked for, and what was spent. */

import type { Clock } from '../../clock.ts'
import { messageOf } from '../../errors.ts'
import type { Amount } from '../../guild/amount.ts'
import type { ReserveAsk, Reserved, SettleAsk, SettleReply } from '../../guild/spending.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Ask } from '../claude/claude.ts'
import { type CountingPurse, type Granting, turnPurse } from '../claude/purse.ts'
import { withinBudget } from '../claude/within-budget.ts'
import type { Spends } from '../coordinator/report-store.ts'
import { ledgersOf, payersIn, whoseIn } from '../payers.ts'
import type { Question } from '../question.ts'

/** What a thread needs of a ledger. Each call may fail, or hang. */
export interface Ledger {
  reserve(ask: ReserveAsk): Promise<Reserved>
  settle(ask: SettleAsk): Promise<SettleReply>
}

export interface ThreadLedgersDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'budgets' | 'prices' | 'turnDeadlineSeconds'>
  /** By its name, see payers.ts. May throw. */
  readonly ledger: (name: string) => Ledger
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

export interface ThreadLedgers {
  /** The purse of a life of a turn. */
  purse(question: Question, life: number): CountingPurse
  /** Tells the ledgers what a turn has spent. Rejects when one could not be told; telling twice does no harm. */
  settle(spends: Spends): Promise<void>
  /** For calls that no member asked for. They count where the conversation's last question counts. */
  background(ask: Ask, what: string): Ask
}

/** What a turn may still do after its deadline: a take-up after a crash, its report. */
const AFTER_DEADLINE_MS = 600_000

/** A reservation ahead is for the next question of a talk that is going on. */
const AHEAD_FOR_MS = 300_000

/** So long before it lapses it is used no more, because a call takes time and clocks differ. */
const AHEAD_MARGIN_MS = 60_000

/** The next question has this answer in its prompt. */
const AHEAD_GROWS = 1.25

/** In memory: one that is lost only means a wait. */
interface Ahead {
  readonly need: Amount
  readonly until: number
}

export function threadLedgers({ clock, settings, ledger, later, warn }: ThreadLedgersDeps): ThreadLedgers {
  const { budgets, prices } = settings
  const aheads = new Map<string, Ahead>()
  let asked: Question | undefined
  let calls = 0
  const complain = (message: string): void => warn({ evt: 'ledger.failed', message })

  const granting = (name: string, question: Question, isMembers: boolean): Granting => ({
    reserve: (wanted) => ledger(name).reserve(wanted),
    payers: payersIn(name, question, isMembers),
    whose: whoseIn(name),
  })

  /** Each is used once. */
  const takeAhead = (name: string, question: Question): Granting['ahead'] => {
    const id = aheadId(question)
    const ahead = aheads.get(`${name} ${id}`)
    aheads.delete(`${name} ${id}`)
    return ahead !== undefined && clock.now() < ahead.until - AHEAD_MARGIN_MS
      ? { id, need: ahead.need }
      : undefined
  }

  const purseOf = (id: string, life: number, ledgers: readonly Granting[]): CountingPurse => {
    const lapsesAt = clock.now() + settings.turnDeadlineSeconds * 1_000 + AFTER_DEADLINE_MS
    return turnPurse({ clock, id, life, lapsesAt, ledgers, later, complain })
  }

  return {
    purse(question, life) {
      asked = question
      const ledgers = ledgersOf(question, budgets).granting.map((name) => ({
        ...granting(name, question, true),
        ahead: life === 1 ? takeAhead(name, question) : undefined,
      }))
      return purseOf(question.id, life, ledgers)
    },
    async settle({ turn, payer, life, spent, most, model, isCached }) {
      const { told, granting: limiting } = ledgersOf(payer, budgets)
      const id = aheadId(payer)
      const tell = async (name: string): Promise<void> => {
        const ahead =
          most === undefined || !limiting.includes(name)
            ? undefined
            : { id, need: grown(most), lapsesAt: clock.now() + AHEAD_FOR_MS }
        const settled = { id: turn, life, spent, model, turns: 1, cached: isCached ? 1 : 0, ahead }
        const { aheadUntil } = await ledger(name).settle({ ...settled, ...payersIn(name, payer, true) })
        if (ahead !== undefined && aheadUntil !== undefined)
          aheads.set(`${name} ${id}`, { need: ahead.need, until: aheadUntil })
      }
      await Promise.all(told.map(tell))
    },
    background(ask, what) {
      const budgeted = withinBudget(ask, () => {
        const question = asked
        const id = `${what} ${question?.id ?? ''} ${clock.now()} ${(calls += 1)}`
        const { told, granting: limiting } =
          question === undefined ? { told: [], granting: [] } : ledgersOf(question, budgets)
        const tell = async (spent: Amount, model: string): Promise<void> => {
          if (question === undefined) return
          const settled = { id, life: 1, spent, model, turns: 0, cached: 0 }
          await Promise.all(
            told.map((name) => ledger(name).settle({ ...settled, ...payersIn(name, question, false) })),
          )
        }
        return {
          prices,
          purse: () =>
            purseOf(
              id,
              1,
              question === undefined ? [] : limiting.map((name) => granting(name, question, false)),
            ),
          settle: (spent, model) =>
            later(tell(spent, model).catch((error: unknown) => complain(messageOf(error)))),
        }
      })
      return budgeted
    },
  }
}

const aheadId = ({ thread, member }: Pick<Question, 'thread' | 'member'>): string =>
  `ahead ${thread} ${member}`

const grown = ({ nanoUsd, tokens }: Amount): Amount => ({
  nanoUsd: Math.ceil(nanoUsd * AHEAD_GROWS),
  tokens: Math.ceil(tokens * AHEAD_GROWS),
})
