/** A turn's report of which a test names what it is about; the rest is nothing. */

import type { TurnReport } from '../../src/measure/figures.ts'
import { readFigures } from '../../src/measure/turn-report.ts'

export function turnReport(change: Partial<TurnReport>): TurnReport {
  const figures = readFigures({ turn: '786008729715212338', thread: '290000000000000011' })
  if (figures === undefined) throw new Error('a report of a turn and a thread can be read')
  return { ...figures, rowsRead: 0, rowsWritten: 0, heldBytes: 0, ...change }
}
