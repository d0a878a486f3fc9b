/** Calls that nobody waits for, one after another, when the bucket and the channel have calls to spare. */

import type { Clock } from '../clock.ts'
import { mayCall } from './channel-allowance.ts'
import { type InChannel, recordCall, recordCallResult } from './channel-share.ts'
import type { Sent } from './sent.ts'
import { MARGIN_MS } from './window.ts'

export interface SpareCall {
  /** It creates a message. */
  readonly creates: boolean
  /** Never rejects. */
  readonly make: () => Promise<Sent>
}

/** Later nobody reads there any more. */
const GIVE_UP_MS = 60_000

/**
 * Makes each call until Discord has answered it with anything but a 429. Never rejects.
 *
 * @param notBefore when the bucket of the calls has one to spare, in milliseconds since 1970
 * @returns the results of the calls that were made within a minute, in their order
 */
export async function makeSpareCalls(
  clock: Clock,
  options: InChannel,
  calls: readonly SpareCall[],
  notBefore: number,
): Promise<readonly Sent[]> {
  const until = clock.now() + GIVE_UP_MS
  let blockedUntil = notBefore
  const results: Sent[] = []
  for (let call = calls[0]; call !== undefined; call = calls[results.length]) {
    const now = clock.now()
    const intent = { last: false, first: false, creates: call.creates }
    const allowed = mayCall(options.channel.budget, options.turn, intent, now)
    const at = Math.max(blockedUntil, allowed.kind === 'wait' ? allowed.until : now)
    if (at > until) break
    if (at > now) {
      await clock.sleep(at - now)
      continue
    }
    recordCall(options, intent, now)
    const sent = await call.make()
    const answeredAt = clock.now()
    recordCallResult(options, sent, now, answeredAt)
    if (!sent.ok && sent.why === 'rate limited') {
      blockedUntil = answeredAt + sent.limit.retryAfterMs + MARGIN_MS
      continue
    }
    if (sent.budget?.remaining === 0) blockedUntil = answeredAt + sent.budget.resetAfterMs + MARGIN_MS
    results.push(sent)
  }
  return results
}
