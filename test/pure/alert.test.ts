/** When the operator is told: never twice within an hour, and in the end always how it stands. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Alert,
  type AlertEvent,
  dueAt,
  HOUR_MS,
  isSame,
  nextAlert,
  quiet,
} from '../../src/converse/coordinator/alert.ts'
import { alertText } from '../../src/converse/coordinator/alert-text.ts'
import { readAlert } from '../../src/converse/coordinator/alert-store.ts'
import type { BreakerLine } from '../../src/converse/coordinator/breaker-report.ts'
import type { Why } from '../../src/converse/claude/failure.ts'

const T0 = 1_795_000_000_000
const MINUTE = 60_000

const blocked = (model = '*', why: Why = 'key refused'): AlertEvent => ({
  kind: 'line',
  line: { evt: 'claude.blocked', v: 1, model, why, open_ms: 1, advice: '' },
})
const recovered = (model = '*'): AlertEvent => ({
  kind: 'line',
  line: { evt: 'claude.recovered', v: 1, model, why: 'key refused', after_ms: 1 },
})
const told = (message: Alert): AlertEvent => ({ kind: 'told', message })

/** Sends what is due and has Discord take it. */
const sent = (alert: Alert, now: number): Alert =>
  nextAlert(nextAlert(alert, { kind: 'begun' }, now), told(alert), now)

test('the first block is told at once, and the recovery an hour later', () => {
  const first = nextAlert(quiet, blocked(), T0)
  expect(dueAt(first)).toBeLessThanOrEqual(T0)
  const after = sent(first, T0)
  expect(dueAt(after)).toBeUndefined()
  const well = nextAlert(after, recovered(), T0 + 10 * MINUTE)
  expect(dueAt(well)).toBe(T0 + HOUR_MS)
  expect(alertText(well)).toBe('🟢 **Claude answers again.**')
})

test('a block that is over before the hour is over is told with the next message', () => {
  let alert = sent(nextAlert(quiet, blocked(), T0), T0)
  alert = nextAlert(alert, recovered(), T0 + MINUTE)
  alert = nextAlert(alert, blocked('*', 'spend limit'), T0 + 2 * MINUTE)
  alert = nextAlert(alert, recovered(), T0 + 3 * MINUTE)
  expect(dueAt(alert)).toBe(T0 + HOUR_MS)
  expect(alertText(alert).split('\n')).toEqual([
    '🟢 **Claude answers again.**',
    'Before that, since the last message:',
    `- <t:${(T0 + MINUTE) / 1_000}:t> answers again`,
    `- <t:${(T0 + 2 * MINUTE) / 1_000}:t> blocked: spend limit`,
  ])
})

test('what is as it was told is not told again', () => {
  let alert = sent(nextAlert(quiet, blocked(), T0), T0)
  alert = nextAlert(nextAlert(alert, recovered(), T0 + MINUTE), blocked(), T0 + 2 * MINUTE)
  expect(dueAt(alert)).toBeUndefined()
})

test('a model that is only paused is no alert', () => {
  const line: BreakerLine = {
    evt: 'claude.paused',
    v: 1,
    model: 'claude-a',
    why: 'overloaded',
    open_ms: 1,
    advice: '',
  }
  expect(nextAlert(quiet, { kind: 'line', line }, T0)).toBe(quiet)
  expect(nextAlert(quiet, recovered('claude-a'), T0)).toBe(quiet)
})

describe('a try that fails', () => {
  test('is repeated four times in all, ever later', () => {
    let alert = nextAlert(quiet, blocked(), T0)
    let now = T0
    const waits: number[] = []
    for (let due = dueAt(alert); due !== undefined; due = dueAt(alert)) {
      now = Math.max(now, due)
      waits.push(now - T0)
      alert = nextAlert(alert, { kind: 'begun' }, now)
    }
    expect(waits).toEqual([0, 30_000, 150_000, 750_000])
    expect(dueAt(nextAlert(alert, recovered(), now + 1))).toBeUndefined()
    const other = nextAlert(alert, blocked('*', 'spend limit'), now + 1)
    expect(dueAt(other)).toBe(now + HOUR_MS)
  })

  test('obeys how long Discord wants to be left alone', () => {
    const begun = nextAlert(nextAlert(quiet, blocked(), T0), { kind: 'begun' }, T0)
    expect(dueAt(nextAlert(begun, { kind: 'limited', retryAfterMs: 400_000 }, T0))).toBe(T0 + 400_000)
    expect(dueAt(nextAlert(begun, { kind: 'limited', retryAfterMs: 1 }, T0))).toBe(T0 + 30_000)
  })

  test('is not repeated where Discord will never take it', () => {
    const begun = nextAlert(nextAlert(quiet, blocked(), T0), { kind: 'begun' }, T0)
    expect(dueAt(nextAlert(begun, { kind: 'refused' }, T0))).toBeUndefined()
  })
})

const models = ['*', 'claude-a', 'claude-b']
const whys: readonly Why[] = ['key refused', 'spend limit', 'unknown model']
const steps = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.nat(MINUTE), fc.nat(2 * HOUR_MS)),
    line: fc.option(
      fc.record({
        model: fc.constantFrom(...models),
        why: fc.option(fc.constantFrom(...whys), { nil: undefined }),
      }),
      { nil: undefined },
    ),
    /** What Discord says to the message that leaves then, if one is due. */
    answer: fc.constantFrom('told', 'told', 'told', 'nothing', 'limited', 'refused'),
    restarts: fc.boolean(),
  }),
  { maxLength: 60 },
)

test('whatever happens, no two messages come within an hour, and the last state is told in the end', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let [alert, now] = [quiet, T0]
      const arrived: { at: number; said: Alert }[] = []
      const attempt = (answer: string): void => {
        const due = dueAt(alert)
        if (due === undefined || due > now) return
        const message = alert
        alert = nextAlert(alert, { kind: 'begun' }, now)
        if (answer === 'told') {
          arrived.push({ at: now, said: message })
          alert = nextAlert(alert, told(message), now)
        }
        if (answer === 'limited') alert = nextAlert(alert, { kind: 'limited', retryAfterMs: 90_000 }, now)
        if (answer === 'refused') alert = nextAlert(alert, { kind: 'refused' }, now)
      }
      for (const { waitMs, line, answer, restarts } of all) {
        now += waitMs
        if (line !== undefined)
          alert = nextAlert(
            alert,
            line.why === undefined ? recovered(line.model) : blocked(line.model, line.why),
            now,
          )
        if (restarts) alert = readAlert(structuredClone(alert), models)
        attempt(answer)
      }
      // From now on Discord takes everything; a message that was given up waits for the next change.
      const fresh = Object.hasOwn(alert.blocked, '*') ? recovered() : blocked()
      alert = nextAlert(alert, fresh, now)
      for (let due = dueAt(alert); due !== undefined; due = dueAt(alert)) {
        now = Math.max(now, due)
        attempt('told')
      }
      const gaps = arrived.slice(1).map(({ at }, n) => at - (arrived[n]?.at ?? at))
      expect(gaps.filter((ms) => ms < HOUR_MS)).toEqual([])
      expect(isSame(alert.told, alert.blocked)).toBe(true)
      expect(isSame(arrived.at(-1)?.said.blocked ?? {}, alert.blocked)).toBe(true)
    }),
  )
})

test('a message fits into Discord, however long the names of the models are', () => {
  let alert: Alert = nextAlert(quiet, blocked(), T0)
  for (let n = 0; n < 25; n += 1)
    alert = nextAlert(alert, blocked(`${n}`.padEnd(128, 'm'), 'unknown model'), T0 + n)
  expect(alertText(alert).length).toBeLessThanOrEqual(2_000)
  expect(alertText(alert)).toContain('and 21 more.')
})

test('what is stored is read back, and what nobody understands is nothing', () => {
  const alert = nextAlert(quiet, blocked(), T0)
  expect(readAlert(structuredClone(alert), ['*'])).toEqual(alert)
  expect(readAlert(structuredClone(alert), ['claude-a']).blocked).toEqual({})
  expect(readAlert('garbage', ['*'])).toEqual(quiet)
  expect(readAlert({ blocked: { '*': 'a new reason' }, changes: [1, {}] }, ['*'])).toEqual(quiet)
})
