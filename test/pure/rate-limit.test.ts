/** The limit on how fast one member may ask: it says no when it is sure, and never stands in the way. */

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { memberRateLimit, type MemberRateLimitDeps } from '../../src/arrive/rate-limit.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { memberId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const ADA = memberId('53908232506183680')

interface Outcome {
  readonly tooFast: boolean
  /** How long it took to decide, in milliseconds. */
  readonly ms: number
  readonly complaints: readonly string[]
  /** Who still sleeps when all is over. */
  readonly sleepers: number
}

/** Somebody who has just asked five times asks again, and the limit answers, or fails, after so long. */
async function play(afterMs: number, count: MemberRateLimitDeps['count']): Promise<Outcome> {
  const clock = testClock()
  const complaints: string[] = []
  let isHurried = false
  const limit = memberRateLimit({
    clock,
    count:
      count &&
      (async (member) => {
        if (!isHurried) return true
        if (afterMs > 0) await clock.sleep(afterMs)
        return count(member)
      }),
    complain: (message) => complaints.push(message),
  })
  for (let n = 0; n < 5; n += 1) {
    const { afterwards } = await limit.check(ADA)
    await afterwards()
  }
  isHurried = true
  const began = clock.now()
  const { tooFast } = await clock.until(limit.check(ADA))
  const ms = clock.now() - began
  await clock.advance(afterMs)
  return { tooFast, ms, complaints, sleepers: clock.sleepers() }
}

const room = (): Promise<boolean> => Promise.resolve(true)
const noRoom = (): Promise<boolean> => Promise.resolve(false)
const broken = (): Promise<boolean> => Promise.reject(new Error('no counter'))

test('a question for which there is room goes on as soon as that is known', async () => {
  expect(await play(3, room)).toEqual({ tooFast: false, ms: 3, complaints: [], sleepers: 0 })
})

test('one too many is refused', async () => {
  expect(await play(3, noRoom)).toEqual({ tooFast: true, ms: 3, complaints: [], sleepers: 0 })
})

test('a limit that fails lets the question through, and the operator hears of it', async () => {
  expect(await play(3, broken)).toEqual({ tooFast: false, ms: 3, complaints: ['no counter'], sleepers: 0 })
})

test('a limit that throws before it promises anything is one that fails', async () => {
  const thrown = await play(0, () => {
    throw new TypeError('not a function')
  })
  expect(thrown).toEqual({ tooFast: false, ms: 0, complaints: ['not a function'], sleepers: 0 })
})

test('a limit that hangs is waited for 50 ms', async () => {
  const hung = await play(60_000, noRoom)
  expect(hung).toEqual({ tooFast: false, ms: 50, complaints: ['nothing came within 50 ms'], sleepers: 0 })
})

test('a limit that fails after nobody waits for it any more harms nothing', async () => {
  expect(await play(200, broken)).toMatchObject({ tooFast: false, ms: 50 })
})

test('without a limit nobody waits', async () => {
  expect(await play(0, undefined)).toEqual({ tooFast: false, ms: 0, complaints: [], sleepers: 0 })
})

test('whatever the limit does, and however slowly, there is an answer within 50 ms', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(200), fc.constantFrom(room, noRoom, broken), async (afterMs, count) => {
      const { tooFast, ms } = await play(afterMs, count)
      expect(ms).toBe(Math.min(afterMs, 50))
      expect(tooFast && (count !== noRoom || afterMs > 50)).toBe(false)
    }),
  )
})

/** A counter as Cloudflare has it, of one minute, and how it was asked. */
function counterOf(limit: number) {
  const clock = testClock()
  const counted: string[] = []
  const complaints: string[] = []
  const { check } = memberRateLimit({
    clock,
    count: (member) => {
      counted.push(member)
      return Promise.resolve(counted.filter((one) => one === member).length <= limit)
    },
    complain: (message) => complaints.push(message),
  })
  return { clock, counted, complaints, check }
}

test('who is in no hurry is answered before being counted, and is counted all the same', async () => {
  const { check, counted } = counterOf(20)
  const first = await check(ADA)
  expect([first.tooFast, counted]).toEqual([false, []])
  await first.afterwards()
  expect(counted).toEqual([ADA])
})

test('a burst that comes at once gets no further than the limit and the five that nobody waited for', async () => {
  const { check } = counterOf(20)
  const burst = await Promise.all(Array.from({ length: 60 }, () => check(ADA)))
  expect(burst.filter(({ tooFast }) => !tooFast)).toHaveLength(25)
})

test('who was in a hurry elsewhere is waited for at the next question', async () => {
  const { check } = counterOf(0)
  const first = await check(ADA)
  await first.afterwards()
  const next = await check(ADA)
  expect([first.tooFast, next.tooFast]).toEqual([false, true])
})

test('after a quiet minute nobody is in a hurry any more', async () => {
  const { check, clock, counted } = counterOf(20)
  await Promise.all(Array.from({ length: 5 }, () => check(ADA)))
  await check(ADA)
  expect(counted).toHaveLength(1)
  await clock.advance(60_000)
  await check(ADA)
  expect(counted).toHaveLength(1)
})

test('one member’s hurry is not another’s, and of thousands of members only the last are remembered', async () => {
  const { check, counted } = counterOf(20)
  await Promise.all(Array.from({ length: 6 }, () => check(ADA)))
  expect(counted).toEqual([ADA])
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => check(memberId(String(n + 1)))))
  await check(ADA)
  expect(counted).toEqual([ADA])
})

test('the minute that a member is told is the period that is set', () => {
  const toml = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')
  expect(toml).toMatch(/^simple = \{ limit = \d+, period = 60 \}$/m)
  expect(sentence('asking too fast', 'en')).toContain('again in a minute')
  expect(sentence('asking too fast', 'de')).toContain('in einer Minute')
})
