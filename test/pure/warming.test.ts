/** Popular answers kept warm: only where that is wanted, within the budget, and forgotten after a day. */

import { describe, expect, test } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { answererOf, contextFreeFingerprint, normalised } from '../../src/converse/cache/fingerprint.ts'
import { namesOf, toolbox } from '../../src/converse/tools/table.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { repeats, repeatsTables, type Repeats } from '../../src/converse/coordinator/repeats.ts'
import { WARM_CALLS } from '../../src/converse/coordinator/refresh-ahead.ts'
import { type WarmedEvent, warming, type Warming } from '../../src/converse/coordinator/warming.ts'
import type { Settings } from '../../src/settings.ts'
import { settings } from '../build.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'
import { fakeSql } from '../fakes/sql.ts'

const START = 100_000_000
const DAY_MS = 86_400_000
const MONAD = 'What is a monad?'

interface Stage {
  readonly clock: TestClock
  readonly warm: Warming
  readonly repeats: Repeats
  /** The texts that Claude was asked. */
  readonly asked: string[]
  readonly written: { readonly print: string; readonly answer: string; readonly madeAt: number }[]
  readonly notes: CacheNote[]
  readonly events: WarmedEvent[]
  /** A member asks; `wrote` for an answer that is new. */
  readonly ask: (text?: string, partial?: Partial<CacheNote>) => Promise<void>
  /** Lets time pass, and the alarm go off whenever it is due. */
  readonly pass: (ms: number) => Promise<void>
}

const keyOf = (text: string, scope: string): string => `${text} in ${scope}`
const ended = (stop: string): ModelEvent => ({ kind: 'end', stop, usage: noUsage })
const silent: Ask = async function* silent() {
  yield* []
}

interface How {
  readonly settings?: Partial<Settings>
  readonly says?: readonly ModelEvent[]
  readonly slowMs?: number
  readonly full?: boolean
  /** The model is given up for so long. */
  readonly downMs?: number
}

function stage({ settings: some, says, slowMs = 0, full = false, downMs = 0 }: How = {}): Stage {
  const clock = testClock(START)
  const all = settings({ predict: 1, ...some })
  const kept = repeats(fakeSql(repeatsTables))
  const asked: string[] = []
  const written: Stage['written'] = []
  const notes: CacheNote[] = []
  const events: WarmedEvent[] = []
  const ask: Ask = async function* ask({ messages: [first, ...more] }, signal) {
    expect(more).toEqual([])
    const content = first?.content
    asked.push(Array.isArray(content) && content[0]?.type === 'text' ? content[0].text : '?')
    if (slowMs > 0) await clock.sleep(slowMs, signal)
    if (signal.aborted) return
    yield* (
      says ?? [
        { kind: 'text', text: 'Warm.' },
        { kind: 'end', stop: 'end_turn', usage: { ...noUsage, inputTokens: 3, outputTokens: 2 } },
      ]
    )
  }
  const warm = warming({
    clock,
    settings: all,
    ask,
    isWell: () => clock.now() >= START + downMs,
    repeats: kept,
    newNonce: () => '482715',
    cache: {
      keyOf: (print) => {
        const { text, scope } = JSON.parse(print) as { text: string; scope: string }
        const known = kept.all().find((one) => normalised(one.text) === text && one.scope === scope)
        return Promise.resolve(known?.key ?? '')
      },
      remember: (print, scope, { answer, madeAt, verdict }, ttl) => {
        expect(verdict).toEqual(all.cacheVerdict ? GENERAL : undefined)
        const text = asked.at(-1) ?? ''
        expect(print).toBe(contextFreeFingerprint({ ...answererOf(all, namesOf(toolbox(all))), text, scope }))
        written.push({ print, answer, madeAt })
        const expiresAt = clock.now() + ttl * 1_000
        return Promise.resolve({ key: keyOf(text, scope), madeAt, expiresAt, wrote: !full })
      },
    },
    kept: (note) => notes.push(note),
    log: (event) => events.push(event),
  })
  return {
    clock,
    warm,
    repeats: kept,
    asked,
    written,
    notes,
    events,
    async ask(text = MONAD, partial = {}) {
      const scope = partial.scope ?? 'guild 1'
      const life = { madeAt: clock.now(), expiresAt: clock.now() + 600_000 }
      const note = { key: keyOf(text, scope), scope, wrote: true, question: text, ...life, ...partial }
      await clock.until(warm.asked(note))
    },
    async pass(ms) {
      const end = clock.now() + ms
      for (let next = warm.next(); next !== undefined && next <= end; next = warm.next()) {
        await clock.advance(Math.max(0, next - clock.now()))
        await clock.until(warm.alarm())
      }
      await clock.advance(Math.max(0, end - clock.now()))
    },
  }
}

describe('what was asked three times', () => {
  test('is asked again a minute before it expires, and lies in the cache anew', async () => {
    const { ask, pass, asked, written, notes, events, clock } = stage()
    for (const wrote of [true, false, false]) await ask(MONAD, { wrote })
    await pass(539_999)
    expect(asked).toEqual([])
    await pass(1)
    expect(asked).toEqual([MONAD])
    expect(written).toEqual([{ print: expect.any(String), answer: 'Warm.', madeAt: START + 540_000 }])
    expect(notes).toEqual([
      {
        key: `${MONAD} in guild 1`,
        scope: 'guild 1',
        madeAt: clock.now(),
        expiresAt: clock.now() + 600_000,
        wrote: true,
      },
    ])
    expect(events).toEqual([
      {
        evt: 'cache.warmed',
        v: 1,
        cause: 'likely',
        scope: 'guild',
        outcome: 'kept',
        times: 3,
        in_tok: 3,
        cache_read_tok: 0,
        cache_write_tok: 0,
        out_tok: 2,
        ms: 0,
      },
    ])
  })

  test('is kept warm for an hour after it was last asked, not longer', async () => {
    const { ask, pass, asked } = stage()
    for (let n = 0; n < 3; n += 1) await ask()
    await pass(3_600_000)
    expect(asked.length).toBe(6)
    await pass(3_600_000)
    expect(asked.length).toBe(6)
  })

  test('by a member alone is kept warm for that member', async () => {
    const { ask, pass, notes, events } = stage()
    for (let n = 0; n < 3; n += 1) await ask(MONAD, { scope: 'member 7' })
    await pass(540_000)
    expect(notes.map(({ scope }) => scope)).toEqual(['member 7'])
    expect(events.map(({ scope }) => scope)).toEqual(['member'])
  })

  test('in two scopes together is not repeated in either', async () => {
    const { ask, pass, asked } = stage()
    await ask(MONAD, { scope: 'guild 1' })
    await ask(MONAD, { scope: 'guild 2' })
    await ask(MONAD, { scope: 'guild 1' })
    await pass(3_600_000)
    expect(asked).toEqual([])
  })
})

describe('an answer that is asked for at the end of its life', () => {
  test('is refreshed at once, though asked only twice', async () => {
    const { ask, pass, asked, events } = stage()
    await ask()
    await pass(480_000)
    await ask(MONAD, { wrote: false, madeAt: START, expiresAt: START + 600_000 })
    expect(asked).toEqual([MONAD])
    expect(events[0]).toMatchObject({ cause: 'asked', outcome: 'kept', times: 2 })
  })

  test('is refreshed once, however many ask meanwhile', async () => {
    const { ask, pass, asked, warm, clock } = stage({ slowMs: 5_000 })
    await ask()
    await pass(480_000)
    const hit = {
      key: `${MONAD} in guild 1`,
      scope: 'guild 1',
      wrote: false,
      madeAt: START,
      expiresAt: START + 600_000,
    }
    await clock.until(Promise.all([1, 2, 3].map(() => warm.asked({ ...hit, question: MONAD }))))
    expect(asked).toEqual([MONAD])
  })

  test('is left alone while it is young', async () => {
    const { ask, asked } = stage()
    await ask()
    await ask(MONAD, { wrote: false })
    expect(asked).toEqual([])
  })
})

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

describe('an answer is not kept', () => {
  const once = async (how: How): Promise<string | undefined> => {
    const { ask, warm, clock, notes, events } = stage(how)
    for (let n = 0; n < 3; n += 1) await ask()
    await clock.advance(540_000)
    await clock.until(warm.alarm())
    expect(notes).toEqual([])
    return events[0]?.outcome
  }

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
      ask: silent,
      isWell: () => true,
      repeats: kept,
      newNonce: () => '482715',
      cache: {
        keyOf: () => Promise.reject(new Error('never')),
        remember: () => Promise.reject(new Error('never')),
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
