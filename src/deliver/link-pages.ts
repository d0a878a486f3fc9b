/** Gives the pages of a torn answer their links, after its last edit and only while the channel has calls to spare. */

import type { Clock } from '../clock.ts'
import { mayCall } from './channel-allowance.ts'
import { type InChannel, recordCall, recordCallResult } from './channel-share.ts'
import type { LinkEdit } from './page-links.ts'
import type { Webhook } from './webhook.ts'
import { MARGIN_MS } from './window.ts'

/** The slowest bucket seen on these routes is full again after that (api-docs #20), so no link meets a 429 of the answer's. */
const BUCKET_FULL_MS = 5_000 + MARGIN_MS

/** Later nobody reads there any more. */
const GIVE_UP_MS = 60_000

const intent = { last: false, first: false, creates: false }

/**
 * Makes the edits one after another. Never rejects. What Discord refuses for another reason than its limits is left: the
 * pages are whole without their links.
 */
export async function linkPages(
  { clock, webhook }: { readonly clock: Clock; readonly webhook: Pick<Webhook, 'edit'> },
  options: InChannel,
  edits: readonly LinkEdit[],
): Promise<void> {
  const until = clock.now() + GIVE_UP_MS
  let blockedUntil = clock.now() + BUCKET_FULL_MS
  const left = [...edits]
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const now = clock.now()
    const allowed = mayCall(options.channel.budget, options.turn, intent, now)
    const at = Math.max(blockedUntil, allowed.kind === 'wait' ? allowed.until : now)
    if (at > until) return
    if (at > now) {
      await clock.sleep(at - now)
      continue
    }
    recordCall(options, intent, now)
    const sent = await webhook.edit(next.message, next.body)
    recordCallResult(options, sent, now, clock.now())
    if (!sent.ok && sent.why === 'rate limited') {
      blockedUntil = clock.now() + sent.limit.retryAfterMs + MARGIN_MS
      continue
    }
    if (sent.budget?.remaining === 0) blockedUntil = clock.now() + sent.budget.resetAfterMs + MARGIN_MS
    left.shift()
  }
}
