/** Decides what to do with a turn that is taken up: for the first time, or again after a crash. */

import { MOST_STALLED } from '../../limits.ts'
import type { Stop } from '../turn/stopped.ts'

/** How far a turn has come, as far as it is written down. */
export interface Reached {
  /** UTF-16 units of Claude's answer. */
  readonly characters: number
  /** Rounds with tools that have begun, and those of them whose results are known. */
  readonly rounds: { readonly begun: number; readonly ended: number }
  /** The answer was received to its end. */
  readonly isWhole: boolean
  /** Part of the answer can be read in Discord. */
  readonly isShown: boolean
  /** Its last life waited for a session. */
  readonly isWaiting: boolean
  /** A member has stopped it. */
  readonly isStopped: boolean
}

/** What is written down when a life of a turn begins, so that the next life can tell what this one brought. */
export interface Life {
  /** Characters and ended rounds in all. */
  readonly reached: number
  /** How many lives in a row before it went on with the turn and brought nothing new; undefined for a first try. */
  readonly stalled: number | undefined
  /** It has only said that the question was taken back, and so will the next. */
  readonly isWithdrawn?: true
}

/**
 * - `go on`: run the turn; it continues with what there is.
 * - `show`: show what there is of the answer, with a sentence, and ask nobody.
 * - `give up`: a sentence is all that is left.
 */
export type TakeUp =
  | { readonly does: 'go on'; readonly life: Life }
  | { readonly does: 'show'; readonly life: Life; readonly why: 'interrupted midway' | 'stopped' }
  | { readonly does: 'give up'; readonly life: Life; readonly why: 'interrupted midway' | 'lost' | Stop }

/**
 * A turn goes on as long as its lives bring something new. After two in a row that brought nothing it shows what there
 * is, and where that fails too it is given up: a turn that crashes its object must not do so for ever. One that a member
 * has stopped asks nobody any more.
 *
 * @param last what the last life wrote down when it began; undefined for the first
 */
export function takeUp(last: Life | undefined, reached: Reached): TakeUp {
  const life = { reached: reached.characters + reached.rounds.ended, stalled: stalledAfter(last, reached) }
  const stalled = life.stalled ?? 0
  if (reached.isStopped && !reached.isWhole) {
    // Before its first life there are only the characters that it was to go on with.
    if (last === undefined || last.isWithdrawn === true)
      return { does: 'give up', life: { ...life, isWithdrawn: true }, why: 'cancelled' }
    if (reached.characters > 0 && stalled <= MOST_STALLED) return { does: 'show', life, why: 'stopped' }
    return reached.isWaiting
      ? { does: 'give up', life: { ...life, isWithdrawn: true }, why: 'cancelled' }
      : { does: 'give up', life, why: 'stopped' }
  }
  if (stalled < MOST_STALLED || (stalled === MOST_STALLED && reached.isWhole)) return { does: 'go on', life }
  if (stalled === MOST_STALLED && reached.characters > 0)
    return { does: 'show', life, why: 'interrupted midway' }
  return { does: 'give up', life, why: reached.isShown ? 'interrupted midway' : 'lost' }
}

/** A life that only waited for a session could bring nothing, so the next one is a first try again. */
function stalledAfter(
  last: Life | undefined,
  { characters, rounds, isWaiting }: Reached,
): number | undefined {
  const reached = characters + rounds.ended
  if (last === undefined || (isWaiting && reached === 0)) return undefined
  if (reached > last.reached || last.stalled === undefined) return 0
  return last.stalled + 1
}

/** Whether the turn has begun to speak, or to use tools: then the coordinator has let it in before. */
export const hasBegun = ({ characters, rounds }: Reached): boolean => characters > 0 || rounds.begun > 0
