/** The response cache on a fake KV: whatever goes wrong is a miss. */

import { expect, test } from 'vitest'
import { kvCache } from '../../src/converse/cache.ts'
import { testClock } from '../fakes/clock.ts'

interface Kv {
  readonly entries: Map<string, string>
  readonly ttls: number[]
  readonly namespace: KVNamespace
}

function kv(change: Partial<Pick<KVNamespace, 'put'>> & { get?: () => Promise<string | null> } = {}): Kv {
  const entries = new Map<string, string>()
  const ttls: number[] = []
  const namespace = {
    get: (key: string) => Promise.resolve(entries.get(key) ?? null),
    put(key: string, value: string, options: { expirationTtl: number }) {
      entries.set(key, value)
      ttls.push(options.expirationTtl)
      return Promise.resolve()
    },
    ...change,
  }
  return { entries, ttls, namespace: namespace as unknown as KVNamespace }
}

test('an answer that was remembered is recalled by its fingerprint alone', async () => {
  const { namespace, ttls } = kv()
  const cache = kvCache(namespace, testClock())
  expect(await cache.recall('a')).toBeUndefined()
  await cache.remember('a', 'Answer "A" 👋', 600)
  expect(await cache.recall('a')).toBe('Answer "A" 👋')
  expect(await cache.recall('b')).toBeUndefined()
  expect(ttls).toEqual([600])
})

test('a key tells nothing of the question, and is short enough for KV whatever its length', async () => {
  const { namespace, entries } = kv()
  await kvCache(namespace, testClock()).remember(`secret ${'x'.repeat(9_000)}`, 'answer', 600)
  const [key = ''] = entries.keys()
  expect(key).toMatch(/^answer:[\da-f]{64}$/)
})

test.each(['', 'no json', 'null', '[]', '{}', '{"answer":5}', '{"answer":""}', '"text"'])(
  'the broken entry %j is a miss',
  async (entry) => {
    const cache = kvCache(kv({ get: () => Promise.resolve(entry) }).namespace, testClock())
    expect(await cache.recall('a')).toBeUndefined()
  },
)

test('a KV that fails is a miss', async () => {
  const cache = kvCache(
    kv({ get: () => Promise.reject(new Error('KV GET failed: 500')) }).namespace,
    testClock(),
  )
  expect(await cache.recall('a')).toBeUndefined()
})

const recallAfter = async (ms: number): Promise<string | undefined> => {
  const clock = testClock()
  const asked = Promise.withResolvers<void>()
  const get = async (): Promise<string> => {
    asked.resolve()
    await clock.sleep(ms)
    return '{"answer":"late"}'
  }
  const recalled = kvCache(kv({ get }).namespace, clock).recall('a')
  await asked.promise
  return clock.until(recalled)
}

test('a KV that takes longer than 150 ms is a miss', async () => {
  expect(await recallAfter(149)).toBe('late')
  expect(await recallAfter(151)).toBeUndefined()
})

test('an answer that KV does not keep is no failure', async () => {
  const refusing = kv({ put: () => Promise.reject(new Error('KV PUT failed: 429')) })
  await expect(kvCache(refusing.namespace, testClock()).remember('a', 'answer', 600)).resolves.toBeUndefined()
})
