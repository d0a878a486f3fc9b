/** The response cache on a fake KV: whatever goes wrong is a miss, and nothing of one scope is seen in another. */

import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Cache, kvCache, type Place, type Recalled } from '../../src/converse/cache/cache.ts'
import { type Entry, readEntry, readEpoch, writeEntry } from '../../src/converse/cache/cache-entry.ts'
import { ownWrites } from '../../src/converse/cache/own-writes.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import { CACHED_ANSWER_BYTES, STALE_SECONDS } from '../../src/limits.ts'
import { settle, testClock, type TestClock } from '../fakes/clock.ts'
import { type FakeKv, fakeKv } from '../fakes/kv.ts'

const warned: unknown[] = []
beforeEach(() => {
  warned.length = 0
  vi.spyOn(console, 'warn').mockImplementation((event) => warned.push(event))
})
afterEach(() => vi.restoreAllMocks())

const START = 1_000_000

interface Stage {
  readonly kv: FakeKv
  readonly clock: TestClock
  readonly cache: Cache
  /** Another object on the same KV, without the memory of this one. */
  readonly elsewhere: Cache
  readonly keep: (print: string, answer?: string, scope?: string, madeAt?: number) => Promise<boolean>
  /** What a recall brings: the answer, or the reason of the miss. */
  readonly find: (prints: readonly string[], scope?: string) => Promise<string>
  readonly background: () => Promise<unknown>
}

/** Hashing is done by another thread, on no clock; only when somebody sleeps does time have to pass. */
async function ends<T>(clock: TestClock, work: Promise<T>): Promise<T> {
  const ended = new AbortController()
  const over = (): void => ended.abort()
  work.then(over, over)
  while (!ended.signal.aborted) {
    await settle()
    if (!ended.signal.aborted && clock.sleepers() > 0) return clock.until(work)
  }
  return work
}

/** Where the lack of a verdict does not matter. */
const places = (...fingerprints: readonly string[]): readonly Place[] =>
  fingerprints.map((fingerprint) => ({ fingerprint, needsVerdict: false }))

const told = (recalled: Recalled): string => ('hit' in recalled ? recalled.hit.answer : `- ${recalled.miss}`)

function stage(): Stage {
  const kv = fakeKv()
  const clock = testClock(START)
  const work: Promise<void>[] = []
  const pause = { until: 0 }
  const object = (): Cache =>
    kvCache(kv.namespace, { clock, own: ownWrites(), later: (one) => work.push(one), pause })
  const cache = object()
  return {
    kv,
    clock,
    cache,
    elsewhere: object(),
    keep: async (print, answer = `Answer to ${print}.`, scope = 'guild 1', madeAt = clock.now()) => {
      const written = cache.remember(print, scope, { answer, madeAt, model: 'main' }, 600)
      return (await ends(clock, written)).wrote
    },
    find: async (prints, scope = 'guild 1') =>
      told(await ends(clock, cache.recall(places(...prints), scope))),
    background: () => ends(clock, Promise.all(work)),
  }
}

describe('an answer', () => {
  test('that was kept is found again, with its times and who gave it', async () => {
    const { cache, clock, kv } = stage()
    await cache.remember('a', 'guild 1', { answer: 'Answer "A" 👋', madeAt: START - 400, model: 'main' }, 600)
    expect(await ends(clock, cache.recall(places('a'), 'guild 1'))).toEqual({
      hit: {
        answer: 'Answer "A" 👋',
        madeAt: START - 400,
        expiresAt: START + 600_000,
        model: 'main',
        key: [...kv.entries.keys()][0],
        fingerprint: 'a',
      },
    })
    expect(kv.ttls).toEqual([600 + STALE_SECONDS])
  })

  test('is looked for under each print in one round trip, and the first that has one counts', async () => {
    const { keep, find, kv } = stage()
    await keep('b')
    await keep('c')
    kv.calls.length = 0
    expect(await find(['a', 'b', 'c'])).toBe('Answer to b.')
    expect(await find(['a'])).toBe('- none')
    expect(kv.calls).toEqual(['get 4', 'get 2'])
  })

  test('is not found in another scope, even under the same key', async () => {
    const { keep, find, background, kv } = stage()
    await keep('a')
    expect(await find(['a'], 'guild 2')).toBe('- foreign')
    await background()
    expect(kv.entries.size).toBe(0)
  })

  test('that has expired is none, and is left to KV', async () => {
    const { keep, find, clock, kv } = stage()
    await keep('a')
    await clock.advance(600_000)
    expect(await find(['a'])).toBe('- none')
    expect(kv.entries.size).toBe(1)
  })

  test('that has expired is brought along for when Claude has none, but not once it is forgotten', async () => {
    const { keep, cache, clock, kv } = stage()
    await keep('a')
    await keep('b')
    await clock.advance(600_000)
    kv.calls.length = 0
    expect(await ends(clock, cache.recall(places('x', 'a', 'b'), 'guild 1'))).toMatchObject({
      miss: 'none',
      stale: { answer: 'Answer to a.', madeAt: START, expiresAt: START + 600_000, fingerprint: 'a' },
    })
    expect(kv.calls).toEqual(['get 4'])
    await keep('b', 'New.')
    expect(await ends(clock, cache.recall(places('a', 'b'), 'guild 1'))).toMatchObject({
      hit: { answer: 'New.' },
    })
    await ends(clock, cache.moveEpoch('guild 1'))
    expect(await ends(clock, cache.recall(places('a'), 'guild 1'))).toEqual({ miss: 'outdated' })
  })

  test('that is forgotten is gone', async () => {
    const { keep, find, cache, kv } = stage()
    await keep('a')
    await keep('b')
    await cache.forget('a')
    expect([await find(['a']), await find(['b']), kv.entries.size]).toEqual(['- none', 'Answer to b.', 1])
  })

  test('that is too long is not kept, and what KV was told to keep too long is not read', async () => {
    const { keep, kv } = stage()
    expect(await keep('a', 'x'.repeat(CACHED_ANSWER_BYTES))).toBe(true)
    expect(await keep('b', '€'.repeat(CACHED_ANSWER_BYTES / 2))).toBe(false)
    expect(kv.entries.size).toBe(1)
    const value = writeEntry({ answer: 'x'.repeat(400_000), madeAt: 5, expiresAt: 9, model: 'm' }, 's')
    expect(readEntry(value, 's', 0, 6)).toBe('broken')
  })
})

describe('a place that needs a verdict', () => {
  const wanted = [{ fingerprint: 'a', needsVerdict: true }]
  const recallOf = async (entry: Pick<Entry, 'answer' | 'verdict'>, afterMs = 0): Promise<Recalled> => {
    const { cache, clock } = stage()
    await ends(clock, cache.remember('a', 'guild 1', { madeAt: START, model: 'm', ...entry }, 600))
    await clock.advance(afterMs)
    return ends(clock, cache.recall(wanted, 'guild 1'))
  }

  test('serves an answer with a verdict that nothing is against', async () => {
    expect(await recallOf({ answer: 'A', verdict: GENERAL })).toMatchObject({ hit: { answer: 'A' } })
  })

  test('serves none without a verdict, fresh or expired', async () => {
    expect(await recallOf({ answer: 'A' })).toEqual({ miss: 'none' })
    expect(await recallOf({ answer: 'A' }, 600_000)).toEqual({ miss: 'none' })
  })

  test.each<[Partial<Verdict>, string]>([
    [{ alone: false }, 'context'],
    [{ thread: true }, 'context'],
    [{ time: true }, 'time'],
    [{ chance: true, time: true }, 'chance'],
    [{ asker: true }, 'personal'],
  ])('tells what speaks against it: %j', async (part, miss) => {
    const verdict = { ...GENERAL, ...part }
    expect(await recallOf({ answer: '', verdict })).toEqual({ miss, verdict })
  })

  test('tells the verdict of an answer that has expired', async () => {
    const recalled = await recallOf({ answer: 'A', verdict: GENERAL }, 600_000)
    expect(recalled).toMatchObject({ miss: 'none', verdict: GENERAL, stale: { answer: 'A' } })
  })
})

test('a key tells nothing of question or scope, and is short enough for KV whatever their length', async () => {
  const { cache, clock, kv } = stage()
  const entry = { answer: 'answer', madeAt: START, model: 'main' }
  await cache.remember(`secret ${'x'.repeat(9_000)}`, 'member 1', entry, 600)
  await ends(clock, cache.moveEpoch('member 1'))
  for (const key of kv.entries.keys()) expect(key).toMatch(/^(answer|epoch):[\da-f]{64}$/)
  expect(kv.entries.size).toBe(2)
})

describe('what is found and is no answer', () => {
  const good = { v: 3, scope: 'guild 1', answer: 'A', madeAt: START, expiresAt: START + 1, model: 'm' }
  test.each<[string, string]>([
    ['', 'broken'],
    ['no json', 'broken'],
    ['null', 'broken'],
    ['[]', 'broken'],
    ['"text"', 'broken'],
    [JSON.stringify({ ...good, answer: 5 }), 'broken'],
    [JSON.stringify({ ...good, answer: ' ' }), 'broken'],
    [JSON.stringify({ ...good, madeAt: 'now' }), 'broken'],
    [JSON.stringify({ ...good, expiresAt: null }), 'broken'],
    [JSON.stringify({ ...good, madeAt: START + 200_000 }), 'broken'],
    [JSON.stringify({ ...good, model: undefined }), 'broken'],
    [JSON.stringify({ ...good, answer: '' }), 'broken'],
    [JSON.stringify({ ...good, verdict: {} }), 'broken'],
    [JSON.stringify({ ...good, verdict: { ...GENERAL, asker: 'false' } }), 'broken'],
    [JSON.stringify({ ...good, verdict: { ...GENERAL, asker: true } }), 'broken'],
    [JSON.stringify({ ...good, answer: '', verdict: GENERAL }), 'broken'],
    [JSON.stringify({ answer: 'of version 1' }), 'foreign'],
    [JSON.stringify({ ...good, v: 2 }), 'foreign'],
    [JSON.stringify({ ...good, scope: 'guild 2' }), 'foreign'],
  ])('%j is a miss (%s) and is removed', async (value, why) => {
    const { cache, clock, find, background, kv } = stage()
    const entry = { answer: 'A', madeAt: START, model: 'main' }
    const { key } = await ends(clock, cache.remember('a', 'guild 1', entry, 600))
    await clock.advance(60_000)
    kv.entries.set(key, value)
    expect(await find(['a'])).toBe(`- ${why}`)
    await background()
    expect(kv.entries.has(key)).toBe(false)
  })

  test('does not hide a good one under the next print', async () => {
    const { keep, find, clock, kv } = stage()
    await keep('a')
    const [key = ''] = kv.entries.keys()
    await keep('b')
    await clock.advance(60_000)
    kv.entries.set(key, 'broken')
    expect(await find(['a', 'b'])).toBe('Answer to b.')
  })

  test('never makes anything throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.integer(), fc.integer(), (value, epoch, now) => {
        expect(typeof readEntry(value, 'guild 1', epoch, now)).toBe('string')
        const read = readEpoch(value, now)
        expect(read === undefined || read <= now + 60_000).toBe(true)
      }),
    )
  })

  test('what was written is read as it was', () => {
    const times = fc.integer({ min: 1, max: 2e12 })
    const entry: fc.Arbitrary<Entry> = fc.record({
      answer: fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== ''),
      madeAt: times,
      expiresAt: times,
      model: fc.string(),
    })
    fc.assert(
      fc.property(entry, fc.string(), fc.string(), times, times, (one, scope, other, epoch, now) => {
        const value = writeEntry(one, scope)
        const read = readEntry(value, scope, epoch, now)
        const isGood = one.madeAt > epoch && one.madeAt <= now + 60_000
        expect(typeof read === 'string' ? undefined : read).toEqual(isGood ? one : undefined)
        expect(readEntry(value, `${other}${scope}.`, epoch, now)).toBe('foreign')
      }),
    )
  })
})

describe('an epoch that moves', () => {
  test('makes the answers of before unfindable, and only those of its scope', async () => {
    const { keep, find, cache, clock, background, kv } = stage()
    await keep('a')
    await keep('b', 'B', 'guild 2')
    await clock.advance(10)
    expect(await cache.moveEpoch('guild 1')).toBe(true)
    expect([await find(['a']), await find(['b'], 'guild 2')]).toEqual(['- outdated', 'B'])
    await background()
    expect(kv.entries.size).toBe(2)
    await clock.advance(10)
    await keep('a', 'New.')
    expect(await find(['a'])).toBe('New.')
  })

  test('catches an answer that was asked for before it and kept after it', async () => {
    const { keep, find, cache, clock } = stage()
    const askedAt = clock.now()
    await clock.advance(2_000)
    await cache.moveEpoch('guild 1')
    await clock.advance(2_000)
    expect(await keep('a', 'Of before.', 'guild 1', askedAt)).toBe(true)
    expect(await find(['a'])).toBe('- outdated')
  })

  test('holds at once where it was moved, though KV still shows the old', async () => {
    const { keep, find, cache, clock, kv } = stage()
    await keep('a')
    await clock.advance(10)
    kv.freeze(true)
    await cache.moveEpoch('guild 1')
    expect(await find(['a'])).toBe('- outdated')
  })

  test('holds where it was moved elsewhere since', async () => {
    const { keep, find, cache, elsewhere, clock } = stage()
    await cache.moveEpoch('guild 1')
    await clock.advance(10)
    await keep('a')
    await clock.advance(10)
    await elsewhere.moveEpoch('guild 1')
    expect(await find(['a'])).toBe('- outdated')
  })

  test('is tried twice, and failure is told', async () => {
    const { cache, clock, kv } = stage()
    kv.fault = 'fails'
    expect(await ends(clock, cache.moveEpoch('guild 1'))).toBe(false)
    expect(kv.calls).toEqual(['put', 'put'])
    const moving = cache.moveEpoch('guild 1')
    await clock.advance(500)
    kv.fault = 'none'
    expect(await ends(clock, moving)).toBe(true)
  })

  test.each(['x', '-5', '1e9', '', String(START + 10 * 86_400_000)])(
    'and is written as %j forgets all, and is put right',
    async (value) => {
      const { keep, find, cache, background, clock, kv } = stage()
      await keep('a')
      await ends(clock, cache.moveEpoch('guild 1'))
      await clock.advance(60_000)
      await keep('a')
      const epoch = [...kv.entries.keys()].find((key) => key.startsWith('epoch')) ?? ''
      kv.entries.set(epoch, value)
      await clock.advance(60_000)
      expect(await find(['a'])).toBe('- broken')
      await background()
      expect(kv.entries.get(epoch)).toBe(String(START + 120_000))
      expect(await find(['a'])).toBe('- outdated')
    },
  )
})

describe('what this object has written itself', () => {
  test('is found at once, though KV goes on showing that there was nothing', async () => {
    const { keep, find, elsewhere, clock, kv } = stage()
    expect(await find(['a'])).toBe('- none')
    kv.freeze(true)
    await keep('a')
    expect(await find(['a'])).toBe('Answer to a.')
    expect(told(await ends(clock, elsewhere.recall(places('a'), 'guild 1')))).toBe('- none')
    kv.freeze(false)
    expect(told(await ends(clock, elsewhere.recall(places('a'), 'guild 1')))).toBe('Answer to a.')
  })

  test('takes the place of what KV still shows', async () => {
    const { keep, find, kv } = stage()
    await keep('a', 'Old.')
    kv.freeze(true)
    await keep('a', 'New.')
    expect(await find(['a'])).toBe('New.')
  })

  test('is remembered for a minute, and a little of it', () => {
    const own = ownWrites()
    own.write('a', 'A', 0)
    expect([own.read('a', 59_999), own.read('a', 60_000), own.read('b', 0)]).toEqual([
      'A',
      undefined,
      undefined,
    ])
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(99), fc.nat(40_000), fc.nat(999))), (writes) => {
        const some = ownWrites()
        const keys = new Set<string>()
        for (const [key, length, at] of writes) {
          some.write(String(key), 'x'.repeat(length), at)
          keys.add(String(key))
        }
        const kept = [...keys].flatMap((key) => some.read(key, 999) ?? [])
        expect(kept.length).toBeLessThanOrEqual(64)
        expect(kept.join('').length).toBeLessThanOrEqual(128 * 1_024)
        const [key, length] = writes.at(-1) ?? []
        expect(some.read(String(key), 999)?.length).toBe(length)
      }),
    )
  })
})

describe('a KV that is in trouble', () => {
  test('and fails is a miss', async () => {
    const { keep, find, kv } = stage()
    await keep('a')
    kv.fault = 'fails'
    expect(await find(['a'])).toBe('- error')
  })

  test('and takes longer than 150 ms is a miss, even of what this object knows', async () => {
    const { keep, find, clock, kv } = stage()
    await keep('a')
    kv.fault = 'hangs'
    expect(await find(['a'])).toBe('- late')
    expect(clock.now()).toBe(START + 150)
  })

  test('and answers in time leaves no sleeper behind', async () => {
    const { find, clock } = stage()
    await find(['a'])
    expect(clock.sleepers()).toBe(0)
  })

  test('and takes no write is asked again after a minute, and costs nothing until then', async () => {
    const { keep, clock, kv } = stage()
    kv.fault = 'fails'
    expect(await keep('a')).toBe(false)
    kv.fault = 'none'
    kv.calls.length = 0
    expect(await keep('a')).toBe(false)
    await clock.advance(59_999)
    expect(await keep('a')).toBe(false)
    expect(kv.calls).toEqual([])
    await clock.advance(1)
    expect(await keep('a')).toBe(true)
  })

  test('and never ends a write is given up after five seconds', async () => {
    const { keep, find, clock, kv } = stage()
    kv.fault = 'hangs'
    expect(await keep('a')).toBe(false)
    expect(clock.now()).toBe(START + 5_000)
    kv.fault = 'none'
    expect(await find(['a'])).toBe('- none')
  })

  test('is told to the operator, without a word of what was said', async () => {
    const { keep, find, cache, kv } = stage()
    kv.fault = 'fails'
    await keep('print of a secret', 'secret answer')
    await find(['print of a secret'])
    await cache.forget('print of a secret')
    expect(warned).toHaveLength(3)
    expect(JSON.stringify(warned)).not.toContain('secret')
  })

  test('and deletes nothing is not asked for the rest', async () => {
    const { cache, kv } = stage()
    kv.fault = 'fails'
    await cache.drop(Array.from({ length: 100 }, (_, n) => `answer:${n}`))
    expect(kv.calls.length).toBe(4)
  })
})

test('a deletion leaves alone what it does not name, however many it names', async () => {
  const { cache, kv } = stage()
  for (let n = 0; n < 30; n += 1) kv.entries.set(`answer:${n}`, 'x')
  await cache.drop(Array.from({ length: 29 }, (_, n) => `answer:${n}`))
  expect([...kv.entries.keys()]).toEqual(['answer:29'])
})

test('nothing that one scope keeps is ever found in another', async () => {
  const scope = fc.constantFrom('guild 1', 'guild 2', 'member 1', 'member 2')
  const act = fc.record({
    scope,
    print: fc.constantFrom('a', 'b', 'c'),
    do: fc.constantFrom('keep', 'nothing', 'move'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
      const { keep, find, cache, clock } = stage()
      for (const one of acts) {
        await clock.advance(5)
        if (one.do === 'keep') await keep(one.print, `of ${one.scope}`, one.scope)
        if (one.do === 'move') await cache.moveEpoch(one.scope)
        expect([`of ${one.scope}`, '- none', '- foreign', '- outdated']).toContain(
          await find([one.print], one.scope),
        )
      }
    }),
    { numRuns: 60 },
  )
})
