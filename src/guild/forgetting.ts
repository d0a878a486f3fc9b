/** Decides what a member's object does next for who wants to be forgotten everywhere. */

import type { InteractionId, ThreadId } from '../ids.ts'

/** A conversation that is to forget a member, or a ledger. Times are in milliseconds since 1970. */
export type Task = TaskOf<'thread', ThreadId> | TaskOf<'payer', string>

interface TaskOf<Kind, Id> {
  readonly kind: Kind
  readonly id: Id
  readonly tries: number
  readonly dueAt: number
}

/** What became of a member in a conversation. `later`: something of theirs is still to come, so it has to be asked again. */
export type ForgotIn = 'all' | 'nothing' | 'later'

/** How many objects are asked at once. */
export const AT_ONCE = 20

/** A conversation that does not answer holds the ledgers up for so many tries: what its turns spend is told to them first. */
const WAITED_FOR = 3

/** Turns that were stopped end within seconds. */
const AGAIN_MS = 5_000
const LONGEST_MS = 3_600_000

/** The tasks to carry out now: conversations, and ledgers once every conversation has told them what was spent there. */
export function dueTasks(tasks: readonly Task[], now: number): readonly Task[] {
  const isHeldUp = tasks.some(({ kind, tries }) => kind === 'thread' && tries < WAITED_FOR)
  return tasks
    .filter(({ kind, dueAt }) => dueAt <= now && (kind === 'thread' || !isHeldUp))
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .slice(0, AT_ONCE)
}

/** When to look again; undefined where nothing is left. */
export function nextLookAt(tasks: readonly Task[], now: number): number | undefined {
  if (tasks.length === 0) return undefined
  if (dueTasks(tasks, now).length > 0) return now
  const threads = tasks.filter(({ kind }) => kind === 'thread')
  return Math.min(...(threads.length > 0 ? threads : tasks).map(({ dueAt }) => dueAt))
}

/** When a task that was not done is tried again, after so many tries. */
export const againAt = (tries: number, now: number): number =>
  now + Math.min(LONGEST_MS, AGAIN_MS * 3 ** Math.min(tries, 10))

/** Whether a press is one that was carried out already, or one of an older question. Ids grow with time. */
export const isOld = (asked: InteractionId, last: InteractionId | undefined): boolean =>
  last !== undefined && BigInt(asked) <= BigInt(last)

/** Plain data: it travels to the Worker. */
export interface Progress {
  /** Conversations that have forgotten the member. */
  readonly cleaned: number
  /** Those that still have to. */
  readonly left: number
  /** Conversations in which the member has spoken, and which nobody has asked to forget them. */
  readonly known: number
}
