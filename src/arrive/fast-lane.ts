/** Waits a moment for the thread's first reply, so that a cached answer can be the first response. */

import type { Clock } from '../clock.ts'
import { type FirstReply, isProposal, type Proposal } from '../converse/thread/first-response.ts'
import type { Variants } from '../measure/variants.ts'
import { begin, emptyLane, end, type LaneEnd, nextStep, WAITS_AT_MOST_MS } from './lane.ts'
import type { Question } from '../converse/question/question.ts'

/** How often a question looks whether the lane has room. */
const LOOK_EVERY_MS = 10

export interface FastLaneDeps {
  readonly clock: Clock
  /** Without the flag FAST_LANE no thread is waited for. */
  variants(question: Question): Pick<Variants, 'fastLane'>
  /** Whether an answer may be ready, so that a short wait is worth it. */
  mayBeKnown(question: Question): boolean
  /** Gives the question to its thread, which may propose a first response. Rejects when the thread cannot be reached. */
  ask(question: Question): Promise<FirstReply>
  /** Tells the thread whether its proposal was shown. Never rejects. */
  confirm(question: Question, wasShown: boolean): Promise<void>
  /** Gives the question to its thread, and tells the member when that fails. Never rejects. */
  hand(question: Question): Promise<void>
}

export interface FirstResponse {
  /** `full`: too many questions wait in this thread, and this one does not. */
  readonly show: 'thinking' | 'full' | Proposal
  /** The work after the response is sent. Never rejects. */
  readonly afterwards: () => Promise<void>
}

export interface FastLane {
  /** Never rejects, and takes at most 250 ms. `afterwards` handles what comes later. */
  respond(question: Question): Promise<FirstResponse>
}

/** One for the isolate. Numbers alone are shared between interactions (Workers, Context). */
export function fastLane(deps: FastLaneDeps): FastLane {
  const { clock } = deps
  let lane = emptyLane
  return {
    async respond(question) {
      const later: FirstResponse = { show: 'thinking', afterwards: () => deps.hand(question) }
      if (deps.variants(question).fastLane === 'off') return later
      // A refusal quotes the typed text. It should be the first response, because only that is private for certain.
      if (question.isTyped !== true && !deps.mayBeKnown(question)) return later
      const cameAt = clock.now()
      for (;;) {
        const next = nextStep(lane, cameAt, clock.now())
        if (next === 'defer') return later
        if (next === 'ask') break
        await clock.sleep(LOOK_EVERY_MS)
      }
      const askedAt = clock.now()
      lane = begin(lane, askedAt)
      const inTime = new AbortController()
      const asked = replyOf(deps.ask(question))
      const reply = await Promise.race([
        asked,
        clock.sleep(cameAt + WAITS_AT_MOST_MS - askedAt, inTime.signal, 'limit'),
      ])
      inTime.abort()
      lane = end(lane, askedAt, clock.now(), reply === undefined ? 'late' : howOf(reply))
      if (isProposal(reply)) return { show: reply, afterwards: () => deps.confirm(question, true) }
      if (reply === 'full') return { show: 'full', afterwards: () => Promise.resolve() }
      return {
        show: 'thinking',
        afterwards: async () => {
          const late = await asked
          if (isProposal(late)) await deps.confirm(question, false)
          // By now there may be room; and if not, or if the thread stays out of reach, `hand` says so.
          else if (late === 'full' || late === 'unreachable') await deps.hand(question)
        },
      }
    },
  }
}

const howOf = (reply: FirstReply | 'unreachable'): LaneEnd =>
  isProposal(reply) || reply === 'full' ? 'known' : 'unknown'

async function replyOf(reply: Promise<FirstReply>): Promise<FirstReply | 'unreachable'> {
  try {
    return await reply
  } catch {
    return 'unreachable'
  }
}
