/** Writes a turn's figures down, as a log event and a data point; a failure here never reaches a turn. */

import type { TurnReport } from './figures.ts'
import { dataPoint, logEvent } from './turn-report.ts'
import { messageOf } from '../errors.ts'
import { type IdHash, plainIds } from '../id-hash.ts'

/** @param dataset the Analytics Engine binding, undefined where the account has none @param ids how ids are written */
export function record(
  figures: TurnReport,
  dataset: AnalyticsEngineDataset | undefined,
  ids: IdHash = plainIds,
): void {
  try {
    const { thread, guild } = figures
    const report = { ...figures, thread: ids.thread(thread), guild: guild === null ? null : ids.guild(guild) }
    console.log(logEvent(report))
    dataset?.writeDataPoint(dataPoint(report))
  } catch (error) {
    console.error({ evt: 'measure.lost', message: messageOf(error) })
  }
}
