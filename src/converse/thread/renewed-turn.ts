/** A turn that asks a question once more: which conversation it finds, and what becomes of the answer before it. */

import type { InteractionId } from '../../ids.ts'
import type { FileRef } from '../claude/file-ref.ts'
import type { Exchange, Transcript } from '../claude/transcript.ts'
import type { Question } from '../question/question.ts'
import type { LeftInDiscord } from '../turn/left.ts'
import { askedOf, type EndedTurn, type Leaves, type Version } from './ended-turn.ts'

/** What of the thread's storage this takes. */
export interface Stored {
  readonly transcript: () => Transcript
  readonly before: (row: number | undefined) => {
    readonly transcript: Transcript
    readonly exchange: Exchange | undefined
  }
  readonly ended: (id: InteractionId) => EndedTurn | undefined
}

/** A question, as far as another answer to it goes. */
type AsksAgain = Pick<Question, 'text' | 'renews'>

export interface AsOf {
  readonly transcript: Transcript
  /** The exchange whose answer is to go on; undefined where it is to begin. */
  readonly before: Exchange | undefined
  /** The question's files as they are written down already; undefined where they come with the question. */
  readonly files: readonly FileRef[] | undefined
}

/** A question that is asked once more finds the conversation as it was: neither its old answer nor what came after. */
export function asOf({ renews }: Pick<Question, 'renews'>, stored: Stored): AsOf {
  if (renews === undefined) return { transcript: stored.transcript(), before: undefined, files: undefined }
  const { transcript, exchange } = stored.before(stored.ended(renews.turn)?.exchange)
  const before = renews.does === 'continue' ? exchange : undefined
  return { transcript, before, files: exchange?.files ?? [] }
}

/**
 * What a turn leaves that has ended: after another try the earlier answers, too.
 *
 * @returns `exchange` is the row that the new exchange takes the place of
 */
export function leavesOf(question: AsksAgain, left: LeftInDiscord, stored: Stored): Leaves {
  const { renews } = question
  const before = renews === undefined ? undefined : stored.ended(renews.turn)
  const exchange = before?.exchange
  const { only, ...rest } = left
  const own: readonly Version[] = only === undefined ? [] : [{ ...only, ...rest }]
  const earlier = renews?.does === 'retry' && renews.version > 1 ? earlierOf(before, question, stored) : []
  const versions = own.length === 0 ? [] : [...earlier, ...own]
  return {
    exchange: stored.before(exchange).exchange === undefined ? undefined : exchange,
    left: { isCut: left.isCut },
    versions,
    at: Math.max(0, versions.length - 1),
    renewed: undefined,
  }
}

/**
 * The one that was shown has its exchange in the transcript, which is about to change. Each knows its question where that
 * is not the one that is asked now.
 */
function earlierOf(before: EndedTurn | undefined, { text }: AsksAgain, stored: Stored): readonly Version[] {
  if (before === undefined) return []
  const { exchange } = stored.before(before.exchange)
  return before.versions.map((one, at) => {
    const { asked: _, ...version } = one
    const asked = askedOf({ ...before, at })
    return {
      ...version,
      ...(at === before.at && exchange !== undefined ? { exchange } : {}),
      ...(asked === undefined || asked.text === text ? {} : { asked }),
    }
  })
}
