/** A turn that a member stops, at each of its stages, and one whose silent call is made again. */

import { describe, expect, test } from 'vitest'
import type { LiveTurn } from '../../src/converse/turn/live-turn.ts'
import type { WaitForSession } from '../../src/converse/coordinator/coordinator-client.ts'
import type { TestClock } from '../fakes/clock.ts'
import { said, end, failed, play, type Play } from '../fakes/play-turn.ts'
import { attachment, fileRef } from '../build.ts'

/** Mia stops the turn after so many milliseconds. */
const stopAfter =
  (ms: number) =>
  async (live: LiveTurn, clock: TestClock): Promise<void> => {
    await clock.sleep(ms)
    live.stoppedBy = 'Mia'
    live.stop.abort()
  }

/** The call that is in flight is made again at each of these times. */
const againAfter =
  (...times: readonly number[]) =>
  async (live: LiveTurn, clock: TestClock): Promise<void> => {
    for (const [n, at] of times.entries()) {
      await clock.sleep(at - (times[n - 1] ?? 0))
      live.again()
    }
  }

const STOPPED = '-# ⏹ Stopped by Mia'
const CANCELLED = '-# ✖ Cancelled by Mia'

/** Waits for a session for ever. */
const noSession: WaitForSession = async function* waitForSession(stop) {
  yield 3
  await new Promise((wake) => stop.addEventListener('abort', wake))
  return 'full'
}

describe('a member stops a turn', () => {
  test.each<[string, Play, string, string, number]>([
    ['before a word', { claude: [['for ever']] }, '', STOPPED, 1],
    ['midway', { claude: [[said('Half'), 'for ever']] }, 'Half', STOPPED, 1],
    ['while it waits to ask again', { claude: [[failed('cut off')]] }, '', STOPPED, 1],
    ['while it waits for a session', { waitForSession: noSession }, '', CANCELLED, 0],
  ])('%s: Claude’s stream is closed, what is there stays', async (_, how, text, note, calls) => {
    const played = await play({ ...how, reach: stopAfter(100) })
    expect([played.text, played.notes, played.calls.length]).toEqual([text, [note], calls])
    expect(played.stopped).toBe(calls > 0)
    expect(played.end.report).toMatchObject({
      outcome: 'stopped',
      why: note === STOPPED ? 'stopped' : 'cancelled',
    })
    expect(played.end.exchange?.answered).toBe(text === '' ? undefined : text)
    expect(played.clock.now()).toBeLessThan(1_000)
    expect(played.kept.size).toBe(0)
  })

  test('midway: the report has what the call has cost until then', async () => {
    const { end: ended } = await play({ claude: [[said('Half'), 'for ever']], reach: stopAfter(100) })
    expect(ended.report).toMatchObject({ claudeCalls: 1, inputTokens: 700, outputTokens: 2 })
  })

  test('while its file is fetched: Claude is not asked', async () => {
    const { notes, calls } = await play({
      question: { files: [attachment()] },
      files: {
        attach: async (_question, _files, stop) => {
          await new Promise((wake) => stop.addEventListener('abort', wake))
          return [fileRef()]
        },
        blocks: () => new Map(),
        held: () => new Set(),
        evict: () => undefined,
      },
      reach: stopAfter(0),
    })
    expect([notes, calls]).toEqual([[CANCELLED], []])
  })

  test('too late: the whole answer stays as it is', async () => {
    const { notes, end: ended } = await play({ claude: [[said('All.'), end()]], reach: stopAfter(5_000) })
    expect([notes, ended.report.outcome]).toEqual([[], 'answered'])
  })
})

describe('a silent call that is made again', () => {
  test('goes on with what has come, at once, and counts as no failure', async () => {
    const {
      text,
      calls,
      shown,
      complaints,
      end: ended,
    } = await play({
      claude: [
        [said('Half'), 'for ever'],
        [said(' and half.'), end()],
      ],
      reach: againAfter(15_000),
    })
    expect([text, calls, complaints]).toEqual(['Half and half.', ['0 main', '15000 main'], []])
    expect(shown[1]?.join()).toContain('Half')
    expect(ended.report).toMatchObject({ outcome: 'answered', claudeCalls: 2 })
  })

  test('leaves the tries for real failures', async () => {
    const { text, calls } = await play({
      claude: [['for ever'], ['for ever'], ['for ever'], [failed('overloaded')], [said('At last.'), end()]],
      reach: againAfter(10_000, 20_000, 30_000),
    })
    expect([text, calls.length]).toEqual(['At last.', 5])
  })

  test('is not made again without end', async () => {
    const times = Array.from({ length: 40 }, (_, n) => (n + 1) * 10_000)
    const { calls } = await play({
      claude: [['for ever']],
      settings: { turnDeadlineSeconds: 500 },
      reach: againAfter(...times),
    })
    expect(calls).toHaveLength(12)
  })
})
