/** Which model a turn asks: the coordinator's news, the failures of its thread, and what is reported of them. */

import { describe, expect, test } from 'vitest'
import { ALL, type BreakerEvent, type Breakers, next } from '../../src/converse/coordinator/breaker.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import type { TurnModels } from '../../src/converse/turn/circuit.ts'
import { settle, testClock, type TestClock } from '../fakes/clock.ts'
import { fakeModels, type FakeModels, noNews } from '../fakes/models.ts'

interface Stage extends FakeModels {
  readonly clock: TestClock
  /** The model of a turn that gets no news from the coordinator, or where it would have to ask again. */
  readonly alone: (id?: string) => Promise<string | number>
  /** A call of a turn's that fails. */
  readonly fail: (turn: TurnModels, model?: string, why?: Why) => void
}

function stage(isAlone = false): Stage {
  const clock = testClock(1_000_000)
  const fake = fakeModels(clock, isAlone)
  return {
    ...fake,
    clock,
    async alone(id = 'alone') {
      const choice = await clock.until(fake.circuit.turn(id).choose('main'))
      return 'model' in choice ? choice.model : choice.again
    },
    fail: (turn, model = 'main', why = 'overloaded') => turn.failed(turn.begin(model), { why, detail: '' }),
  }
}

/** As the coordinator has it: opened at `at`, for 15 s. */
const openedAt = (at: number, model = 'main'): Breakers =>
  [1, 2, 3].reduce<Breakers>(
    (breakers, n) =>
      next(breakers, { kind: 'failed', why: 'overloaded', model, startedAt: at, at, by: String(n) }, 0),
    {},
  )

const failedAt = (at: number, why: Why, model = 'main'): BreakerEvent => ({
  kind: 'failed',
  why,
  model,
  startedAt: at,
  at,
  by: `${at}`,
})

describe('a turn', () => {
  test('waits for the coordinator’s news for 150 ms from its beginning, and no longer', async () => {
    const { circuit, clock } = stage()
    const turn = circuit.turn('1')
    await clock.advance(100)
    const choice = turn.choose('main')
    await clock.advance(49)
    expect(clock.sleepers()).toBe(1)
    await clock.advance(1)
    expect(await choice).toEqual({ model: 'main' })
    expect(await turn.choose('main')).toEqual({ model: 'main' })
    expect(clock.sleepers()).toBe(0)
  })

  test('that has its news waits for nothing', async () => {
    const { circuit, clock } = stage()
    const turn = circuit.turn('1')
    turn.receive({ breakers: openedAt(clock.now()), permits: [] })
    expect(await turn.choose('main')).toEqual({ model: 'other' })
    expect(clock.sleepers()).toBe(0)
  })

  test('stays with the model that it has, while that may be asked', async () => {
    const { circuit } = stage()
    const turn = circuit.turn('1')
    turn.receive(noNews)
    expect(await turn.choose('other')).toEqual({ model: 'other' })
  })

  test('may probe what it has a permit for within three seconds, and says that it does', async () => {
    const { circuit, clock, reported } = stage()
    const breakers = openedAt(clock.now())
    await clock.advance(15_000)
    const [one, late] = [circuit.turn('1'), circuit.turn('2')]
    one.receive({ breakers, permits: ['main'] })
    late.receive({ breakers, permits: ['main'] })
    expect(await one.choose('main')).toEqual({ model: 'main' })
    one.begin('main')
    expect(reported).toEqual([{ kind: 'probe', names: ['main'], at: clock.now() }])
    await clock.advance(3_000)
    expect(await late.choose('main')).toEqual({ model: 'other' })
  })

  test('that comes to ask later than what it was told holds may try by itself where no model is left', async () => {
    const { circuit, clock } = stage()
    const now = clock.now()
    const breakers = next(openedAt(now), failedAt(now, 'key refused'), 0)
    const [one, two] = [circuit.turn('1'), circuit.turn('2')]
    for (const turn of [one, two]) turn.receive({ breakers, permits: [] })
    expect(await one.choose('main')).toEqual({ why: 'key refused', again: now + 60_000 })
    await clock.advance(60_000)
    expect(await one.choose('main')).toEqual({ model: 'main' })
    expect(await two.choose('main')).toEqual({ why: 'key refused', again: now + 63_000 })
  })

  test('asks at once where the coordinator is of another version and has no news', async () => {
    const { circuit, clock } = stage()
    const turn = circuit.turn('1')
    turn.receive(undefined)
    expect(await clock.until(turn.choose('main'))).toEqual({ model: 'main' })
  })

  test('tells of each failure at once, and of a success only where something was wrong', async () => {
    const { circuit, reported, clock } = stage()
    const turn = circuit.turn('1')
    turn.receive(noNews)
    turn.worked(turn.begin('main'))
    expect(reported).toEqual([])
    const call = turn.begin('main')
    await clock.advance(20)
    turn.failed(call, { why: 'rate limited', detail: 'x', retryAfterMs: 900 })
    turn.worked(turn.begin('main'))
    expect(reported).toMatchObject([
      { kind: 'failed', why: 'rate limited', retryAfterMs: 900, startedAt: 1_000_000, at: 1_000_020 },
      { kind: 'worked', model: 'main' },
    ])
    expect(reported[0]).not.toHaveProperty('detail')
  })

  test.each<[Why, string]>([
    ['key refused', 'key refused'],
    ['spend limit', 'spend limit'],
    ['forbidden', 'forbidden'],
  ])('where "%s" closes all models has that to tell', async (why, shown) => {
    const { circuit, fail } = stage()
    const turn = circuit.turn('1')
    turn.receive(noNews)
    fail(turn, 'main', why)
    expect(await turn.choose('main')).toEqual({ why: shown, again: 1_060_000 })
    expect([turn.mayAsk('main'), turn.mayAsk('other')]).toEqual([false, false])
  })
})

test.each([
  ['403 permission_error', 1, 0],
  ['403 forbidden', 0, 1],
  ['403', 0, 1],
])(
  'a "%s" of the key concerns all threads, one of the place this thread alone',
  async (detail, shared, own) => {
    const { circuit, reported, lines } = stage()
    const turn = circuit.turn('1')
    turn.receive(noNews)
    turn.failed(turn.begin('main'), { why: 'forbidden', detail })
    await settle()
    expect([reported.length, lines.length]).toEqual([shared, own])
    const second = circuit.turn('2')
    second.receive(noNews)
    expect(await second.choose('main')).toMatchObject({ why: 'forbidden' })
  },
)

describe('a thread whose coordinator does not answer', () => {
  test('learns by itself, and lets one turn at a time try again', async () => {
    const { circuit, fail, alone, clock, lines } = stage(true)
    for (const id of ['1', '2', '3']) fail(circuit.turn(id))
    await settle()
    expect(lines).toMatchObject([{ evt: 'claude.paused', model: 'main', why: 'overloaded', open_ms: 15_000 }])
    expect(await alone()).toBe('other')
    await clock.advance(15_000)
    const tries = circuit.turn('4')
    expect(await clock.until(tries.choose('main'))).toEqual({ model: 'main' })
    const call = tries.begin('main')
    expect(await alone()).toBe('other')
    await clock.advance(5_000)
    expect(await alone()).toBe('other')
    tries.worked(call)
    await settle()
    expect(await alone()).toBe('main')
    expect(lines.at(-1)).toMatchObject({ evt: 'claude.recovered', model: 'main', why: 'overloaded' })
  })

  test('knows when to ask again where no model is left', async () => {
    const { circuit, fail, alone } = stage(true)
    for (const id of ['1', '2', '3']) {
      fail(circuit.turn(id))
      fail(circuit.turn(id), 'other')
    }
    expect(await alone()).toBe(1_015_000)
  })
})

describe('what only this thread has seen', () => {
  test('is kept where the coordinator knows less, and tried again without its leave', async () => {
    const { circuit, fail, clock } = stage()
    for (const id of ['1', '2', '3']) fail(circuit.turn(id))
    const soon = circuit.turn('4')
    soon.receive(noNews)
    expect(await soon.choose('main')).toEqual({ model: 'other' })
    await clock.advance(15_000)
    const later = circuit.turn('5')
    later.receive(noNews)
    expect(await later.choose('main')).toEqual({ model: 'main' })
    const another = circuit.turn('6')
    another.receive(noNews)
    expect(await another.choose('main')).toEqual({ model: 'other' })
  })

  test('is over as soon as the coordinator knows better', async () => {
    const { circuit, fail, clock } = stage()
    for (const id of ['1', '2', '3']) fail(circuit.turn(id))
    await clock.advance(15_000)
    const at = clock.now()
    const closed = next(openedAt(1_000_000), { kind: 'worked', model: 'main', startedAt: at, at }, 0)
    const turn = circuit.turn('4')
    turn.receive({ breakers: closed, permits: [] })
    expect(await turn.choose('main')).toEqual({ model: 'main' })
    expect(circuit.isWell('main')).toBe(true)
  })
})

test('the background asks no model that there is a doubt about', async () => {
  const { circuit, clock } = stage()
  expect(circuit.isWell('main')).toBe(true)
  circuit.turn('1').receive({ breakers: openedAt(clock.now()), permits: [] })
  expect([circuit.isWell('main'), circuit.isWell('other')]).toEqual([false, true])
  await clock.advance(15_000)
  expect(circuit.isWell('main')).toBe(false)
})

test('a probe of what all models share is permitted, too', async () => {
  const { circuit, clock, reported } = stage()
  const blocked = next(
    {},
    { kind: 'failed', why: 'key refused', model: 'main', startedAt: 1_000_000, at: 1_000_000, by: 'x' },
    0,
  )
  await clock.advance(60_000)
  const turn = circuit.turn('1')
  turn.receive({ breakers: blocked, permits: [ALL] })
  expect(await turn.choose('main')).toEqual({ model: 'main' })
  turn.begin('main')
  expect(reported).toMatchObject([{ kind: 'probe', names: [ALL] }])
})
