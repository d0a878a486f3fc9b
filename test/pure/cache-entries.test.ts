/** Entries of the cache: what was written is read as it was, and all else is a miss. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Entry, readEntry, readEpoch, writeEntry } from '../../src/converse/cache/cache-entry.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { START, ends, stage } from '../fakes/cache-stage.ts'

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
    const { key } = await ends(clock, cache.write('a', 'guild 1', entry, 600))
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
