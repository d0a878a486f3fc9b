/** Asking for a verdict: once, only of a model that is well, and never in anybody's way. */

import { readPrices } from '../../src/settings/prices.ts'
import { expect, test } from 'vitest'
import { type Judge, judge, type VerdictEvent } from '../../src/converse/cache/judge.ts'
import { GENERAL, LONGEST_JUDGED } from '../../src/converse/cache/verdict.ts'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { question } from '../build.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'

const usage = { inputTokens: 20, cacheReadTokens: 700, cacheWriteTokens: 1, outputTokens: 30 }
const end = (stop = 'end_turn'): ModelEvent => ({ kind: 'end', stop, usage, content: [] })
const said = (text: string): ModelEvent => ({ kind: 'text', text })
const good = [said(JSON.stringify(GENERAL)), end()]

const { thread } = question()

interface Stage {
  readonly clock: TestClock
  readonly judge: (asked: string) => ReturnType<Judge>
  readonly events: readonly VerdictEvent[]
  readonly calls: () => number
}

function stage(script: (call: number) => readonly ModelEvent[] | 'hangs' | 'throws', isWell = true): Stage {
  const clock = testClock()
  const events: VerdictEvent[] = []
  let calls = 0
  const ask: Ask = async function* ask(_, signal) {
    const acts = script(calls)
    calls += 1
    if (acts === 'throws') throw new Error('a bug')
    if (acts === 'hangs') await clock.sleep(1e9, signal)
    else yield* acts
  }
  const one = judge({
    clock,
    model: 'main',
    prices: readPrices('{"main": {"input": 1, "output": 2}}').prices,
    ask: () => ask,
    isWell: () => isWell,
    log: (event) => events.push(event),
  })
  return { clock, judge: (asked) => clock.until(one(asked, thread)), events, calls: () => calls }
}

test('a call is told of with its tokens and without a word of the question', async () => {
  const { judge: ask, events } = stage(() => good)
  expect(await ask('What is a monad?')).toEqual(GENERAL)
  expect(events).toEqual([
    {
      evt: 'cache.verdict',
      v: 1,
      outcome: 'general',
      in_tok: 20,
      cache_read_tok: 700,
      cache_write_tok: 1,
      out_tok: 30,
      usd: 0.00015125,
      ms: 0,
    },
  ])
})

test('a question that comes again is asked about once, also while the first call is under way', async () => {
  const { judge: ask, calls } = stage(() => good)
  await Promise.all([ask('What is a monad?'), ask('what is a Monad'), ask('What is a monad')])
  await ask('What is a monad?')
  expect(calls()).toBe(1)
  await ask('What is a comonad?')
  expect(calls()).toBe(2)
})

test('a few verdicts are kept, not all', async () => {
  const { judge: ask, calls } = stage(() => good)
  for (let n = 0; n < 33; n += 1) await ask(`question ${n}`)
  await ask('question 32')
  expect(calls()).toBe(33)
  await ask('question 0')
  expect(calls()).toBe(34)
})

test.each<[string, readonly ModelEvent[] | 'hangs', string]>([
  ['fails', [{ kind: 'failed', failure: { why: 'overloaded', detail: '' }, usage: noUsage }], 'overloaded'],
  ['is cut off', [said('{"alone":'), end('max_tokens')], 'max_tokens'],
  ['is refused', [end('refusal')], 'refusal'],
  ['says something else', [said('Sure!'), end()], 'malformed'],
  ['says nothing', [end()], 'malformed'],
  ['never ends', 'hangs', 'stopped'],
])('a call that %s is no verdict, and the next one may be', async (_, first, outcome) => {
  const { judge: ask, events, clock } = stage((call) => (call === 0 ? first : good))
  expect(await ask('What is a monad?')).toBeUndefined()
  expect(clock.now()).toBeLessThanOrEqual(10_000)
  expect(events.map((event) => event.outcome)).toEqual([outcome])
  expect(await ask('What is a monad?')).toEqual(GENERAL)
})

test('a bug of ours is no verdict either', async () => {
  expect(await stage(() => 'throws').judge('What is a monad?')).toBeUndefined()
})

test('nothing is asked of a model that is down, nor about a question that is too long', async () => {
  const down = stage(() => good, false)
  expect([await down.judge('What is a monad?'), down.calls(), down.events]).toEqual([undefined, 0, []])
  const long = stage(() => good)
  expect(await long.judge('x'.repeat(LONGEST_JUDGED + 1))).toBeUndefined()
  expect(long.calls()).toBe(0)
})
