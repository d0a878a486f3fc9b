/** Which of Claude's models a turn asks: by its thread's own failures, and by the coordinator's news as a turn begins. */

import type { Clock } from '../../clock.ts'
import type { Case } from '../../sentences/sentences.ts'
import { ALL, type BreakerEvent, type Breakers, type Call, merged, next } from '../coordinator/breaker.ts'
import { askAgain, mayAsk, permit, PERMIT_MS } from '../coordinator/permit.ts'
import { type BreakerLine, breakerLines } from '../coordinator/breaker-report.ts'
import type { ModelNews } from '../coordinator/breaker-store.ts'
import type { Failure, Why } from '../claude/failure.ts'

export type Choice =
  | { readonly model: string }
  /** No model may be asked before `again`, in milliseconds since 1970. */
  | { readonly why: Case; readonly again: number }

/** What a turn needs to know of Claude's models, and tells of them. */
export interface Models {
  /** The model that is wanted, else another that may be asked. Waits for the coordinator's news, at most 150 ms from the turn's beginning (50 in an open session). */
  choose(wanted: string): Promise<Choice>
  /** Whether a call may go there now. */
  mayAsk(model: string): boolean
  /** To be called with each call to Claude, as it is made. */
  begin(model: string): Call
  failed(call: Call, failure: Failure): void
  /** The whole of a message came. */
  worked(call: Call): void
}

export interface TurnModels extends Models {
  /** Resolves when the coordinator's news is there. Undefined where none will come. */
  receive(news: ModelNews | undefined): void
}

export interface Circuit {
  /** @param isOpen its session is open: nothing but this news would hold it up, so it waits for that a moment only */
  turn(id: string, isOpen?: boolean): TurnModels
  /** Whether there is no doubt about this model: only then is it asked without anybody waiting. */
  isWell(model: string): boolean
}

export interface CircuitDeps {
  readonly clock: Clock
  /** The main model first. */
  readonly models: readonly string[]
  readonly chance: () => number
  /** Reports to the coordinator. Returns whether that succeeded. Never rejects, and nothing waits for it. */
  readonly notify: (event: BreakerEvent) => Promise<boolean>
  /** Logs what could not be reported to the coordinator, which logs the rest. */
  readonly log: (line: BreakerLine) => void
}

/** As long as the cache may take; after that a turn goes by what its thread knows. */
const NEWS_WITHIN_MS = 150

/** The coordinator's usual answer from the same part of the world. */
const NEWS_OF_OPEN_WITHIN_MS = 50

/** The type of a 403 that the key has earned; that of a place has another, or none (Claude API, Errors). */
const PERMISSION = 'permission_error'

/** The failures that the operator has to fix, with what the member reads. All others pass by themselves. */
const operatorCases: Readonly<Partial<Record<Why, Case>>> = {
  'key refused': 'key refused',
  'spend limit': 'spend limit',
  'account disabled': 'account disabled',
  forbidden: 'forbidden',
  'unknown model': 'unknown model',
}

export function circuit({ clock, models, chance, notify, log }: CircuitDeps): Circuit {
  let breakers: Breakers = {}

  const take = async (event: BreakerEvent, isOurs = false): Promise<void> => {
    const before = breakers
    breakers = next(before, event, chance())
    const after = breakers
    // A success is reported only when it changes a breaker. The turns' reports show the others.
    if (event.kind === 'worked' && after === before) return
    if (!isOurs && (await notify(event))) return
    for (const line of breakerLines(before, after, event.at)) log(line)
  }

  return {
    turn(id, isOpen = false) {
      const startedAt = clock.now()
      const received = Promise.withResolvers<void>()
      let isOver = false
      let permits: readonly string[] = []
      /** A permit that is not used lapses, and goes to another. */
      let permittedUntil = 0

      /** Where nobody else gives a permit, this thread gives one to one of its turns. */
      const permitOurselves = (names: readonly string[]): void => {
        const still = clock.now() < permittedUntil ? permits : []
        const own = permit(breakers, clock.now(), names, still)
        breakers = own.breakers
        permits = [...still, ...own.permits]
        permittedUntil = clock.now() + PERMIT_MS
      }
      const awaitNews = async (): Promise<void> => {
        if (isOver) return
        const late = new AbortController()
        const left = startedAt + (isOpen ? NEWS_OF_OPEN_WITHIN_MS : NEWS_WITHIN_MS) - clock.now()
        await Promise.race([received.promise, clock.sleep(left, late.signal, 'limit')])
        late.abort()
        if (!isOver) permitOurselves(Object.keys(breakers))
        isOver = true
      }
      const may = (model: string): boolean =>
        mayAsk(breakers, clock.now() < permittedUntil ? permits : [], model, clock.now())

      return {
        receive(news) {
          if (news === undefined) return received.resolve()
          breakers = merged(breakers, news.breakers)
          permits = news.permits
          permittedUntil = clock.now() + PERMIT_MS
          // The coordinator cannot permit a probe of what only this thread has seen fail.
          const ours = Object.keys(breakers).filter((name) => news.breakers[name]?.opening === undefined)
          permitOurselves(ours)
          isOver = true
          received.resolve()
        },
        async choose(wanted) {
          await awaitNews()
          const order = [wanted, ...models.filter((model) => model !== wanted)]
          let model = order.find(may)
          if (model === undefined && clock.now() >= permittedUntil) {
            // The turn has waited since the news, for a file or a session. The turn with the permit may be through.
            permitOurselves(Object.keys(breakers))
            model = order.find(may)
          }
          if (model !== undefined) return { model }
          const { why, at } = askAgain(breakers, models, clock.now())
          return { why: operatorCases[why] ?? 'resting', again: at }
        },
        mayAsk: may,
        begin(model) {
          const now = clock.now()
          const names = [model, ALL].filter(
            (name) => permits.includes(name) && breakers[name]?.opening !== undefined,
          )
          if (names.length > 0) void take({ kind: 'probe', names, at: now })
          return { model, startedAt: now }
        },
        failed(call, { why, retryAfterMs, detail }) {
          // A place that Claude does not serve is this object's; others stand elsewhere and are answered.
          const isOurs = why === 'forbidden' && !detail.includes(PERMISSION)
          const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
          const by = `${id} ${call.startedAt}`
          void take({ kind: 'failed', ...call, ...wait, why, at: clock.now(), by }, isOurs)
        },
        worked(call) {
          void take({ kind: 'worked', ...call, at: clock.now() })
        },
      }
    },
    isWell: (model) => mayAsk(breakers, [], model, clock.now()),
  }
}
