/** `GET /health`: what the coordinator says, kept for five seconds, as JSON, as text, or for Prometheus. */

import type { Context } from 'hono'
import { type Clock, isoTime, within } from '../clock.ts'
import { type Health, type ShownHealth, unknownHealth } from '../measure/health.ts'
import { prometheusOf } from '../measure/health-prometheus.ts'
import { textOf } from '../measure/health-text.ts'

export interface HealthDeps {
  readonly clock: Clock
  /** The coordinator. May reject, and may never end. */
  readonly ask: () => Promise<Health>
  /** The deployed version, as the Cloudflare dashboard names it. */
  readonly version: string
  readonly configured: ShownHealth['configured']
}

/** Never rejects. @param later takes work that goes on after the response, and never rejects */
export type ReadHealth = (later: (work: Promise<void>) => void) => Promise<ShownHealth>

/** A monitor must learn that the coordinator hangs, and not wait with it. */
const WITHIN_MS = 2_000

/** So long an answer is given again, also that nothing is known: nobody who polls asks the coordinator more often. */
const KEPT_MS = 5_000

/** How often a request that waits for another's call looks whether the answer is there. */
const LOOKS_EVERY_MS = 20

/** A call that has not ended by then never will: its request was taken down, and its timers with it. */
const LOST_AFTER_MS = WITHIN_MS + 2 * LOOKS_EVERY_MS

/**
 * One for the isolate. Requests that come while the coordinator is asked wait for the same answer. Values alone are shared
 * between requests, not promises (Workers, Context): one whose client has gone may never end.
 */
export function healthReader({ clock, ask, version, configured }: HealthDeps): ReadHealth {
  let kept: { readonly shown: ShownHealth; readonly at: number } | undefined
  /** When the call began that is under way. */
  let askedAt: number | undefined

  const shownAt = (health: Health, now: number): ShownHealth => ({
    // A coordinator of the version before leaves out what is new.
    ...unknownHealth(),
    ...health,
    at: isoTime(now) ?? '',
    version,
    configured,
  })

  const fresh = (now: number): ShownHealth | undefined =>
    kept !== undefined && now - kept.at < KEPT_MS ? kept.shown : undefined

  async function asked(now: number): Promise<ShownHealth> {
    askedAt = now
    let health = unknownHealth()
    try {
      health = (await within(clock, WITHIN_MS, ask()))?.value ?? health
    } catch {
      // It says so by its status.
    }
    const shown = shownAt(health, now)
    kept = { shown, at: now }
    if (askedAt === now) askedAt = undefined
    return shown
  }

  return async (later) => {
    const now = clock.now()
    for (let at = now; at - now <= LOST_AFTER_MS; at = clock.now()) {
      const known = fresh(at)
      if (known !== undefined) return known
      if (askedAt === undefined || at - askedAt >= LOST_AFTER_MS) {
        const shown = asked(at)
        later(shown.then(() => undefined))
        return shown
      }
      await clock.sleep(LOOKS_EVERY_MS)
    }
    return shownAt(unknownHealth(), now)
  }
}

const formats = {
  json: (c, health) => c.json(health),
  text: (c, health) => c.text(textOf(health)),
  // Prometheus, Exposition formats, "Text-based format".
  prometheus: (c, health) =>
    c.body(prometheusOf(health), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
} as const satisfies Readonly<Record<string, (c: Context, health: ShownHealth) => Response>>

const isFormat = (format: string): format is keyof typeof formats => Object.hasOwn(formats, format)

export async function healthReply(c: Context, read: ReadHealth): Promise<Response> {
  c.header('cache-control', 'no-store')
  const format = c.req.query('format') ?? 'json'
  if (!isFormat(format))
    return c.text('There is no such format of /health; the formats are json, text and prometheus.\n', 400)
  return formats[format](c, await read((work) => c.executionCtx.waitUntil(work)))
}
