/** Tells the operator by ALERT_WEBHOOK. The coordinator keeps what was told, and its alarm tries again. */

import type { Clock } from '../../clock.ts'
import type { Posted } from '../../deliver/incoming-webhook.ts'
import type { AlertWebhook } from '../../settings/alert-webhook.ts'
import { isRecord, listAt, numberAt, recordAt, textAt } from '../../json.ts'
import { type Alert, type AlertEvent, type Blocked, dueAt, isGivenUp, nextAlert, quiet } from './alert.ts'
import { alertText } from './alert-text.ts'
import { ALL, isWhy } from './breaker.ts'
import type { BreakerLine } from './breaker-report.ts'

/** A message did not arrive; with `gave_up` it is tried no more. */
export interface AlertFailed {
  readonly evt: 'alert.failed'
  readonly v: 1
  readonly why: 'rate limited' | 'unreachable' | 'refused'
  /** Of Discord's answer; 0 where there was none. */
  readonly status: number
  readonly code: number
  readonly tries: number
  readonly gave_up: boolean
}

export interface AlertStoreDeps {
  /** Durable; what it holds is never trusted. */
  readonly kv: { get(key: string): unknown; put(key: string, value: Alert): void }
  readonly clock: Clock
  /** Those of the settings: what is gone from them waits for nobody. */
  readonly models: readonly string[]
  /** Undefined without ALERT_WEBHOOK: then it is only noted how Claude stands. */
  readonly webhook: () => AlertWebhook | undefined
  /** Never rejects. */
  readonly post: (webhook: AlertWebhook, text: string) => Promise<Posted>
  readonly log: (event: AlertFailed) => void
}

export interface AlertStore {
  take(line: BreakerLine): void
  /** Sends what is due. Never rejects. */
  deliver(): Promise<void>
  /** When that is to be called next, in milliseconds since 1970. */
  next(): number | undefined
}

const KEY = 'alert'

export function alertStore({ kv, clock, models, webhook, post, log }: AlertStoreDeps): AlertStore {
  let alert = readAlert(kv.get(KEY), [ALL, ...models])
  let isUnderWay = false
  const change = (event: AlertEvent): void => {
    const after = nextAlert(alert, event, clock.now())
    if (after === alert) return
    alert = after
    kv.put(KEY, alert)
  }
  const next = (): number | undefined => (webhook() === undefined ? undefined : dueAt(alert))
  return {
    take: (line) => change({ kind: 'line', line }),
    async deliver() {
      const [due, to] = [next(), webhook()]
      if (to === undefined || due === undefined || due > clock.now() || isUnderWay) return
      isUnderWay = true
      const message = alert
      change({ kind: 'begun' })
      const posted = await post(to, alertText(message))
      isUnderWay = false
      const event = eventOf(posted, message)
      if (event !== undefined) change(event)
      if (posted.kind !== 'taken') log(failedEvent(posted, alert))
    },
    next,
  }
}

/** Undefined where the try that has begun is simply over. */
function eventOf(posted: Posted, message: Alert): AlertEvent | undefined {
  if (posted.kind === 'taken') return { kind: 'told', message }
  if (posted.kind === 'limited') return { kind: 'limited', retryAfterMs: posted.retryAfterMs }
  return posted.kind === 'refused' ? { kind: 'refused' } : undefined
}

const failedEvent = (posted: Exclude<Posted, { kind: 'taken' }>, alert: Alert): AlertFailed => ({
  evt: 'alert.failed',
  v: 1,
  why: posted.kind === 'limited' ? 'rate limited' : posted.kind,
  status: posted.kind === 'limited' ? 429 : posted.status,
  code: posted.kind === 'refused' ? posted.code : 0,
  tries: alert.tries,
  gave_up: isGivenUp(alert),
})

/** What was stored, perhaps by another version: only what is understood. */
export function readAlert(raw: unknown, known: readonly string[]): Alert {
  if (!isRecord(raw)) return quiet
  return {
    blocked: readBlocked(recordAt(raw, 'blocked'), known),
    told: readBlocked(recordAt(raw, 'told')),
    changes: listAt(raw, 'changes').flatMap((one) => {
      const [at, model, why] = [numberAt(one, 'at'), textAt(one, 'model'), textAt(one, 'why')]
      if (at === undefined || model === undefined || !isWhy(why) || !isRecord(one)) return []
      return [{ at, model, why, isBlocked: one['isBlocked'] === true }]
    }),
    tries: numberAt(raw, 'tries') ?? 0,
    notBefore: numberAt(raw, 'notBefore') ?? 0,
  }
}

function readBlocked(
  raw: Readonly<Record<string, unknown>>,
  known: readonly string[] = Object.keys(raw),
): Blocked {
  return Object.fromEntries(
    known.flatMap((name) => {
      const why = raw[name]
      return isWhy(why) ? [[name, why]] : []
    }),
  )
}
