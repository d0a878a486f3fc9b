/** When a turn has to end, and when the bot is asked to take its reply over. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startDeadline } from '../../src/converse/turn/deadline.ts'
import { HAND_OVER_MS } from '../../src/limits.ts'
import { testClock } from '../fakes/clock.ts'

interface Course {
  /** When the turn is aborted. */
  readonly endsAt: number
  /** When the bot was asked to take the reply over. */
  readonly askedBotAt: readonly number[]
}

/** How a turn of a question that was asked at 0 goes if nothing but its deadline ends it. */
async function course(how: { startsAt?: number; longestMs: number; bot: boolean }): Promise<Course> {
  const clock = testClock(how.startsAt ?? 0)
  const stop = new AbortController()
  const askedBotAt: number[] = []
  const outlives = (): Promise<boolean> => {
    askedBotAt.push(clock.now())
    return Promise.resolve(how.bot)
  }
  const aborted = new Promise((wake) => stop.signal.addEventListener('abort', wake))
  await startDeadline({ clock, outlives }, { askedAt: 0, longestMs: how.longestMs }, stop)
  await clock.until(aborted)
  return { endsAt: clock.now(), askedBotAt }
}

describe.each([true, false])('where the bot can take the reply over: %s', (bot) => {
  test('a deadline before that of the token ends the turn, and nobody asks the bot', async () => {
    expect(await course({ longestMs: 30_000, bot })).toEqual({ endsAt: 30_000, askedBotAt: [] })
    expect(await course({ longestMs: HAND_OVER_MS, bot })).toEqual({ endsAt: HAND_OVER_MS, askedBotAt: [] })
  })

  test('a later one counts for the bot alone', async () => {
    const { endsAt, askedBotAt } = await course({ longestMs: 1_800_000, bot })
    expect(askedBotAt).toEqual([HAND_OVER_MS])
    expect(endsAt).toBe(bot ? 1_800_000 : HAND_OVER_MS)
  })

  test('a turn that is resumed after a crash keeps its deadline', async () => {
    const early = await course({ startsAt: 400_000, longestMs: 1_800_000, bot })
    expect(early).toEqual(await course({ longestMs: 1_800_000, bot }))
    const late = await course({ startsAt: 1_000_000, longestMs: 1_800_000, bot })
    expect(late).toEqual({ endsAt: bot ? 1_800_000 : 1_000_000, askedBotAt: [1_000_000] })
  })

  test('a turn that is resumed when all is over ends at once, by the bot if its token is dead', async () => {
    const dead = await course({ startsAt: 2_000_000, longestMs: 1_800_000, bot })
    expect(dead).toEqual({ endsAt: 2_000_000, askedBotAt: [2_000_000] })
    const alive = await course({ startsAt: 60_000, longestMs: 30_000, bot })
    expect(alive).toEqual({ endsAt: 60_000, askedBotAt: [] })
  })
})

test('no turn takes longer than it may, or than its token lives where the bot cannot help', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 3_000_000 }),
      fc.integer({ min: 30, max: 2_700 }),
      fc.boolean(),
      async (startsAt, seconds, bot) => {
        const longestMs = seconds * 1_000
        const { endsAt } = await course({ startsAt, longestMs, bot })
        const end = bot ? longestMs : Math.min(longestMs, HAND_OVER_MS)
        expect(endsAt).toBe(Math.max(startsAt, end))
      },
    ),
  ))

test('a turn that has ended asks nobody', async () => {
  const clock = testClock()
  const stop = new AbortController()
  const over = await startDeadline(
    { clock, outlives: () => Promise.reject(new Error('nobody needs it')) },
    { askedAt: 0, longestMs: 1_800_000 },
    stop,
  )
  over()
  await clock.advance(2_000_000)
  expect(clock.sleepers()).toBe(0)
})
