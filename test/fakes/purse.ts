/** The purse of a turn that nothing limits. */

import { type CountingPurse, turnPurse } from '../../src/converse/claude/purse.ts'
import { testClock } from './clock.ts'

export const freePurse = (): CountingPurse =>
  turnPurse({
    clock: testClock(),
    id: '1',
    life: 1,
    lapsesAt: 0,
    ledgers: [],
    later: () => undefined,
    complain: () => undefined,
  })
