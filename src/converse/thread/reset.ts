/** Tells the end of an object, which its successor makes good, from a bug of ours. */

import { messageOf } from '../../thrown.ts'

/** What the runtime throws at an instance that it has replaced (Durable Objects, Troubleshooting). */
export const isReset = (error: unknown): boolean =>
  /reset because its code was updated|has been upgraded|caused object to be reset|Network connection lost/.test(
    messageOf(error),
  )
