/** An epoch that moves makes the answers of before unfindable. */

import { describe, expect, test } from 'vitest'
import { START, ends, stage } from '../fakes/cache-stage.ts'

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
