/** Calls the coordinator for a thread: waits for a session and reports what has ended. A slow coordinator delays no turn. */

import { type Clock, within } from '../../clock.ts'
import { numberAt } from '../../json.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import type { BreakerEvent } from './breaker.ts'
import type { VerdictEvent } from '../cache/judge.ts'
import type { CacheNote } from './cache-index.ts'
import type { CoordinatorNews } from './coordinator.ts'
import type { Question } from '../question/question.ts'
import type { EndReport } from './report-store.ts'
import { messageOf } from '../../errors.ts'
import type { Arrival, QueuePosition } from './session-pool.ts'
import { WAITS_MS } from './session-pool-store.ts'

/** From the turn's start. The cache is read at the same time and may take as long. A later answer is ignored. */
const POSITION_WITHIN_MS = 150

/** A call that takes longer counts as failed. */
const ANSWERS_WITHIN_MS = 5_000

/** The pause after a failed call. A coordinator that is being replaced needs it to start again. */
const AGAIN_AFTER_MS = 1_000

/** The end of a turn waits no longer for KV to say what became of the answer. */
const NOTE_WITHIN_MS = 3_000

/** After so many failed calls in a row nobody knows how long to wait, and the turn starts. */
const MOST_FAILURES = 2

/** What a thread needs of the coordinator. Each call may fail, or hang. */
export interface Coordinator {
  /** @param size undefined where nobody wants to know how long it will take */
  began(turn: string, size: number | undefined, now: number, arrival: Arrival): Promise<CoordinatorNews>
  waits(arrival: Arrival, seen: number): Promise<QueuePosition>
  ended(report: TurnFigures, size: number, now: number, note: CacheNote | undefined): Promise<void>
  kept(note: CacheNote, now: number): Promise<void>
  judged(event: VerdictEvent): Promise<void>
  called(usd: number, outputTokens: number): Promise<void>
  voted(turn: string, good: number, bad: number): Promise<void>
  forgotten(scope: string): Promise<void>
  closed(thread: string): Promise<void>
  ofModels(event: BreakerEvent): Promise<void>
  channelLimited(thread: string, until: number, now: number): Promise<void>
}

export interface CoordinatorClientDeps {
  readonly clock: Clock
  /** May throw. */
  readonly coordinator: () => Coordinator
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  readonly complain: (message: string) => void
}

/**
 * Yields how many questions are ahead, each time that changes. Ends with `in` or `waited` when the turn may ask Claude, and
 * with `full` when too many wait.
 */
export type WaitForSession = (
  stop: AbortSignal,
) => AsyncGenerator<number | undefined, 'in' | 'waited' | 'full'>

/** A turn that begins. */
export interface Beginning {
  readonly question: Question
  /** An earlier life of the thread got a session for this turn, so it does not wait for one. */
  readonly isIn: boolean
  /** The flag ETA: members read how long such a question usually takes. */
  readonly hasEta: boolean
}

export interface CoordinatorClient {
  /**
   * Reports that a turn begins. The coordinator is asked at once.
   *
   * @param onNews called with the coordinator's answer, however late; with undefined when the call failed
   * @param onWaiting called when the turn begins to wait for a session, and when it no longer waits
   * @returns has to be run to its end before Claude is asked
   */
  began(
    beginning: Beginning,
    onNews: (news: CoordinatorNews | undefined) => void,
    onWaiting: (isWaiting: boolean) => void,
  ): WaitForSession
  /**
   * Reports that a turn has ended. Sent after the report of its beginning, or the coordinator would take the turn for one
   * that has just begun. Rejects when the call fails, and hangs when the call hangs.
   *
   * @param note what became of the answer in the cache; waited for at most 3 s
   */
  ended(news: EndReport, note: Promise<CacheNote | undefined> | undefined): Promise<void>
  /** Makes a call without an answer. Returns whether it succeeded. Never rejects, and nobody has to wait for it. */
  notify(call: (coordinator: Coordinator) => Promise<void>): Promise<boolean>
}

export function coordinatorClient({
  clock,
  coordinator,
  later,
  complain,
}: CoordinatorClientDeps): CoordinatorClient {
  /** By turn: resolves when the report of its beginning has succeeded or failed. */
  const begun = new Map<string, Promise<unknown>>()

  /** Never rejects; undefined when nothing came within `ms`. */
  async function call<T>(ms: number, ask: (to: Coordinator) => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await within(clock, ms, ask(coordinator()))
      if (answer !== undefined) return answer.value
      complain(`no answer within ${ms} ms`)
    } catch (error) {
      complain(messageOf(error))
    }
    return undefined
  }

  return {
    began({ question, isIn, hasEta }, onNews, onWaiting) {
      const { id: turn, thread, askedAt, text } = question
      const startedAt = clock.now()
      const arrival: Arrival = { turn, thread, askedAt, isIn }
      const begin = (as: Arrival): Promise<CoordinatorNews | undefined> =>
        call(ANSWERS_WITHIN_MS, (to) => to.began(turn, hasEta ? text.length : undefined, startedAt, as))
      const receive = (news: Promise<CoordinatorNews | undefined>): void => {
        begun.set(turn, news)
        later(news.then((one) => onNews(one === undefined ? undefined : readNews(one))))
      }
      const first = begin(arrival)
      receive(first)

      /** The turn starts without an answer. Reports that once the coordinator has answered. */
      async function reportStart(): Promise<void> {
        const position = (await first)?.place ?? 'in'
        if (position !== 'in') await begin({ ...arrival, isIn: true })
      }

      async function nextPosition(seen: number, stop: AbortSignal): Promise<QueuePosition> {
        for (let failures = 1; ; failures += 1) {
          const position = await until(
            stop,
            call(WAITS_MS + ANSWERS_WITHIN_MS, (to) => to.waits(arrival, seen)),
          )
          if (stop.aborted) return 'full'
          if (position !== undefined) return position
          if (failures >= MOST_FAILURES) return 'in'
          await clock.sleep(AGAIN_AFTER_MS, stop)
        }
      }

      return async function* waitForSession(stop) {
        if (isIn) return 'in'
        const news = (await within(clock, startedAt + POSITION_WITHIN_MS - clock.now(), first))?.value
        if (news === undefined) {
          const reported = reportStart()
          begun.set(turn, reported)
          later(reported)
          return 'in'
        }
        let position: QueuePosition = news.place ?? 'in'
        if (position === 'in' || position === 'full') return position
        onWaiting(true)
        let shown: number | undefined
        while (typeof position === 'object') {
          const { before }: { readonly before: number } = position
          if (before !== shown) yield before
          shown = before
          position = await nextPosition(before, stop)
        }
        onWaiting(false)
        if (position === 'full') {
          yield undefined
          return position
        }
        // The news of Claude's models are as old as the wait. A coordinator that could not be reached learns of the turn.
        const again = begin({ ...arrival, isIn: true })
        receive(again)
        yield undefined
        await within(clock, POSITION_WITHIN_MS, again)
        return 'waited'
      }
    },
    async ended({ report, size, endedAt }, note) {
      await begun.get(report.turn)
      begun.delete(report.turn)
      const noted = note === undefined ? undefined : await within(clock, NOTE_WITHIN_MS, note)
      await coordinator().ended(report, size, endedAt, noted?.value)
    },
    notify(send) {
      const sent = call(ANSWERS_WITHIN_MS, async (to) => {
        await send(to)
        return true
      })
      later(sent.then(() => undefined))
      return sent.then((done) => done === true)
    },
  }
}

/** For some minutes after a deploy, a coordinator of another version may leave fields out. */
const readNews = (news: CoordinatorNews): CoordinatorNews => ({
  ...news,
  expectedMs: numberAt(news, 'expectedMs'),
  refused: numberAt(news, 'refused') ?? 0,
})

/** What `work` brings before `stop` fires; undefined when `stop` is first. */
async function until<T>(stop: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const stopped = Promise.withResolvers<undefined>()
  const fire = (): void => stopped.resolve(undefined)
  if (stop.aborted) return undefined
  stop.addEventListener('abort', fire, { once: true })
  try {
    return await Promise.race([work, stopped.promise])
  } finally {
    stop.removeEventListener('abort', fire)
  }
}
