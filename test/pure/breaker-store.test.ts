/** The coordinator's breakers: what is stored, what is permitted, what is logged, and what `/health` shows. */

import { describe, expect, test } from 'vitest'
import { ALL, type BreakerEvent, type Breakers } from '../../src/converse/coordinator/breaker.ts'
import type { BreakerLine } from '../../src/converse/coordinator/breaker-report.ts'
import {
  type BreakerStore,
  breakerStore,
  readBreakers,
} from '../../src/converse/coordinator/breaker-store.ts'
import type { Why } from '../../src/converse/claude/failure.ts'

interface Stage {
  readonly store: BreakerStore
  readonly lines: BreakerLine[]
  /** What was written, in order. */
  readonly writes: Breakers[]
  /** Another life of the coordinator, with the same storage. */
  readonly again: () => BreakerStore
}

function stage(models: readonly string[] = ['main', 'other']): Stage {
  const lines: BreakerLine[] = []
  const writes: Breakers[] = []
  const open = (): BreakerStore =>
    breakerStore({
      kv: {
        get: () => JSON.parse(JSON.stringify(writes.at(-1) ?? null)) as unknown,
        put: (_, value) => writes.push(value),
      },
      models,
      chance: () => 0,
      log: (line) => lines.push(line),
    })
  return { store: open(), lines, writes, again: open }
}

const failed = (at: number, why: Why = 'overloaded', model = 'main'): BreakerEvent => ({
  kind: 'failed',
  model,
  why,
  startedAt: at,
  at,
  by: `${at}`,
})
const worked = (at: number, model = 'main'): BreakerEvent => ({ kind: 'worked', model, startedAt: at, at })

test('what was learned outlives the coordinator', () => {
  const { store, again } = stage()
  for (const at of [1, 2, 3]) store.take(failed(at))
  store.take(failed(4, 'silent', 'other'))
  expect(again().news(5)).toEqual(store.news(5))
  expect(again().news(5).breakers['main']?.opening).toMatchObject({ why: 'overloaded', until: 15_003 })
})

test('nothing is written where nothing changes, and nothing of models that are not set', () => {
  const { store, writes } = stage()
  store.take(worked(1))
  store.take(failed(2, 'bad request'))
  store.take(failed(3, 'overloaded', 'of yesterday'))
  store.news(4)
  expect(writes).toEqual([])
  expect(store.news(5).breakers).toEqual({})
})

test('one turn has the permit to probe, and the next has not', () => {
  const { store } = stage()
  for (const at of [1, 2, 3]) store.take(failed(at))
  expect(store.news(15_002).permits).toEqual([])
  expect(store.news(15_003).permits).toEqual(['main'])
  expect(store.news(15_004).permits).toEqual([])
  store.take({ kind: 'probe', names: ['main'], at: 15_005 })
  expect(store.news(60_000).permits).toEqual([])
  store.take(worked(15_005))
  expect(store.isWell('main', 15_006)).toBe(true)
})

test.each([null, 'x', 5, [], { main: 5 }, { main: { changedAt: 'x' } }, { main: { failures: 1 } }])(
  'a store that holds %j is an empty one',
  (raw) => {
    expect(readBreakers(raw, ['main'])).toEqual({})
  },
)

test('of what another version has stored, what is understood is kept', () => {
  const raw = {
    main: {
      changedAt: 5,
      failures: [{ at: 5, by: 'a' }, 7],
      opening: { why: 'of tomorrow', at: 1 },
      more: 1,
    },
    gone: { changedAt: 5, failures: [] },
  }
  expect(readBreakers(raw, ['main'])).toEqual({
    main: { changedAt: 5, failures: [{ at: 5, by: 'a' }], opening: undefined },
  })
})

describe('the operator', () => {
  test.each<[Why, RegExp]>([
    ['key refused', /ANTHROPIC_API_KEY/],
    ['spend limit', /limit in the Claude Console/],
    ['forbidden', /region/],
    ['unknown model', /MODEL or FALLBACK_MODEL/],
  ])('is told once what to do about "%s", and once that it is over', (why, what) => {
    const { store, lines } = stage()
    for (const at of [1, 2, 3, 60_500, 120_700]) store.take(failed(at, why))
    const { models, blocked } = store.health(120_701)
    expect(blocked).toMatch(what)
    expect(Object.values(models).map(({ state }) => state)).toContain('open')
    store.take(worked(400_000))
    expect(lines).toEqual([
      {
        evt: 'claude.blocked',
        v: 1,
        model: why === 'unknown model' ? 'main' : ALL,
        why,
        open_ms: expect.any(Number),
        advice: blocked,
      },
      {
        evt: 'claude.recovered',
        v: 1,
        model: why === 'unknown model' ? 'main' : ALL,
        why,
        after_ms: expect.any(Number),
      },
    ])
    expect(store.health(400_001)).toMatchObject({ blocked: '' })
  })

  test('is told when a model pauses and recovers, and not that its tries fail', () => {
    const { store, lines } = stage()
    for (const at of [1, 2, 3]) store.take(failed(at))
    store.take(failed(15_500, 'silent'))
    store.take(worked(50_000))
    expect(lines).toMatchObject([
      { evt: 'claude.paused', model: 'main', why: 'overloaded', open_ms: 15_000 },
      { evt: 'claude.recovered', model: 'main', why: 'silent' },
    ])
  })

  test('sees each model in `/health`, also a healthy one', () => {
    const { store } = stage()
    for (const at of [1, 2, 3]) store.take(failed(at))
    store.take(failed(4, 'unreachable', 'other'))
    expect(store.health(5)).toEqual({
      models: {
        main: { state: 'open', failures: 0, why: 'overloaded', until: 15_003, times: 1 },
        other: { state: 'closed', failures: 1 },
      },
      blocked: '',
    })
    expect(store.health(15_003).models['main']?.state).toBe('half-open')
  })

  test('sees a fallback that nobody has needed for ten minutes as well', () => {
    const { store } = stage()
    for (const at of [1, 2, 3]) store.take(failed(at, 'overloaded', 'other'))
    expect(store.health(615_002).models['other']?.state).toBe('half-open')
    expect(store.health(615_003).models['other']).toEqual({ state: 'closed', failures: 0 })
  })

  test('sees one model where the fallback is the same', () => {
    expect(stage(['main', 'main']).store.health(1).models).toEqual({ main: { state: 'closed', failures: 0 } })
  })
})
