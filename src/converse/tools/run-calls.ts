/** Runs the calls of one round, side by side or one after the other, and reports what runs meanwhile. */

import type { Clock } from '../../clock.ts'
import type { ToolCall } from '../claude/content.ts'
import type { ToolCallResult } from '../claude/rounds.ts'

/** A call at work, for the status line. */
export interface AtWork {
  readonly label: string
  /** Milliseconds since 1970. */
  readonly since: number
  /** How long the same tool usually takes, in milliseconds; undefined where nobody knows. */
  readonly usualMs?: number | undefined
}

export interface RunCallsDeps {
  readonly clock: Clock
  /** False: one after the other, in the order of the calls. */
  readonly sideBySide: boolean
  /** What the status line says of a call. */
  readonly label: (call: ToolCall) => string
  /** How long such a call usually takes, in milliseconds. */
  readonly usual?: (call: ToolCall) => number | undefined
  /** Never rejects. */
  readonly call: (call: ToolCall, stop: AbortSignal) => Promise<ToolCallResult>
}

/** More would only wait for one another: a thread has one processor, and Discord shows one status line. */
const AT_ONCE = 4

/** The status line shows tenths of a second and changes once a second. */
const TICK_MS = 1_000

/**
 * Yields the calls at work whenever they change, and once a second. Returns the results in the order of the calls. When
 * `stop` fires it returns at once, with the results so far.
 */
export async function* runCalls(
  { clock, sideBySide, label, usual, call }: RunCallsDeps,
  calls: readonly ToolCall[],
  stop: AbortSignal,
): AsyncGenerator<readonly AtWork[], readonly ToolCallResult[]> {
  const most = sideBySide ? AT_ONCE : 1
  const waiting = [...calls]
  const atWork = new Map<string, AtWork>()
  const done = new Map<string, ToolCallResult>()
  let made = 0
  let news = Promise.withResolvers<void>()
  const wake = (): void => news.resolve()
  stop.addEventListener('abort', wake, { once: true })
  const make = async (one: ToolCall): Promise<void> => {
    atWork.set(one.id, { label: label(one), since: clock.now(), usualMs: usual?.(one) })
    done.set(one.id, await call(one, stop))
    atWork.delete(one.id)
    made += 1
    wake()
  }
  try {
    while (made < calls.length && !stop.aborted) {
      while (atWork.size < most && waiting.length > 0) {
        const next = waiting.shift()
        if (next !== undefined) void make(next)
      }
      yield [...atWork.values()]
      const tick = new AbortController()
      await Promise.race([news.promise, clock.sleep(TICK_MS, tick.signal, 'tick')])
      tick.abort()
      news = Promise.withResolvers()
    }
  } finally {
    stop.removeEventListener('abort', wake)
  }
  return calls.flatMap(({ id }) => done.get(id) ?? [])
}
