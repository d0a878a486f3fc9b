/** What a thread asks Claude with: the prompt cache where its turns say so, whatever the question is asked for. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ThreadOutside, threadOutside } from '../../src/converse/thread/thread-outside.ts'
import { type ThreadId, threadOf } from '../../src/ids.ts'
import { variantsOf } from '../../src/measure/variants.ts'
import { channelId, settings } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { request } from '../fakes/model-request.ts'

/** The bodies that were sent to Claude, which answers nothing. */
const sent: string[] = []

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', (_: unknown, { body }: { readonly body: string }) => {
    sent.push(body)
    return Promise.resolve(new Response('', { status: 529 }))
  })
})
afterEach(() => void vi.unstubAllGlobals())

const none = (): never => {
  throw new Error('not wanted here')
}

const half = settings({ promptCache: 0.5, cacheVerdict: true })

const outside = (): ThreadOutside =>
  threadOutside({
    clock: testClock(),
    settings: half,
    kv: none,
    store: none,
    later: none,
    isWell: () => true,
    verdicts: (ask) => ask,
    judged: () => undefined,
    warn: none,
  })

/** A thread with this variant. */
function threadWith(promptCache: 'on' | 'off'): ThreadId {
  const threads = Array.from({ length: 20 }, (_, n) =>
    threadOf(channelId(String(645027906669510667n + BigInt(n)))),
  )
  const thread = threads.find((one) => variantsOf(half, one).promptCache === promptCache)
  if (thread === undefined) throw new Error('every thread of twenty has the other variant')
  return thread
}

test.each([
  ['on', true],
  ['off', false],
] as const)('a thread with the variant %s: cached is %s', async (variant, isCached) => {
  const one = outside()
  const thread = threadWith(variant)
  for await (const event of one.ask(thread)(
    request({ name: 'Ada', asked: 'One?' }),
    new AbortController().signal,
  ))
    expect(event.kind).toBe('failed')
  await one.judge?.('What is a monad?', thread)
  expect(sent.map((body) => body.includes('cache_control'))).toEqual([isCached, isCached])
})
