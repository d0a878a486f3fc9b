/** Claude's answer in Discord while it grows: from the wait for a session to the last edit. */

import { within } from '../../clock.ts'
import type { Content } from '../../deliver/content.ts'
import type { Delivered } from '../../deliver/reply-state.ts'
import type { FileRef } from '../claude/file-ref.ts'
import type { Answer, Cost } from './answer.ts'
import { contentOf } from './content.ts'
import { checkpointOf, type Course, type CourseEvent, hasEnded, next } from './course.ts'
import type { LiveTurn } from './live-turn.ts'
import type { Following } from './shared-answers.ts'
import { toolLoop } from './tool-loop.ts'
import type { Turn } from './turn.ts'
import { sharedName } from './cached-answer.ts'
import type { TurnDeps } from './turn-deps.ts'

/** Ending a call takes next to no time; a stop must not wait for one that does not end. */
const COST_WITHIN_MS = 500

export interface ShownClaudes {
  readonly course: Course
  readonly delivered: Delivered
  /** See `TurnEnd`. */
  readonly goesOn?: Following<Answer>['last']
}

/** Each event changes the course of the turn, and what Discord shows is a function of that. */
export async function showClaudes(
  deps: TurnDeps,
  turn: Turn,
  { start, isAboutFile }: { readonly start: Course; readonly isAboutFile: boolean },
  live: LiveTurn,
): Promise<ShownClaudes> {
  const { clock, claude, shared, show, thread, tools } = deps
  const { stop } = live
  let course = start
  let following: Following<Answer> | undefined
  let isWhole = false
  const become = (event: CourseEvent): Content => {
    const { answer } = course
    course = next(course, event, clock.now())
    if (course.stage === 'asking' && (live.heardAt === undefined || hasGrown(answer, course.answer)))
      live.heardAt = clock.now()
    return contentOf(course, turn.question, clock.now())
  }
  const stopped = (cost?: Cost): Content =>
    become({ kind: 'is stopped', before: turn.answer, by: live.stoppedBy, cost })
  async function* contents(): AsyncGenerator<Content> {
    const isOver = start.stage === 'ended'
    if (!isOver) {
      const waiting = claude.waitForSession(stop.signal)
      let step = await waiting.next()
      while (step.done !== true) {
        yield become({ kind: 'waits', position: step.value })
        step = await waiting.next()
      }
      if (live.stoppedBy !== undefined) return yield stopped()
      if (step.value === 'full') return yield become({ kind: 'is refused', why: 'too many waiting' })
      if (step.value === 'waited') become({ kind: 'has waited' })
    }
    const { question } = turn
    const files =
      turn.files ??
      (question.files.length === 0 ? [] : await deps.files.attach(question.id, question.files, stop.signal))
    // Where an answer goes on, all has been said about the files before.
    if (turn.before === undefined) become({ kind: 'has files', files })
    if (isOver) return yield become({ kind: 'grows', answer: turn.answer })
    if (live.stoppedBy !== undefined) return yield stopped()
    const why = refusalOf(files)
    if (why !== '') return yield become({ kind: 'is refused', why })
    following = shared.follow(
      await sharedName(deps, turn, course.cached, isAboutFile),
      (nobodyFollows, inFlight) => toolLoop(deps, turn, files, { stop: nobodyFollows, inFlight }),
      stop.signal,
    )
    const { isFirst, states, leave, again } = following
    live.again = again
    become({ kind: 'asks', isFirst })
    for await (const answer of states) {
      const near = claude.purse.near()
      if (near !== undefined) become({ kind: 'nears', near })
      const content = become({ kind: 'grows', answer })
      if (hasEnded(course)) {
        isWhole = true
        if (!isFirst) tools?.take(answer.files)
        thread.checkpoint(course.answer)
      }
      yield content
    }
    if (course.stage !== 'asking') return
    // The last edit may have to wait, and Claude must not go on meanwhile.
    const isGone = leave()
    // What the call has cost is known when it has ended. One that others follow goes on.
    const ended = isGone ? await within(clock, COST_WITHIN_MS, following.last) : undefined
    yield stopped(ended?.value?.cost)
  }
  try {
    const delivered = await show.deliver(contents(), {
      checkpoint: (shown) => thread.checkpoint(checkpointOf(course), shown),
      abandon: () => stop.abort(),
    })
    const isGone = following === undefined || following.leave()
    return following?.isFirst !== true || isGone || isWhole
      ? { course, delivered }
      : { course, delivered, goesOn: following.last }
  } finally {
    following?.leave()
  }
}

/** Whether a member has seen something happen. A call that is made again is no news. */
const hasGrown = (before: Answer, { text, atWork, rounds }: Answer): boolean =>
  text !== before.text || atWork !== before.atWork || rounds !== before.rounds

/** Where Claude can do nothing with any of the files, nothing is asked of it. */
const refusalOf = (files: readonly FileRef[]): FileRef['why'] =>
  files.every(({ why }) => why !== '') ? (files[0]?.why ?? '') : ''
