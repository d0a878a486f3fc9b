/** Claude's models as a turn sees them, with real breakers and a coordinator that the test plays. */

import type { BreakerEvent } from '../../src/converse/coordinator/breaker.ts'
import type { BreakerLine } from '../../src/converse/coordinator/breaker-report.ts'
import type { ModelNews } from '../../src/converse/coordinator/breaker-store.ts'
import { type Circuit, circuit } from '../../src/converse/turn/circuit.ts'
import type { Clock } from '../../src/clock.ts'

export interface FakeModels {
  readonly circuit: Circuit
  /** What was reported to the coordinator. */
  readonly reported: BreakerEvent[]
  /** What the thread had to log itself. */
  readonly lines: BreakerLine[]
}

export const noNews: ModelNews = { breakers: {}, permits: [] }

/** @param isAlone the coordinator cannot be reached */
export function fakeModels(clock: Clock, isAlone = false): FakeModels {
  const reported: BreakerEvent[] = []
  const lines: BreakerLine[] = []
  const made = circuit({
    clock,
    models: ['main', 'other'],
    chance: () => 0,
    notify: (event) => {
      reported.push(event)
      return Promise.resolve(!isAlone)
    },
    log: (line) => lines.push(line),
  })
  return { circuit: made, reported, lines }
}
