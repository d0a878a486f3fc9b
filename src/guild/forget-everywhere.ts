/** Has a member forgotten in every conversation and ledger that their object knows, some at a time; a failure stops none of the others. */

import { within, type Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { InteractionId, MemberId, ThreadId } from '../ids.ts'
import {
  againAt,
  dueTasks,
  type ForgotIn,
  isOld,
  nextLookAt,
  type Progress,
  type Task,
} from './forgetting.ts'
import type { Places } from './places.ts'

/** Plain data: it travels from the Worker. */
export interface ForgetAsk {
  /** The `/forget` of it. Two presses under it are one. */
  readonly asked: InteractionId
  /** Where it was typed: these are forgotten even if nobody has told that the member spoke there. */
  readonly threads: readonly ThreadId[]
  readonly payers: readonly string[]
}

export interface EverywhereDeps {
  readonly clock: Clock
  readonly member: () => MemberId
  readonly places: () => Places
  /** Each of these may reject, and may never end. */
  readonly inThread: (thread: ThreadId, asked: InteractionId) => Promise<ForgotIn>
  /** Undefined once the ledger keeps nothing; else when to ask again, in milliseconds since 1970. */
  readonly inLedger: (payer: string) => Promise<number | undefined>
  readonly log: (event: Forgotten | NotForgotten) => void
}

/** No conversation that is known of the member has anything of theirs to come. */
interface Forgotten {
  readonly evt: 'member.forgotten'
  readonly v: 1
  readonly member: MemberId
  /** In how many conversations something was kept. */
  readonly conversations: number
}

/** An object could not be told; it is told again. */
interface NotForgotten {
  readonly evt: 'member.not_forgotten'
  readonly member: MemberId
  readonly tries: number
  readonly message: string
}

/** An object that takes longer is asked again. */
const WITHIN_MS = 10_000

export interface Everywhere {
  /** Writes down what is to be forgotten; does nothing for a press of before. */
  begin(ask: ForgetAsk): void
  /** Carries out what is due, at most `AT_ONCE`. Never rejects. */
  work(): Promise<void>
  progress(): Progress
  /** When there is something to do, in milliseconds since 1970. */
  dueAt(): number | undefined
}

export function forgetEverywhere({ clock, member, places, ...deps }: EverywhereDeps): Everywhere {
  let working: Promise<void> | undefined

  async function carryOut(task: Task, asked: InteractionId): Promise<void> {
    const tries = task.tries + 1
    try {
      if (task.kind === 'thread') {
        const done = await within(clock, WITHIN_MS, deps.inThread(task.id, asked))
        if (done !== undefined && done.value !== 'later') places().strike(task, done.value === 'all')
        else places().postpone(task, tries, againAt(tries, clock.now()))
        return
      }
      const kept = await within(clock, WITHIN_MS, deps.inLedger(task.id))
      if (kept?.value === undefined && kept !== undefined) places().strike(task, false)
      else places().postpone(task, tries, kept?.value ?? againAt(tries, clock.now()))
    } catch (error) {
      deps.log({ evt: 'member.not_forgotten', member: member(), tries, message: messageOf(error) })
      places().postpone(task, tries, againAt(tries, clock.now()))
    }
  }

  const conversations = (): number =>
    places()
      .tasks()
      .filter(({ kind }) => kind === 'thread').length

  async function workOnce(): Promise<void> {
    const wish = places().wish()
    if (wish === undefined) return
    const before = conversations()
    for (;;) {
      const due = dueTasks(places().tasks(), clock.now())
      await Promise.all(due.map((task) => carryOut(task, wish.asked)))
      // The ledgers follow the last conversation.
      if (conversations() > 0 || due.every(({ kind }) => kind === 'payer')) break
    }
    const { cleaned = 0 } = places().wish() ?? {}
    if (before > 0 && conversations() === 0)
      deps.log({ evt: 'member.forgotten', v: 1, member: member(), conversations: cleaned })
  }

  return {
    begin({ asked, threads, payers }) {
      if (!isOld(asked, places().wish()?.asked)) places().begin(asked, threads, payers, clock.now())
    },
    async work() {
      working ??= workOnce().finally(() => {
        working = undefined
      })
      await working
    },
    progress: () => ({
      cleaned: places().wish()?.cleaned ?? 0,
      left: conversations(),
      known: places().count(),
    }),
    dueAt: () => nextLookAt(places().tasks(), clock.now()),
  }
}
