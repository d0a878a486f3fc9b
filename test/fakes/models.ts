/** Claude's models as a turn sees them, with real breakers and a fleet that a test speaks for. */

import type { BreakerEvent } from '../../src/converse/coordinator/breaker.ts'
import type { BreakerLine } from '../../src/converse/coordinator/breaker-report.ts'
import type { ModelNews } from '../../src/converse/coordinator/breaker-store.ts'
import { type Circuit, circuit } from '../../src/converse/turn/circuit.ts'
import type { Clock } from '../../src/clock.ts'

export interface FakeModels {
  readonly circuit: Circuit
  /** What the coordinator was told. */
  readonly told: BreakerEvent[]
  /** What the thread had to log itself. */
  readonly lines: BreakerLine[]
}

export const noNews: ModelNews = { breakers: {}, permits: [] }

/** @param isAlone the coordinator cannot be told anything */
export function fakeModels(clock: Clock, isAlone = false): FakeModels {
  const told: BreakerEvent[] = []
  const lines: BreakerLine[] = []
  const made = circuit({
    clock,
    models: ['main', 'other'],
    chance: () => 0,
    tell: (event) => {
      told.push(event)
      return Promise.resolve(!isAlone)
    },
    log: (line) => lines.push(line),
  })
  return { circuit: made, told, lines }
}
