/** What the status line says of tools at work: which, for how long, and how long they usually take. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptDurations, type Durations, addDuration, usually } from '../../src/converse/tools/durations.ts'
import { progressLine, toolFooter } from '../../src/converse/tools/progress.ts'
import type { AtWork } from '../../src/converse/tools/run-calls.ts'

const atWork = (partial: Partial<AtWork> = {}): AtWork => ({ label: 'bash · ls', since: 0, ...partial })

test('a tool is named at once, and its time is told when it can be read', () => {
  expect(progressLine([atWork()], 0, 'en')).toBe('⚙ bash · ls')
  expect(progressLine([atWork()], 1_249, 'en')).toBe('⚙ bash · ls · 1.2 s')
})

test('nothing at work is no line', () => {
  expect(progressLine([], 5, 'en')).toBe('')
})

test('several are one line, with the time of the oldest', () => {
  const three = ['a', 'b', 'c'].map((label, n) => atWork({ label, since: n * 1_000 }))
  expect(progressLine(three, 3_000, 'en')).toBe('⚙ a + b + +1 · 3.0 s')
})

test('what usually takes long says so, in the language of the asker', () => {
  expect(progressLine([atWork({ usualMs: 2_400 })], 0, 'en')).toBe('⚙ bash · ls · usually 2 s')
  expect(progressLine([atWork({ usualMs: 2_600 })], 1_000, 'de')).toBe('⚙ bash · ls · 1.0 s · meist 3 s')
})

test('a promise that has not been kept is no longer made', () => {
  expect(progressLine([atWork({ usualMs: 2_400 })], 2_399, 'en')).toContain('usually')
  expect(progressLine([atWork({ usualMs: 2_400 })], 2_400, 'en')).not.toContain('usually')
})

test('nobody is told to expect what is over in a moment', () => {
  expect(progressLine([atWork({ usualMs: 1_999 })], 0, 'en')).toBe('⚙ bash · ls')
})

test('of several, the slowest tells how long it will be', () => {
  const two = [atWork({ usualMs: 2_000 }), atWork({ label: 'chart', usualMs: 4_000 })]
  expect(progressLine(two, 0, 'en')).toBe('⚙ bash · ls + chart · usually 4 s')
  expect(progressLine(two, 2_500, 'en')).toBe('⚙ bash · ls + chart · 2.5 s · usually 4 s')
})

test('the footer counts', () => {
  expect(toolFooter(1, 4_149, 'en')).toBe('-# 1 tool · 4.1 s')
  expect(toolFooter(3, 0, 'de')).toBe('-# 3 Werkzeuge · 0.0 s')
})

const after = (...times: readonly number[]): Durations =>
  times.reduce<Durations>((durations, ms) => addDuration(durations, 'bash', ms), {})

test('a tool that was never called has no usual time', () => {
  expect(usually(after(1, 2), 'chart')).toBeUndefined()
})

test('the usual time is the median of the last nine calls', () => {
  expect(usually(after(9_000, 9_000, 1, 2, 3, 4, 5, 6, 7, 8, 9), 'bash')).toBe(5)
  fc.assert(
    fc.property(fc.array(fc.nat(60_000), { minLength: 1, maxLength: 30 }), (times) => {
      const last = times.slice(-9)
      const usual = usually(after(...times), 'bash')
      expect(last).toContain(usual)
      expect(last.filter((ms) => ms < (usual ?? 0)).length).toBeLessThanOrEqual(last.length / 2)
      expect(last.filter((ms) => ms > (usual ?? 0)).length).toBeLessThanOrEqual(last.length / 2)
    }),
  )
})

test('tools are remembered apart', () => {
  const durations = keptDurations()
  durations.took('bash', 3_000)
  durations.took('chart', 100)
  expect([durations.usually('bash'), durations.usually('chart')]).toEqual([3_000, 100])
})
