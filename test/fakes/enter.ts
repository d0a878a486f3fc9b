/** The way to Claude for turns that need no coordinator. */

import type { Piece } from '../../src/deliver/reply-state.ts'
import type { Enter } from '../../src/converse/coordinator/fleet.ts'

/** Goes in after it has said all of this. */
export const entering = (
  how: { readonly place?: 'in' | 'waited' | 'full'; readonly says?: readonly Piece[] } = {},
): Enter =>
  async function* enter() {
    yield* how.says ?? []
    return how.place ?? 'in'
  }
