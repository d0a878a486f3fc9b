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

const rejected: unknown[] = []

/** All contexts of a kind share one prototype. */
function watch(context: Waiting): void {
  const shared = Object.getPrototypeOf(context) as Waiting
  const { waitUntil } = shared
  shared.waitUntil = function (work) {
    // `work` may be any value.
    Promise.resolve(work).catch((error: unknown) => rejected.push(error))
    waitUntil.call(this, work)
  }
}

const inFull = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? String(error)) : String(error)

addEventListener('unhandledrejection', ({ reason }) => rejected.push(reason))

beforeAll(async () => {
  watch(createExecutionContext())
  await runInDurableObject(env.COORDINATOR.getByName('rejections'), (_, state) => watch(state))
})

afterEach(() => {
  const wrong = rejected.splice(0)
  if (wrong.length > 0) throw new Error(`Nobody waited for this:\n${wrong.map(inFull).join('\n')}`)
})
