/** Which of the local Claude's requests belong to which turn: by the question, the time and the member's name. */

import { scriptedText } from '../claude/continuation.ts'
import type { RecordedRequest } from '../claude/control.ts'

/** A turn as it is told from others. Times are milliseconds since 1970. */
export interface Asking {
  readonly id: string
  readonly from: number
  /** When its figures were logged; undefined while it runs. */
  readonly until: number | undefined
  readonly question: string | undefined
  /** The asker, as Claude is told of them. */
  readonly name: string
  /** A button: what Claude is asked need not be the question of the message again. */
  readonly isPress: boolean
}

/** A verdict on a question is asked for beside the answer, and may come after its end. */
const VERDICT_AFTER_MS = 15_000

/**
 * The requests of each turn, by its id. A request names no turn, so it goes to the turn that was open, whose question is
 * the last thing that a member says in it, and, of several such, to the one whose asker is named there, then to the one
 * that was asked last. Titles, summaries and answers made in advance carry no question of a turn and belong to none.
 */
export function requestsByTurn(
  turns: readonly Asking[],
  requests: readonly RecordedRequest[],
): ReadonlyMap<string, readonly RecordedRequest[]> {
  const found = new Map<string, RecordedRequest[]>()
  for (const request of requests) {
    const turn = bestFor(request, turns)
    if (turn !== undefined) found.set(turn.id, [...(found.get(turn.id) ?? []), request])
  }
  return found
}

function bestFor(request: RecordedRequest, turns: readonly Asking[]): Asking | undefined {
  const text = request.judged ?? scriptedText(request.body)
  const slack = request.judged === undefined ? 0 : VERDICT_AFTER_MS
  const [best] = turns
    .filter(({ from, until }) => from <= request.at && request.at <= (until ?? Infinity) + slack)
    .map((turn) => ({ turn, score: scoreOf(turn, text, request.judged !== undefined) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || b.turn.from - a.turn.from)
  return best?.turn
}

function scoreOf({ question, name, isPress }: Asking, text: string, isVerdict: boolean): number {
  const isNamed = text.includes(name) ? 1 : 0
  if (question !== undefined && text.includes(question.trim())) return 4 + isNamed
  // The words of a question that Discord has not seen, and of a press, are not known.
  return !isVerdict && isNamed === 1 && (question === undefined || isPress) ? 2 : 0
}
