/**
 * Fails a worker test for a promise that rejects where nobody waits for it.
 *
 * Vitest hears of a rejection that nobody handles. It hears nothing of work behind `waitUntil`: workerd prints its
 * failure, and the test stays green.
 */

import { createExecutionContext, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll } from 'vitest'

interface Waiting {
  waitUntil: (this: unknown, work: Promise<unknown>) => void
}

/** Files share a runtime, and with it what is watched here: each would watch it once more. */
const shared = globalThis as { rejectedInTests?: unknown[] }
const isFirst = shared.rejectedInTests === undefined
const rejected = (shared.rejectedInTests ??= [])

/** All contexts of a kind share one prototype. */
function watch(context: Waiting): void {
  const prototype = Object.getPrototypeOf(context) as Waiting
  const { waitUntil } = prototype
  prototype.waitUntil = function (work) {
    // `work` may be any value.
    Promise.resolve(work).catch((error: unknown) => rejected.push(error))
    waitUntil.call(this, work)
  }
}

const inFull = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? String(error)) : String(error)

beforeAll(async () => {
  if (!isFirst) return
  addEventListener('unhandledrejection', ({ reason }) => rejected.push(reason))
  watch(createExecutionContext())
  await runInDurableObject(env.COORDINATOR.getByName('rejections'), (_, state) => watch(state))
})

afterEach(() => {
  const wrong = rejected.splice(0)
  if (wrong.length > 0) throw new Error(`Nobody waited for this:\n${wrong.map(inFull).join('\n')}`)
})
