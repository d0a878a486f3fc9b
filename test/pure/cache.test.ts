/** The response cache on a fake KV: what is kept is found again, and nothing of one scope is seen in another. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Recalled } from '../../src/converse/cache/cache.ts'
import { type Entry, readEntry, writeEntry } from '../../src/converse/cache/cache-entry.ts'
import { ownWrites } from '../../src/converse/cache/own-writes.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import { CACHED_ANSWER_BYTES, STALE_SECONDS } from '../../src/limits.ts'
import { START, ends, places, described, stage } from '../fakes/cache-stage.ts'

describe('an answer', () => {
  test('that was kept is found again, with its times and who gave it', async () => {
    const { cache, clock, kv } = stage()
    await cache.write('a', 'guild 1', { answer: 'Answer "A" 👋', madeAt: START - 400, model: 'main' }, 600)
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
    await ends(clock, cache.write('a', 'guild 1', { madeAt: START, model: 'm', ...entry }, 600))
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
  await cache.write(`secret ${'x'.repeat(9_000)}`, 'member 1', entry, 600)
  await ends(clock, cache.moveEpoch('member 1'))
  for (const key of kv.entries.keys()) expect(key).toMatch(/^(answer|epoch):[\da-f]{64}$/)
  expect(kv.entries.size).toBe(2)
})

describe('what this object has written itself', () => {
  test('is found at once, though KV goes on showing that there was nothing', async () => {
    const { keep, find, elsewhere, clock, kv } = stage()
    expect(await find(['a'])).toBe('- none')
    kv.freeze(true)
    await keep('a')
    expect(await find(['a'])).toBe('Answer to a.')
    expect(described(await ends(clock, elsewhere.recall(places('a'), 'guild 1')))).toBe('- none')
    kv.freeze(false)
    expect(described(await ends(clock, elsewhere.recall(places('a'), 'guild 1')))).toBe('Answer to a.')
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
