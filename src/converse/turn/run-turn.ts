/** One turn: a cached answer, else Claude's, shown while it grows; and what it cost. */

import type { Content } from '../../deliver/content.ts'
import { contentOf } from './content.ts'
import { type Course, startCourse } from './course.ts'
import { startDeadline } from './deadline.ts'
import { turnEnd, type TurnEnd } from './outcome.ts'
import type { LiveTurn } from './live-turn.ts'
import { type ShownClaudes, showClaudes } from './show-claudes.ts'
import type { Turn } from './turn.ts'
import { cacheAnswer, recall } from './cached-answer.ts'
import { notAsked } from './cache-result.ts'
import type { TurnDeps } from './turn-deps.ts'
import { seesFile } from './turn-files.ts'

/**
 * Runs a turn until its last edit. Expected failures end in a sentence; it rejects for bugs alone.
 *
 * @param live how the turn is reached meanwhile
 */
export async function runTurn(deps: TurnDeps, turn: Turn, live: LiveTurn): Promise<TurnEnd> {
  const { clock, settings, files, show, thread } = deps
  const startedAt = clock.now()
  const deadline = { askedAt: turn.question.askedAt, longestMs: settings.turnDeadlineSeconds * 1_000 }
  const over = await startDeadline({ clock, outlives: show.outlives }, deadline, live.stop)
  try {
    const isAboutFile = seesFile(turn, files)
    const cached = hasBegun(deps, turn) ? notAsked('taken up') : await recall(deps, turn, isAboutFile)
    const start = startCourse(turn, cached, startedAt)
    const { course, delivered, goesOn } =
      start.stage === 'cached'
        ? await showCached(deps, turn, start, live.stop)
        : await showClaudes(deps, turn, { start, isAboutFile }, live)
    const { notKept, note } = cacheAnswer(deps, turn, { course, delivered, isAboutFile })
    thread.later(note.then(() => undefined))
    return { ...turnEnd(turn, { course, delivered, notKept }, clock.now()), note, goesOn }
  } finally {
    over()
  }
}

/** A turn that has begun its answer goes on with it and does not look in the cache again. */
const hasBegun = ({ tools }: TurnDeps, { attempt, answer }: Turn): boolean =>
  answer.text !== '' || answer.ending !== undefined || (attempt > 1 && (tools?.rounds() ?? []).length > 0)

async function showCached(
  { clock, show, thread }: TurnDeps,
  turn: Turn,
  course: Course,
  stop: AbortController,
): Promise<ShownClaudes> {
  const content = contentOf(course, turn.question, clock.now())
  const posted = await show.propose(content)
  const shownAt = posted === undefined ? undefined : clock.now()
  const watch = {
    checkpoint: (shown: Parameters<typeof thread.checkpoint>[1]) => thread.checkpoint(course.answer, shown),
    abandon: () => stop.abort(),
  }
  const delivered = await show.deliver(only(content), watch, posted)
  return {
    course,
    delivered: {
      ...delivered,
      firstWordsAt: shownAt ?? delivered.firstWordsAt,
      lastEditAt: delivered.lastEditAt ?? shownAt,
    },
  }
}

async function* only(content: Content): AsyncGenerator<Content> {
  yield content
}
