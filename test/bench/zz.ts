import { optimum } from './optimum.ts'
import { evenly, play, steady } from './staleness.ts'
for (const [c, s] of [
  [1700, 60],
  [1700, 30],
  [4121, 60],
] as const) {
  const rows: number[][] = []
  for (let p = 0; p < 10; p++) {
    const bucket = { counting: 'wall clock' as const, limit: 5, windowMs: 5000, phaseMs: 700 + p * 500 }
    const pieces = steady(c, s)
    const [t] = play([pieces], bucket, evenly(0, 60))
    rows.push([
      t!.staleness,
      optimum(pieces, bucket, { upMs: 0, roundTripMs: 60, stepMs: 40 }),
      optimum(pieces, bucket, { upMs: 0, roundTripMs: 60, stepMs: 40, keep: 1 }),
      t!.lagMs,
      t!.refused,
    ])
  }
  const med = (i: number) => rows.map((r) => r[i]!).toSorted((a, b) => a - b)[5]
  console.log(
    c,
    s,
    'median pacer',
    med(0),
    'best',
    med(1),
    'bestKept',
    med(2),
    'lag',
    Math.max(...rows.map((r) => r[3]!)),
    rows.map((r) => Math.round(r[0]!)).join(' '),
  )
}
