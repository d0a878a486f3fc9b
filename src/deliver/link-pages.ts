/** Gives the pages of a torn answer their links, after its last edit. */

import type { Clock } from '../clock.ts'
import type { InChannel } from './channel-share.ts'
import type { LinkEdit } from './page-links.ts'
import { makeSpareCalls } from './spare-calls.ts'
import type { Webhook } from './webhook.ts'
import { MARGIN_MS } from './window.ts'

/** The slowest bucket seen on these routes is full again after that (api-docs #20), so no link meets a 429 of the answer's. */
const BUCKET_FULL_MS = 5_000 + MARGIN_MS

/** Never rejects. What Discord refuses is left: the pages are whole without their links. */
export async function linkPages(
  { clock, webhook }: { readonly clock: Clock; readonly webhook: Pick<Webhook, 'edit'> },
  options: InChannel,
  edits: readonly LinkEdit[],
): Promise<void> {
  const calls = edits.map(({ message, body }) => ({
    creates: false,
    make: () => webhook.edit(message, body),
  }))
  await makeSpareCalls(clock, options, calls, clock.now() + BUCKET_FULL_MS)
}
