/** The way to Claude for turns that need no coordinator. */

import type { Enter } from '../../src/converse/coordinator/fleet.ts'

/** Goes in at once, or not at all. */
export const entering = (place: 'in' | 'full' = 'in'): Enter =>
  // oxlint-disable-next-line require-yield -- nobody waits here
  async function* enter() {
    return place
  }
