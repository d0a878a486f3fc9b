/** The limit on how fast one member may ask: it says no when it is sure, and never stands in the way. */

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { memberLimit, type MemberLimitDeps } from '../../src/arrive/member-limit.ts'
import { sentence } from '../../src/sentences.ts'
import { memberId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const ADA = memberId('53908232506183680')

interface Outcome {
  readonly tooFast: boolean
  /** When it was decided, in milliseconds. */
  readonly at: number
  readonly complaints: readonly string[]
  /** Who still sleeps when all is over. */
  readonly sleepers: number
}

/** Asks a limit that answers, or fails, after so long. */
async function play(afterMs: number, count: MemberLimitDeps['count']): Promise<Outcome> {
  const clock = testClock()
  const complaints: string[] = []
  const limit = memberLimit({
    clock,
    count:
      count &&
      (async (member) => {
        if (afterMs > 0) await clock.sleep(afterMs)
        return count(member)
      }),
    complain: (message) => complaints.push(message),
  })
  const tooFast = await clock.until(limit.asksTooFast(ADA))
  const at = clock.now()
  await clock.advance(afterMs)
  return { tooFast, at, complaints, sleepers: clock.sleepers() }
}

const room = (): Promise<boolean> => Promise.resolve(true)
const noRoom = (): Promise<boolean> => Promise.resolve(false)
const broken = (): Promise<boolean> => Promise.reject(new Error('no counter'))

test('a question for which there is room goes on as soon as that is known', async () => {
  expect(await play(3, room)).toEqual({ tooFast: false, at: 3, complaints: [], sleepers: 0 })
})

test('one too many is refused', async () => {
  expect(await play(3, noRoom)).toEqual({ tooFast: true, at: 3, complaints: [], sleepers: 0 })
})

test('a limit that fails lets the question through, and the operator hears of it', async () => {
  expect(await play(3, broken)).toEqual({ tooFast: false, at: 3, complaints: ['no counter'], sleepers: 0 })
})

test('a limit that throws before it promises anything is one that fails', async () => {
  const thrown = await play(0, () => {
    throw new TypeError('not a function')
  })
  expect(thrown).toEqual({ tooFast: false, at: 0, complaints: ['not a function'], sleepers: 0 })
})

test('a limit that hangs is waited for 50 ms', async () => {
  const hung = await play(60_000, noRoom)
  expect(hung).toEqual({
    tooFast: false,
    at: 50,
    complaints: ['nothing came within 50 ms'],
    sleepers: 0,
  })
})

test('a limit that fails after nobody waits for it any more harms nothing', async () => {
  expect(await play(200, broken)).toMatchObject({ tooFast: false, at: 50 })
})

test('without a limit nobody waits', async () => {
  expect(await play(0, undefined)).toEqual({ tooFast: false, at: 0, complaints: [], sleepers: 0 })
})

test('whatever the limit does, and however slowly, there is an answer within 50 ms', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(200), fc.constantFrom(room, noRoom, broken), async (afterMs, count) => {
      const { tooFast, at } = await play(afterMs, count)
      expect(at).toBe(Math.min(afterMs, 50))
      expect(tooFast && (count !== noRoom || afterMs > 50)).toBe(false)
    }),
  )
})

test('the minute that a member is told is the period that is set', () => {
  const toml = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')
  expect(toml).toMatch(/^simple = \{ limit = \d+, period = 60 \}$/m)
  expect(sentence('asking too fast', 'en')).toContain('in a minute at the latest')
  expect(sentence('asking too fast', 'de')).toContain('spätestens in einer Minute')
})
