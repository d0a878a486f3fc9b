/** Figures that were written down, or come from another version. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/json.ts'
import { readFigures } from '../../src/measure/turn-report.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { turnFigures } from '../build.ts'

test.each([
  turnFigures(),
  turnFigures({ guild: null, outcome: 'partial', why: 'cut off', cache: 'joined', cacheWhy: '', attempt: 3 }),
  turnFigures({ cache: 'hit', cacheAgeMs: 5, notKept: 'too long', session: 'new', firstTextMs: 0 }),
])('come back as they were', (figures) => {
  expect(readFigures(parseJson(JSON.stringify(figures)))).toEqual(figures)
})

test('a report of another version counts, with nothing for what it lacks and without what is new', () => {
  const { turn, thread } = turnFigures()
  expect(readFigures({ turn, thread, totalMs: 5, cache: 'fetched', outcome: 'sung', mood: 'good' })).toEqual({
    ...turnFigures({
      guild: null,
      outcome: 'answered',
      cache: 'bypass',
      cacheWhy: '',
      totalMs: 5,
      usd: undefined,
      usdMicro: '',
    }),
    ...variantFields(),
    model: '',
    claudeCalls: 0,
    pages: 0,
    edits: 0,
  })
})

test.each(['turn', 'thread'] as const)('without its %s it is none', (field) => {
  expect(readFigures({ ...turnFigures(), [field]: undefined })).toBeUndefined()
})

test('whatever stands in its fields, each has a value of its own kind', () => {
  const { turn, thread, ...fields } = turnFigures()
  const junk = fc.record(Object.fromEntries(Object.keys(fields).map((name) => [name, fc.anything()])))
  fc.assert(
    fc.property(junk, (raw) => {
      const read = readFigures({ ...raw, turn, thread })
      expect(read).toBeDefined()
      for (const value of Object.values(read ?? {}))
        expect(typeof value).toMatch(/string|number|undefined|object/)
      expect(Number.isFinite(read?.totalMs)).toBe(true)
    }),
  )
  fc.assert(fc.property(fc.anything(), (raw) => readFigures(raw) === undefined))
})
