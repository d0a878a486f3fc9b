/** Where nothing is asked ahead or kept: the flag, the budget, what was forgotten, and what is a day old. */

import { describe, expect, test } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { repeats, repeatsTables } from '../../src/converse/coordinator/repeats.ts'
import { WARM_CALLS } from '../../src/converse/coordinator/refresh-ahead.ts'
import { warming } from '../../src/converse/coordinator/warming.ts'
import { settings } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { fakeSql } from '../fakes/sql.ts'
import { START, MONAD, type How, stage } from '../fakes/warming.ts'

const DAY_MS = 86_400_000

const ended = (stop: string): ModelEvent => ({ kind: 'end', stop, usage: noUsage })

const silent: Ask = async function* silent() {
  yield* []
}

describe('nothing is asked', () => {
  test('where the flag is off, and nothing is kept of any question', async () => {
    const { ask, pass, asked, repeats: kept } = stage({ settings: { predict: 0 } })
    for (let n = 0; n < 9; n += 1) await ask()
    await pass(DAY_MS)
    expect([asked, kept.all()]).toEqual([[], []])
  })

  test('after a conversation was forgotten, and its answer is not kept when it comes', async () => {
    const { ask, pass, warm, asked, written, events, clock } = stage({ slowMs: 5_000 })
    for (let n = 0; n < 3; n += 1) await ask()
    await clock.advance(540_000)
    const alarm = warm.alarm()
    await clock.advance(1_000)
    warm.forget('guild 1')
    await clock.until(alarm)
    expect([asked.length, written, events[0]?.outcome]).toEqual([1, [], 'forgotten'])
    await pass(DAY_MS)
    expect(asked.length).toBe(1)
  })

  test('beyond the budget of a scope, which comes back with the hour', async () => {
    const { ask, pass, asked } = stage({ settings: { cacheTtlSeconds: 60 } })
    const life = { madeAt: START, expiresAt: START + 60_000 }
    for (let n = 0; n < 3; n += 1) await ask(MONAD, life)
    await pass(3_600_000)
    expect(asked.length).toBe(WARM_CALLS.scope)
  })

  test('of a model that is given up, and nothing of the budget is spent on it', async () => {
    const { ask, pass, asked, events } = stage({ settings: { cacheTtlSeconds: 60 }, downMs: 1_800_000 })
    const life = { madeAt: START, expiresAt: START + 60_000 }
    for (let n = 0; n < 3; n += 1) await ask(MONAD, life)
    await pass(1_799_000)
    expect([asked, events]).toEqual([[], []])
    await pass(120_000)
    expect(asked.length).toBeGreaterThan(0)
  })

  test('of a question without its text, or one too long to be asked often', async () => {
    const { ask, warm, repeats: kept } = stage()
    const life = { madeAt: START, expiresAt: START + 1 }
    await warm.asked({ key: 'a', scope: 'guild 1', wrote: true, ...life })
    await ask('x'.repeat(301))
    expect(kept.all()).toEqual([])
  })
})

const once = async (how: How): Promise<string | undefined> => {
  const { ask, warm, clock, notes, events } = stage(how)
  for (let n = 0; n < 3; n += 1) await ask()
  await clock.advance(540_000)
  await clock.until(warm.alarm())
  expect(notes).toEqual([])
  return events[0]?.outcome
}

describe('an answer is not kept', () => {
  test.each<[string, How]>([
    ['incomplete', { says: [{ kind: 'text', text: 'Half' }, ended('max_tokens')] }],
    ['incomplete', { says: [ended('refusal')] }],
    [
      'incomplete',
      { says: [{ kind: 'failed', failure: { why: 'overloaded', detail: '' }, usage: noUsage }] },
    ],
    ['incomplete', { slowMs: 1e9 }],
    ['not written', { full: true }],
  ])('that is %s', async (outcome, how) => expect(await once(how)).toBe(outcome))
})

describe('what is kept of questions', () => {
  test('is gone a day after the last, without anybody asking', async () => {
    const { ask, pass, repeats: kept } = stage()
    await ask()
    await pass(DAY_MS - 1)
    expect(kept.all()).toHaveLength(1)
    await pass(1)
    expect(kept.all()).toEqual([])
  })

  test('is gone at the next alarm when the flag was switched off', async () => {
    const sql = fakeSql(repeatsTables)
    const kept = repeats(sql)
    kept.asked({ key: 'a', scope: 's', wrote: true, question: 'Q', madeAt: 0, expiresAt: 1 }, 5)
    await warming({
      clock: testClock(6),
      settings: settings(),
      ask: () => silent,
      isWell: () => true,
      repeats: kept,
      newNonce: () => '482715',
      cache: {
        keyOf: () => Promise.reject(new Error('never')),
        write: () => Promise.reject(new Error('never')),
      },
      kept: () => undefined,
      log: () => undefined,
    }).alarm()
    expect(kept.all()).toEqual([])
  })

  test('is bounded for each scope and in all, and the least asked go', () => {
    const kept = repeats(fakeSql(repeatsTables))
    const asks = (text: string, scope: string, now: number): void =>
      kept.asked({ key: `${scope}${text}`, scope, wrote: true, question: text, madeAt: 0, expiresAt: 1 }, now)
    asks('often', 'guild 1', 1)
    asks('often', 'guild 1', 2)
    for (let n = 0; n < 200; n += 1) asks(`q${n}`, 'guild 1', 10 + n)
    expect(kept.all()).toHaveLength(50)
    expect(kept.one('guild 1often')?.times).toBe(2)
    for (let n = 0; n < 1_200; n += 1) asks('q', `guild ${n + 2}`, 1_000 + n)
    expect(kept.all()).toHaveLength(1_000)
  })

  test('counts what was asked long ago for less', () => {
    const kept = repeats(fakeSql(repeatsTables))
    const note = { key: 'a', scope: 's', wrote: true, question: 'Q', madeAt: 0, expiresAt: 1 }
    for (let n = 0; n < 9; n += 1) kept.asked(note, n * 3_600_000)
    expect(kept.one('a')?.times).toBe(9)
    kept.asked(note, DAY_MS)
    expect(kept.one('a')?.times).toBe(6)
  })
})
