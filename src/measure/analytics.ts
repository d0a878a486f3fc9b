/** Writes a turn's figures down, as a log event and a data point; a failure here never reaches a turn. */

import type { TurnReport } from './figures.ts'
import { dataPoint, logEvent } from './turn-report.ts'
import { messageOf } from '../errors.ts'

/** @param dataset the Analytics Engine binding, undefined where the account has none */
export function record(report: TurnReport, dataset: AnalyticsEngineDataset | undefined): void {
  try {
    console.log(logEvent(report))
    dataset?.writeDataPoint(dataPoint(report))
  } catch (error) {
    console.error({ evt: 'measure.lost', message: messageOf(error) })
  }
}
