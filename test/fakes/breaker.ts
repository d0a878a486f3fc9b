/** What happens to a model, as its breaker is told of it. */

import type { BreakerEvent, Trouble } from '../../src/converse/coordinator/breaker.ts'

/** A call that failed at once. */
export const trouble = (at: number, partial: Partial<Trouble> = {}): BreakerEvent => ({
  kind: 'failed',
  model: 'main',
  why: 'overloaded',
  startedAt: at,
  at,
  by: `turn ${at} ${partial.model ?? 'main'}`,
  ...partial,
})

export const success = (startedAt: number, at = startedAt, model = 'main'): BreakerEvent => ({
  kind: 'worked',
  model,
  startedAt,
  at,
})
