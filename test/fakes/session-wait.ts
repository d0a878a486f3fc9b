/** Waits for a session without a coordinator. */

import type { WaitForSession } from '../../src/converse/coordinator/coordinator-client.ts'

/** Starts the turn at once, or never. */
export const sessionWait = (position: 'in' | 'full' = 'in'): WaitForSession =>
  // oxlint-disable-next-line require-yield -- nobody waits here
  async function* waitForSession() {
    return position
  }
