/** The measure of the pacer, first held to sums done by hand, then the pacer held to the measure. */
import { describe, expect, test } from 'vitest'
import { type Bucket, server } from '../simulation/bucket.ts'
import { optimum } from '../simulation/optimum.ts'
import { play } from '../simulation/play.ts'
import { crowd, measure, one, overPhases, REFERENCE_BUCKET } from '../simulation/reference.ts'
import { evenly, type Piece, steady } from '../simulation/streams.ts'

describe('the measure', () => {
  test('a window that starts with its first call refuses the call too many, and opens again', () => {
    const call = server({ counting: 'first call', limit: 2, windowMs: 1_000 })
    expect([300, 400, 500, 1_299, 1_300].map((at) => call(at).ok)).toEqual([true, true, false, false, true])
  })

  test('a window of the wall clock opens however late its first call was', () => {
    const call = server({ counting: 'wall clock', limit: 2, windowMs: 1_000, phaseMs: 100 })
    expect([900, 1_000, 1_050, 1_100].map((at) => call(at).ok)).toEqual([true, true, false, true])
    expect(call(1_200).budget).toEqual({ limit: 2, remaining: 0, resetAfterMs: 900 })
  })

  test('a sliding window gives its calls back one by one', () => {
    const call = server({ counting: 'sliding', limit: 2, windowMs: 1_000 })
    expect([0, 500, 900, 1_000, 1_400, 1_500].map((at) => call(at).ok)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ])
  })

  test('staleness is characters times the seconds that they were not seen', () => {
    // 10 characters seen after 100 ms; 20 more come 500 ms later, when nothing is in flight: seen after 100 ms too.
    const pieces: Piece[] = [
      [0, 10],
      [500, 20],
    ]
    const [turn] = play([pieces], REFERENCE_BUCKET, evenly(100, 100))
    expect(turn).toMatchObject({ staleness: 3, firstMs: 100, lagMs: 100, whole: true })
  })

  test('the optimum spends its calls where they save most', () => {
    // One call for the first piece, one for the last; the third is best spent on the 100, which else wait for 2 s.
    const pieces: Piece[] = [
      [0, 10],
      [1_000, 100],
      [1_500, 1],
      [3_000, 10],
    ]
    const bucket: Bucket = { counting: 'first call', limit: 3, windowMs: 60_000 }
    expect(optimum(pieces, bucket, { upMs: 0, roundTripMs: 0, stepMs: 50 })).toBeCloseTo(1.5)
    // Where one of the three is kept for the final edit, nothing changes: it is the final edit.
    expect(optimum(pieces, bucket, { upMs: 0, roundTripMs: 0, stepMs: 50, keep: 1 })).toBeCloseTo(1.5)
    // With two in all, the 100 wait for the final edit.
    expect(optimum(pieces, { ...bucket, limit: 2 }, { upMs: 0, roundTripMs: 0, stepMs: 50 })).toBeCloseTo(
      201.5,
    )
  })
})

describe('the pacer', () => {
  test('is near the best that keeps a token for the final edit', () => {
    const ratios = [30, 45, 60].map((speed) => {
      const row = measure(1_700, speed)
      return row.staleness / row.bestKept
    })
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.2)
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1)
  })

  test('is near the best that keeps nothing and knows everything', () => {
    const row = measure(1_700, 60)
    expect(row.staleness / row.best).toBeLessThanOrEqual(1.45)
    expect(row).toMatchObject({ firstMs: 0, lagMs: 0, refused: 0 })
  })

  test('shows three pages with less than 2,800 character-seconds', () => {
    expect(one(steady(4_121, 60), REFERENCE_BUCKET).staleness).toBeLessThanOrEqual(2_800)
  })

  test('is nearer still when the windows follow the wall clock, in the median over their phases', () => {
    const row = overPhases(1_700, 60)
    expect(row.staleness).toBeLessThanOrEqual(800)
    expect(row.staleness / row.bestKept).toBeLessThanOrEqual(1.08)
    expect(row.staleness / row.best).toBeGreaterThanOrEqual(1)
    expect(row).toMatchObject({ firstMs: 0, refused: 0 })
    const turns = Array.from({ length: 10 }, (_, phase) =>
      one(steady(4_121, 60), { ...REFERENCE_BUCKET, counting: 'wall clock', phaseMs: 700 + phase * 500 }),
    )
    expect(turns.filter(({ staleness }) => staleness <= 2_300).length).toBeGreaterThanOrEqual(6)
  })

  test('shows the first words and the end within 150 ms at every speed, whenever the windows begin', () => {
    const turns = Array.from({ length: 171 }, (_, index) => index).flatMap((index) => {
      const wall: Bucket = { ...REFERENCE_BUCKET, counting: 'wall clock', phaseMs: index * 629 }
      return [1_700, 4_121].flatMap((characters) =>
        [REFERENCE_BUCKET, wall].map((bucket) => one(steady(characters, index + 30), bucket, 30)),
      )
    })
    expect(Math.max(...turns.map(({ firstMs }) => firstMs))).toBeLessThanOrEqual(150)
    expect(Math.max(...turns.map(({ lagMs }) => lagMs))).toBeLessThanOrEqual(150)
    expect(turns.every(({ whole, refused }) => whole && refused === 0)).toBe(true)
  })

  test('does as well when the windows follow the wall clock, whatever their phase', () => {
    const turns = Array.from({ length: 50 }, (_, index) =>
      one(steady(1_700, 60), { ...REFERENCE_BUCKET, counting: 'wall clock', phaseMs: index * 100 }),
    )
    expect(turns.every(({ whole, refused, lagMs }) => whole && refused === 0 && lagMs <= 150)).toBe(true)
    expect(Math.max(...turns.map(({ staleness }) => staleness))).toBeLessThanOrEqual(1_040)
  })

  test('shows eight answers at once in one channel whole and in time', () => {
    const turns = crowd(8, 1_700, 60)
    expect(turns.every(({ whole, refused, lagMs }) => whole && refused === 0 && lagMs <= 150)).toBe(true)
  })
})
