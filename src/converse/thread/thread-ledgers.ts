/** A thread and the ledgers: the purses of its turns, the calls that no member asked for, and what was spent. */

import { messageOf } from '../../errors.ts'
import type { Amount } from '../../guild/amount.ts'
import type { Ask } from '../claude/claude.ts'
import { type CountingPurse, type Granting, turnPurse } from '../claude/purse.ts'
import { type LedgerDeps, ownCalls } from '../claude/own-calls.ts'
import type { Spends } from '../coordinator/report-store.ts'
import { ledgersOf, payersIn, whoseIn } from '../question/payers.ts'
import type { Question } from '../question/question.ts'

export interface ThreadLedgers {
  /** The purse of a life of a turn. */
  purse(question: Question, life: number): CountingPurse
  /** Tells the ledgers what a turn has spent. Rejects when one could not be told; telling twice does no harm. */
  settle(spends: Spends): Promise<void>
  /** The same for what is known only after the turn's end. Tries again where a ledger does not hear it. Never rejects. */
  settleLater(spends: Promise<Spends>): Promise<void>
  /** For calls that no member asked for. They count where the conversation's last question counts. */
  background(ask: Ask, what: string): Ask
}

/** What a turn may still do after its deadline: a take-up after a crash, its report. */
const AFTER_DEADLINE_MS = 600_000

/** A reservation ahead is for the next question of a talk that is going on. */
const AHEAD_FOR_MS = 300_000

/** So long before it lapses it is used no more, because a call takes time and clocks differ. */
const AHEAD_MARGIN_MS = 60_000

/** So long after the try before: a ledger counts a turn once, however often it is told. */
const AGAIN_AFTER_MS = [0, 5_000, 30_000]

/** The next question has this answer in its prompt. */
const AHEAD_GROWS = 1.25

/** In memory: one that is lost only means a wait. */
interface Ahead {
  readonly need: Amount
  readonly until: number
}

export function threadLedgers(deps: LedgerDeps): ThreadLedgers {
  const { clock, settings, ledger, later, warn } = deps
  const { budgets } = settings
  const longestMs = settings.turnDeadlineSeconds * 1_000 + AFTER_DEADLINE_MS
  const own = ownCalls(deps, longestMs)
  const aheads = new Map<string, Ahead>()
  let asked: Question | undefined
  const complain = (message: string): void => warn({ evt: 'ledger.failed', message })

  const granting = (name: string, question: Question): Granting => ({
    reserve: (wanted) => ledger(name).reserve(wanted),
    payers: payersIn(name, question, true),
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

  async function settle({ turn, payer, life, spent, most, model, isCached }: Spends): Promise<void> {
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
  }

  return {
    purse(question, life) {
      asked = question
      const ledgers = ledgersOf(question, budgets).granting.map((name) => ({
        ...granting(name, question),
        ahead: life === 1 ? takeAhead(name, question) : undefined,
      }))
      const lapsesAt = clock.now() + longestMs
      return turnPurse({ clock, id: question.id, life, lapsesAt, ledgers, later, complain })
    },
    settle,
    async settleLater(known) {
      const spends = await known
      for (const afterMs of AGAIN_AFTER_MS) {
        await clock.sleep(afterMs)
        try {
          return await settle(spends)
        } catch (error) {
          complain(messageOf(error))
        }
      }
    },
    background: (ask, what) => own(ask, `${what} ${asked?.thread ?? ''}`, () => asked),
  }
}

const aheadId = ({ thread, member }: Pick<Question, 'thread' | 'member'>): string =>
  `ahead ${thread} ${member}`

const grown = ({ nanoUsd, tokens }: Amount): Amount => ({
  nanoUsd: Math.ceil(nanoUsd * AHEAD_GROWS),
  tokens: Math.ceil(tokens * AHEAD_GROWS),
})
