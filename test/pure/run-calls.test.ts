/** The calls of one round: at the same time, no more than four, told while they run, answered in their order. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ToolCall } from '../../src/converse/claude/content.ts'
import type { ToolCallResult } from '../../src/converse/claude/rounds.ts'
import { runCalls, type AtWork } from '../../src/converse/tools/run-calls.ts'
import { testClock } from '../fakes/clock.ts'

const calls = (count: number): readonly ToolCall[] =>
  Array.from({ length: count }, (_, n) => ({ id: `toolu_${n}`, name: 'bash', input: { n } }))

const atOnce = ({ id }: ToolCall): Promise<ToolCallResult> =>
  Promise.resolve({ id, text: 'done', isError: false })

/** Plays a round whose nth call takes `ms[n]`. */
async function play(ms: readonly number[], stopAfterMs?: number, sideBySide = true) {
  const clock = testClock()
  const stop = new AbortController()
  let running = 0
  let most = 0
  const reported: (readonly AtWork[])[] = []
  const working = runCalls(
    {
      clock,
      sideBySide,
      label: ({ id }) => `bash · ${id}`,
      usual: () => undefined,
      call: async ({ id }): Promise<ToolCallResult> => {
        running += 1
        most = Math.max(most, running)
        await clock.sleep(ms[Number(id.slice(6))] ?? 0)
        running -= 1
        return { id, text: id, isError: false }
      },
    },
    calls(ms.length),
    stop.signal,
  )
  if (stopAfterMs !== undefined) void clock.sleep(stopAfterMs).then(() => stop.abort())
  const all = async (): Promise<readonly ToolCallResult[]> => {
    for (;;) {
      const next = await working.next()
      if (next.done === true) return next.value
      reported.push(next.value)
    }
  }
  const results = await clock.until(all())
  return { results: results.map(({ id }) => id), ms: clock.now(), most, reported }
}

test('calls run at the same time, and are answered in their order', async () => {
  const { results, ms, reported } = await play([300, 100, 200])
  expect([results, ms]).toEqual([['toolu_0', 'toolu_1', 'toolu_2'], 300])
  expect(reported[0]?.map(({ label }) => label)).toEqual([
    'bash · toolu_0',
    'bash · toolu_1',
    'bash · toolu_2',
  ])
})

test('no more than four at once', async () => {
  const { most, ms } = await play([100, 100, 100, 100, 100, 100])
  expect([most, ms]).toEqual([4, 200])
})

test('where they are not to run side by side each begins when the one before has ended', async () => {
  const { results, most, ms, reported } = await play([300, 100, 200], undefined, false)
  expect([results, most, ms]).toEqual([['toolu_0', 'toolu_1', 'toolu_2'], 1, 600])
  expect(reported.map((atWork) => atWork.map(({ label }) => label))).toEqual([
    ['bash · toolu_0'],
    ['bash · toolu_1'],
    ['bash · toolu_2'],
  ])
})

test('a stop between two calls leaves the second unmade', async () => {
  const { results, ms } = await play([300, 100], 200, false)
  expect([results, ms]).toEqual([[], 200])
})

test('a long call is told once a second', async () => {
  const { reported } = await play([3_500])
  expect(reported).toHaveLength(4)
})

test('when the turn is stopped nobody waits for what still runs', async () => {
  const { results, ms } = await play([100, 60_000], 250)
  expect([results, ms]).toEqual([['toolu_0'], 250])
})

test('whatever they take, all are answered in order, never more than four at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5_000), { maxLength: 9 }), fc.boolean(), async (ms, sideBySide) => {
      const { results, most } = await play(ms, undefined, sideBySide)
      expect(results).toEqual(calls(ms.length).map(({ id }) => id))
      expect(most).toBeLessThanOrEqual(sideBySide ? 4 : 1)
    }),
  )
})

test('two calls of one id, which Claude never makes, do not keep a turn for ever', async () => {
  const clock = testClock()
  const one: ToolCall = { id: 'toolu_1', name: 'bash', input: {} }
  const working = runCalls(
    { clock, sideBySide: true, label: ({ id }) => id, call: atOnce },
    [one, one],
    new AbortController().signal,
  )
  let ticks = 0
  while ((await working.next()).done !== true) ticks += 1
  expect(ticks).toBeLessThan(3)
})
