/** The response cache on a KV that fails or hangs: whatever goes wrong is a miss. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { START, stage } from '../fakes/cache-stage.ts'

const warned: unknown[] = []

beforeEach(() => {
  warned.length = 0
  vi.spyOn(console, 'warn').mockImplementation((event) => warned.push(event))
})

afterEach(() => vi.restoreAllMocks())

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
