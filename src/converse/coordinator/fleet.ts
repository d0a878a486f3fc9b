/** A thread's line to the coordinator: it asks for a place and tells what has ended, and is never held up by it. */

import { type Clock, within } from '../../clock.ts'
import { numberAt } from '../../json.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import type { BreakerEvent } from './breaker.ts'
import type { VerdictEvent } from '../cache/judge.ts'
import type { CacheNote } from './cache-index.ts'
import type { FleetNews } from './coordinator.ts'
import type { Question } from '../question.ts'
import type { EndNews } from './report-store.ts'
import { messageOf } from '../../errors.ts'
import type { Arrival, Place } from './session-pool.ts'
import { WAITS_MS } from './session-pool-store.ts'

/** From the turn's start: as long as the cache may take, beside which this is asked. A word that comes later is too late. */
const PLACE_WITHIN_MS = 150

/** A call that takes longer hangs. */
const ANSWERS_WITHIN_MS = 5_000

/** After a call that brought nothing, to let a coordinator that is being replaced come up again. */
const AGAIN_AFTER_MS = 1_000

/** The end of a turn waits no longer for KV to say what became of the answer. */
const NOTE_WITHIN_MS = 3_000

/** So many calls in a row bring nothing: then nobody knows how long to wait, and the turn goes in. */
const MOST_FAILURES = 2

/** What a thread needs of the coordinator. Each call may fail, or hang. */
export interface Coordinator {
  began(turn: string, size: number, now: number, arrival: Arrival): Promise<FleetNews>
  waits(arrival: Arrival, seen: number): Promise<Place>
  ended(report: TurnFigures, size: number, now: number, note: CacheNote | undefined): Promise<void>
  kept(note: CacheNote, now: number): Promise<void>
  judged(event: VerdictEvent): Promise<void>
  forgotten(scope: string): Promise<void>
  closed(thread: string): Promise<void>
  ofModels(event: BreakerEvent): Promise<void>
  channelLimited(thread: string, until: number, now: number): Promise<void>
}

export interface FleetDeps {
  readonly clock: Clock
  /** May throw. */
  readonly coordinator: () => Coordinator
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  readonly complain: (message: string) => void
}

/** Ends once the turn may ask Claude (`waited`: it had to wait), or may not, because too many wait. */
export type Enter = (stop: AbortSignal) => AsyncGenerator<number | undefined, 'in' | 'waited' | 'full'>

export interface Fleet {
  /**
   * A turn begins; the coordinator is asked at once, and `heard` is called with what it says, whenever that is; with nothing
   * where it could not be asked.
   *
   * @param isIn it was let in before, by an earlier life of its thread: it need not wait for a place
   * @param waits called when it begins to wait for a place, and when it no longer does
   * @returns to be gone through before Claude is asked: it says how many are before it, while it waits
   */
  began(
    question: Question,
    isIn: boolean,
    heard: (news: FleetNews | undefined) => void,
    waits: (isWaiting: boolean) => void,
  ): Enter
  /**
   * A turn has ended. It is told after its beginning, or it would be taken for one that has just begun. Rejects when the
   * coordinator cannot be told, and may hang as that does.
   *
   * @param note what became of the answer in the cache; it is waited for, but not long
   */
  ended(news: EndNews, note: Promise<CacheNote | undefined> | undefined): Promise<void>
  /** Tells the coordinator something; whether it was told. Never rejects, and nobody has to wait for it. */
  tell(what: (coordinator: Coordinator) => Promise<void>): Promise<boolean>
}

export function fleet({ clock, coordinator, later, complain }: FleetDeps): Fleet {
  /** By turn: settles, without an error, when the coordinator has heard of its beginning, or will not. */
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
    began(question, isIn, heard, waits) {
      const { id: turn, thread, askedAt, text } = question
      const startedAt = clock.now()
      const arrival: Arrival = { turn, thread, askedAt, isIn }
      const begin = (as: Arrival): Promise<FleetNews | undefined> =>
        call(ANSWERS_WITHIN_MS, (to) => to.began(turn, text.length, startedAt, as))
      const hear = (news: Promise<FleetNews | undefined>): void => {
        begun.set(turn, news)
        later(news.then((one) => heard(one === undefined ? undefined : readNews(one))))
      }
      const word = begin(arrival)
      hear(word)

      /** The turn goes in unasked, which the coordinator learns as soon as it hears anything. */
      async function tellInside(): Promise<void> {
        const place = (await word)?.place ?? 'in'
        if (place !== 'in') await begin({ ...arrival, isIn: true })
      }

      async function nextPlace(seen: number, stop: AbortSignal): Promise<Place> {
        for (let failures = 1; ; failures += 1) {
          // oxlint-disable-next-line no-await-in-loop -- one call after the other is the point
          const place = await until(
            stop,
            call(WAITS_MS + ANSWERS_WITHIN_MS, (to) => to.waits(arrival, seen)),
          )
          if (stop.aborted) return 'full'
          if (place !== undefined) return place
          if (failures >= MOST_FAILURES) return 'in'
          // oxlint-disable-next-line no-await-in-loop -- see above
          await clock.sleep(AGAIN_AFTER_MS, stop)
        }
      }

      return async function* enter(stop) {
        if (isIn) return 'in'
        const news = (await within(clock, startedAt + PLACE_WITHIN_MS - clock.now(), word))?.value
        if (news === undefined) {
          const told = tellInside()
          begun.set(turn, told)
          later(told)
          return 'in'
        }
        let place: Place = news.place ?? 'in'
        if (place === 'in' || place === 'full') return place
        waits(true)
        let shown: number | undefined
        while (typeof place === 'object') {
          const { before }: { readonly before: number } = place
          if (before !== shown) yield before
          shown = before
          place = await nextPlace(before, stop)
        }
        waits(false)
        if (place === 'full') {
          yield undefined
          return place
        }
        // What it heard of Claude's models is as old as its wait; and a coordinator that could not be asked learns of it.
        const again = begin({ ...arrival, isIn: true })
        hear(again)
        yield undefined
        await within(clock, PLACE_WITHIN_MS, again)
        return 'waited'
      }
    },
    async ended({ report, size, endedAt }, note) {
      await begun.get(report.turn)
      begun.delete(report.turn)
      const noted = note === undefined ? undefined : await within(clock, NOTE_WITHIN_MS, note)
      await coordinator().ended(report, size, endedAt, noted?.value)
    },
    tell(what) {
      const told = call(ANSWERS_WITHIN_MS, async (to) => {
        await what(to)
        return true
      })
      later(told.then(() => undefined))
      return told.then((done) => done === true)
    },
  }
}

/** A coordinator of another version may know less, for some minutes after a deploy. */
const readNews = (news: FleetNews): FleetNews => ({
  ...news,
  expectedMs: numberAt(news, 'expectedMs'),
  refused: numberAt(news, 'refused') ?? 0,
})

/** What comes before `stop` fires; undefined when nothing has. */
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
