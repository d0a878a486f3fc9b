/** Applies the result of a call to a growing reply: what stands in Discord, when to try again, and when to stop. */

import { recordCallResult } from './channel-share.ts'
import { answered, limited } from './pacer.ts'
import type { Call } from './reply-plan.ts'
import { isTextRefused, refusedAgain } from './refused-pages.ts'
import type { ReplyState, Step } from './reply-state.ts'
import type { Sent, Undeliverable } from './sent.ts'

/** Waits before a first edit is sent again that Discord answered with `not yet`: it may not have processed our response. */
const NOT_YET_WAITS_MS = [500, 1_000, 2_000, 4_000]

/** Waits before an edit without a response is sent again. That is safe: the same text twice changes nothing. */
const UNREACHABLE_WAITS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000]

/** The code of a 403, which Discord counts against the address (Opcodes and Status Codes, "JSON Error Codes"). */
const MISSING_ACCESS = 50_001

/** Applies the result of a call that ended at `now`. */
export function recordResult(
  state: ReplyState,
  step: Extract<Step, { do: 'call' }>,
  sent: Sent,
  now: number,
): void {
  const { call, shows } = step
  recordCallResult(state.options, sent, state.pacer.sentAt, now)
  if (!sent.ok && sent.why === 'rate limited') {
    state.rateLimited += 1
    // Discord does not count a `shared` one against the address (Topics, Rate Limits, "Invalid Request Limit").
    if (sent.limit.scope !== 'shared') state.refused += 1
    state.pacer = limited(state.pacer, sent.limit, now)
    return
  }
  state.pacer = answered(state.pacer, sent.budget, now)
  if (call.do === 'remove') {
    // A page that cannot be removed must not keep the turn open.
    state.shown.pop()
    return
  }
  if (!sent.ok) {
    recordFailure(state, { call, isComplete: shows.isComplete }, sent, now)
    return
  }
  state.failures = 0
  state.shown[call.page] = { message: sent.message, ...call.desired }
  state.edits += 1
  state.lastEditAt = now
  if (shows.characters > 0) state.firstWordsAt ??= now
  if (shows.all) state.seen = shows.characters
}

function recordFailure(
  state: ReplyState,
  { call, isComplete }: { readonly call: Exclude<Call, { do: 'remove' }>; readonly isComplete: boolean },
  { why, code }: { readonly why: Undeliverable; readonly code: number },
  now: number,
): void {
  if (why === 'expired' || why === 'refused' || code === MISSING_ACCESS) state.refused += 1
  const waits = why === 'not yet' ? NOT_YET_WAITS_MS : UNREACHABLE_WAITS_MS
  const wait = waits[state.failures]
  state.failures += 1
  const there = state.shown[call.page]
  if (there !== undefined && why === 'unreachable') state.shown[call.page] = { ...there, unsure: true }
  if (call.do === 'create' && (why === 'unreachable' || why === 'too many')) {
    // A follow-up without a response may exist all the same, and a second one would repeat its text. The rest of the
    // answer goes into a file at the last page that surely exists.
    state.maxPages = state.shown.length
  } else if (isTextRefused(why) && call.page === 0 && state.question !== undefined) {
    // It may be the question that a filter blocks. The answer must not go with it.
    state.question = undefined
  } else if (isTextRefused(why)) {
    const before = state.refusedPages.get(call.page)
    const refused = refusedAgain(before, why, call.desired.content, isComplete)
    if (refused === undefined) state.stopped = why
    else state.refusedPages.set(call.page, refused)
  } else if (wait !== undefined && (why === 'unreachable' || (why === 'not yet' && state.edits === 0))) {
    state.blockedUntil = now + wait
  } else {
    state.stopped = why
  }
}
