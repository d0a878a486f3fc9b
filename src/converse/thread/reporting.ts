/** Tells the coordinator of each turn's end until it has acknowledged that, or has been deaf for too long. */

import { type Clock, within } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import { messageOf } from '../../errors.ts'
import { type EndNews, type ReportStore, TELL_WITHIN_MS } from '../coordinator/report-store.ts'

export interface ReportingDeps {
  readonly clock: Clock
  /** Undefined where the thread has forgotten everything meanwhile. */
  readonly store: () => Pick<ReportStore, 'takeDue' | 'told'> | undefined
  /** Tells the coordinator, which counts a turn once, however often it is told. May reject, and may hang. */
  readonly tell: (news: EndNews, note: Promise<CacheNote | undefined> | undefined) => Promise<void>
  readonly complain: (event: {
    readonly evt: 'coordinator.not_told' | 'coordinator.gave_up'
    readonly turn: InteractionId
    readonly message: string
  }) => void
}

export interface Reporting {
  /**
   * For a turn that has just ended, whose news is written down. Ends within five seconds and never rejects.
   *
   * @param note what else the coordinator is to know; it is not written down, because it holds the question
   */
  tell(news: EndNews, note: Promise<CacheNote | undefined> | undefined): Promise<void>
  /**
   * What an earlier life, or an earlier try, left untold: counted at once, told within five seconds. Never rejects.
   * Undefined where there is nothing.
   */
  tellDue(): Promise<void> | undefined
}

export function reporting({ clock, store, tell, complain }: ReportingDeps): Reporting {
  const attempt = async (news: EndNews, note?: Promise<CacheNote | undefined>): Promise<void> => {
    const { turn } = news.report
    let message = `no answer within ${TELL_WITHIN_MS} ms`
    try {
      if ((await within(clock, TELL_WITHIN_MS, tell(news, note))) !== undefined) return store()?.told(turn)
    } catch (error) {
      message = messageOf(error)
    }
    complain({ evt: 'coordinator.not_told', turn, message })
  }
  return {
    tell: attempt,
    tellDue() {
      const { again = [], givenUp = [] } = store()?.takeDue(clock.now()) ?? {}
      for (const turn of givenUp)
        complain({ evt: 'coordinator.gave_up', turn, message: 'its figures are in the log alone' })
      if (again.length > 0) return Promise.all(again.map((news) => attempt(news))).then(() => undefined)
      return undefined
    },
  }
}
