/** Reports each turn's end to the coordinator, again until it acknowledges the report or the tries run out. */

import { type Clock, within } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import { messageOf } from '../../errors.ts'
import { type EndReport, type ReportStore, REPORT_WITHIN_MS } from '../coordinator/report-store.ts'

export interface ReportingDeps {
  readonly clock: Clock
  /** Undefined when the thread has forgotten everything meanwhile. */
  readonly store: () => Pick<ReportStore, 'takeDue' | 'acknowledged'> | undefined
  /** Calls the coordinator, which counts a turn once, however often it is reported. May reject, and may hang. */
  readonly send: (news: EndReport, note: Promise<CacheNote | undefined> | undefined) => Promise<void>
  readonly complain: (event: {
    readonly evt: 'coordinator.not_told' | 'coordinator.gave_up'
    readonly turn: InteractionId
    readonly message: string
  }) => void
}

export interface Reporting {
  /**
   * Reports a turn that has just ended and whose news is stored. Ends within five seconds and never rejects.
   *
   * @param note what else the coordinator is to know; it is not stored, because it contains the question
   */
  report(news: EndReport, note: Promise<CacheNote | undefined> | undefined): Promise<void>
  /**
   * Reports what an earlier life or an earlier try failed to report: counts the try at once and ends within five seconds.
   * Never rejects. Undefined when there is nothing to report.
   */
  reportDue(): Promise<void> | undefined
}

export function reporting({ clock, store, send, complain }: ReportingDeps): Reporting {
  const attempt = async (news: EndReport, note?: Promise<CacheNote | undefined>): Promise<void> => {
    const { turn } = news.report
    let message = `no answer within ${REPORT_WITHIN_MS} ms`
    try {
      if ((await within(clock, REPORT_WITHIN_MS, send(news, note))) !== undefined)
        return store()?.acknowledged(turn)
    } catch (error) {
      message = messageOf(error)
    }
    complain({ evt: 'coordinator.not_told', turn, message })
  }
  return {
    report: attempt,
    reportDue() {
      const { again = [], givenUp = [] } = store()?.takeDue(clock.now()) ?? {}
      for (const turn of givenUp)
        complain({ evt: 'coordinator.gave_up', turn, message: 'its figures are in the log alone' })
      if (again.length > 0) return Promise.all(again.map((news) => attempt(news))).then(() => undefined)
      return undefined
    },
  }
}
