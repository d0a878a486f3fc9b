/** Scripted faults: what a test wants to go wrong with the next calls of one interaction. */

import { isRecord, listOf, numberOf, recordOf, textOf } from './json.ts'
import type { Bucket, Scope } from './buckets.ts'

export const CALL_KINDS = ['edit', 'create', 'delete', 'get'] as const
export type CallKind = (typeof CALL_KINDS)[number]

export type Trouble =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly code?: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: unknown
    }
  /** No answer ever; with `applied` the call takes effect all the same. */
  | { readonly kind: 'hang'; readonly applied: boolean }
  /** The connection breaks; with `applied` the call takes effect all the same. */
  | { readonly kind: 'reset'; readonly applied: boolean }
  | { readonly kind: 'cloudflare'; readonly retryAfterMs: number }
  | { readonly kind: 'limited'; readonly retryAfterMs: number; readonly scope: Scope }

export interface Fault {
  readonly on: 'edit' | 'create' | 'any'
  /** Strikes the nth matching call from now on, 1 being the next. */
  readonly nth: number
  /** Strikes so many matching calls in a row. */
  readonly times: number
  readonly trouble: Trouble
  /** How many matching calls there were since it was scripted. */
  readonly seen: number
}

/** Reads the `faults` of a script. A wrong one is an error with a sentence: a test's mistake must not pass silently. */
export function readFaults(
  raw: unknown,
): { ok: true; faults: readonly Fault[] } | { ok: false; why: string } {
  const faults: Fault[] = []
  for (const item of listOf(raw)) {
    const { on = 'any', nth = 1, times = 1, answer } = recordOf(item)
    const trouble = readTrouble(answer)
    if (trouble === undefined) return { ok: false, why: `not a fault's answer: ${JSON.stringify(answer)}` }
    if (on !== 'edit' && on !== 'create' && on !== 'any')
      return { ok: false, why: `not a kind: ${String(on)}` }
    if (!isCount(nth) || !isCount(times)) return { ok: false, why: 'nth and times are whole numbers from 1' }
    faults.push({ on, nth, times, trouble, seen: 0 })
  }
  return { ok: true, faults }
}

const isCount = (raw: unknown): raw is number => typeof raw === 'number' && Number.isInteger(raw) && raw >= 1

function readTrouble(raw: unknown): Trouble | undefined {
  if (!isRecord(raw)) return undefined
  const applied = raw['applied'] === true
  if (raw['hang'] === true) return { kind: 'hang', applied }
  if (raw['reset'] === true) return { kind: 'reset', applied }
  const cloudflare = numberOf(raw['cloudflare429'])
  if (cloudflare !== undefined) return { kind: 'cloudflare', retryAfterMs: cloudflare * 1_000 }
  if (isRecord(raw['rateLimited'])) {
    const after = numberOf(raw['rateLimited']['retryAfter'])
    const scope = raw['rateLimited']['scope'] ?? 'user'
    if (after === undefined || (scope !== 'user' && scope !== 'shared' && scope !== 'global'))
      return undefined
    return { kind: 'limited', retryAfterMs: after * 1_000, scope }
  }
  const status = numberOf(raw['status'])
  if (status === undefined || status < 200 || status > 599) return undefined
  const code = numberOf(raw['code'])
  const message = textOf(raw['message'])
  return {
    kind: 'answer',
    status,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(raw['body'] === undefined ? {} : { body: raw['body'] }),
    ...(isRecord(raw['headers']) ? { headers: textsOf(raw['headers']) } : {}),
  }
}

const textsOf = (raw: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, String(value)]))

/** Which fault strikes this call, if any, and the faults as they are after it. The oldest one wins. */
export function strike(
  faults: readonly Fault[],
  kind: CallKind,
): { trouble: Trouble | undefined; faults: readonly Fault[] } {
  let trouble: Trouble | undefined
  const after = faults.flatMap((fault) => {
    if (fault.on !== 'any' && fault.on !== kind) return [fault]
    const seen = fault.seen + 1
    if (seen >= fault.nth && trouble === undefined) trouble = fault.trouble
    return seen >= fault.nth + fault.times - 1 ? [] : [{ ...fault, seen }]
  })
  return { trouble, faults: after }
}

/** The state of one rate limit and what the bot has been told about it. */
export interface Limit {
  bucket: Bucket
  /** A scripted 429 stands until `waitUntil`. */
  block: Trouble | undefined
  /** When the answer went out that said to wait, and until when. */
  told: { readonly at: number; readonly waitUntil: number } | undefined
}
