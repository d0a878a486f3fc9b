/** The value axis: round ticks, all values on it, and numbers that tell the ticks apart. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentText, tickText, valueText } from '../../src/converse/tools/chart/number-text.ts'
import { scaleFor } from '../../src/converse/tools/chart/scale.ts'

const value = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
  fc.constantFrom(0, 1e15, -1e15, 5e-324, 0.1, 1 / 3),
)
const anyValues = fc.array(value, { minLength: 1, maxLength: 30 })
const zero = fc.constantFrom('needed', 'optional')

test('ticks rise in even steps of 1, 2 or 5 times a power of ten, and there are 2 to 8 of them', () => {
  fc.assert(
    fc.property(anyValues, zero, (values, wish) => {
      const { ticks } = scaleFor(values, wish)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.length).toBeLessThanOrEqual(8)
      const steps = ticks.slice(1).map((tick, at) => tick - (ticks[at] ?? 0))
      const [step = 0] = steps
      expect(step).toBeGreaterThan(0)
      for (const other of steps) expect(Math.abs(other - step)).toBeLessThanOrEqual(step * 1e-4)
      expect(step.toExponential(0)).toMatch(/^[125]e/)
    }),
  )
})

test('every value is on the axis', () => {
  fc.assert(
    fc.property(anyValues, zero, (values, wish) => {
      const scale = scaleFor(values, wish)
      const slack = (scale.high - scale.low) * 1e-5
      for (const one of values) {
        expect(one).toBeGreaterThanOrEqual(scale.low - slack)
        expect(one).toBeLessThanOrEqual(scale.high + slack)
      }
    }),
  )
})

test('bars always have their zero on the axis', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const { low, high } = scaleFor(values, 'needed')
      expect(low <= 0 && high >= 0).toBe(true)
    }),
  )
})

test('no two ticks are written alike', () => {
  fc.assert(
    fc.property(anyValues, zero, fc.constantFrom('en', 'de'), (values, wish, language) => {
      const scale = scaleFor(values, wish)
      const written = scale.ticks.map(tickText(scale, language))
      expect(new Set(written).size).toBe(written.length)
    }),
  )
})

describe('ticks', () => {
  test.each([
    [[1, 2, 3], 'needed', [0, 1, 2, 3]],
    [[0, 5_230], 'needed', [0, 2_000, 4_000, 6_000]],
    [[-340, 260], 'needed', [-400, -200, 0, 200, 400]],
    [[1_002, 1_014], 'needed', [0, 500, 1_000, 1_500]],
    [[1_002, 1_014], 'optional', [1_000, 1_005, 1_010, 1_015]],
    [[0.1, 0.3], 'needed', [0, 0.1, 0.2, 0.3]],
    [[0], 'needed', [0, 1]],
    [[7, 7], 'optional', [0, 2, 4, 6, 8]],
    [[-3, -2], 'needed', [-3, -2, -1, 0]],
  ] as const)('of %j with zero %s are %j', (values, wish, ticks) => {
    expect(scaleFor(values, wish).ticks).toEqual(ticks)
  })
})

describe('numbers', () => {
  test.each([
    [0, '0', '0'],
    [12, '12', '12'],
    [-8.5, '−8.5', '−8,5'],
    [1_234.567, '1,234.57', '1.234,57'],
    [12_345.6, '12,346', '12.346'],
    [2_950_000, '2.95M', '2,95 Mio.'],
    [4.68e9, '4.68B', '4,68 Mrd.'],
    [0.012345, '0.0123', '0,0123'],
    [3e-7, '3E-7', '3E-7'],
  ])('%d is "%s" in English and "%s" in German', (number, english, german) => {
    expect([valueText('en')(number), valueText('de')(number)]).toEqual([english, german])
  })

  test('shares have one decimal, so that they stand in line', () => {
    expect([percentText('en')(0.5), percentText('de')(0.279)]).toEqual(['50.0%', '27,9 %'])
  })

  test.each([
    [[0, 2e6], 'en', ['0', '500K', '1M', '1.5M', '2M']],
    [[1_000_000, 1_000_000.5], 'en', ['0', '500K', '1M', '1.5M']],
    [
      [1_000_000, 1_000_500],
      'en',
      ['1,000,000', '1,000,100', '1,000,200', '1,000,300', '1,000,400', '1,000,500'],
    ],
    [[0.1, 0.25], 'de', ['0,00', '0,05', '0,10', '0,15', '0,20', '0,25']],
    [[1e-7, 3e-7], 'en', ['0', '1E-7', '2E-7', '3E-7']],
  ] as const)('ticks for %j in %s are %j', (values, language, written) => {
    const scale = scaleFor(values, 'optional')
    expect(scale.ticks.map(tickText(scale, language))).toEqual(written)
  })
})
