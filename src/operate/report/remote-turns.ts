/** The turns of the deployed bot, out of its dataset: in a few queries, and never more rows than a report can use. */

import type { Json } from '../../json.ts'
import { countText } from './amounts.ts'
import { countsQuery, everyOf, pointsQuery, TABLES, type Window, windowsOf } from './queries.ts'
import { ReportProblem } from './report-problem.ts'
import type { Ask } from './sql-api.ts'
import { turnOf, type Turn } from './turn.ts'

export interface Found {
  readonly turns: readonly Turn[]
  /** What a reader has to know of them, in sentences. */
  readonly notes: readonly string[]
}

/** Rows of one answer, and of all. */
export interface Bounds {
  readonly answer: number
  readonly all: number
}

export const BOUNDS: Bounds = { answer: 10_000, all: 50_000 }

/** @param range in milliseconds since 1970 @throws ReportProblem */
export async function remoteTurns(
  ask: Ask,
  dataset: string,
  range: { readonly from: number; readonly to: number },
  bounds: Bounds = BOUNDS,
): Promise<Found> {
  const tables = await ask(TABLES)
  if (!tables.some((row) => Object.values(row).includes(dataset)))
    throw new ReportProblem(
      `The account has no dataset "${dataset}" yet: it begins with the first answer of the deployed bot. Ask it something and try again in a few minutes.`,
    )
  const window: Window = { from: Math.floor(range.from / 1_000), to: Math.floor(range.to / 1_000) + 1 }
  const hours = (await ask(countsQuery(dataset, window))).map(hourCount)
  const points = hours.reduce((sum, hour) => sum + hour.points, 0)
  const every = everyOf(points, bounds.all)
  const turns: Turn[] = []
  let isCut = false
  for (const { from, to } of windowsOf(hours, bounds.answer * every)) {
    const part = { from: Math.max(from, window.from), to: Math.min(to, window.to) }
    // Seconds are unlike; twice as many rows as expected are room enough.
    const most = bounds.answer * 2
    const rows = await ask(pointsQuery(dataset, part, every, most))
    isCut ||= rows.length >= most
    for (const row of rows) {
      const turn = turnOf(row)
      if (turn !== undefined) turns.push({ ...turn, weight: turn.weight * every })
    }
  }
  return { turns, notes: notesOf(points, every, isCut, turns) }
}

function hourCount(row: Json): { readonly from: number; readonly points: number } {
  const [hour, points] = [row['hour'], Number(row['points'])]
  const at = typeof hour === 'string' ? Date.parse(`${hour.replace(' ', 'T')}Z`) : Number.NaN
  if (Number.isNaN(at) || !Number.isFinite(points))
    throw new ReportProblem('The SQL API counts the points of an hour otherwise than it is documented.')
  return { from: at / 1_000, points }
}

function notesOf(points: number, every: number, isCut: boolean, turns: readonly Turn[]): readonly string[] {
  const isSampled = turns.some(({ weight }) => weight > every)
  return [
    ...(every > 1
      ? [
          `There are ${countText(points)} points, so only those of one second in ${every} were read; counts and sums are estimates from ${countText(turns.length)} points.`,
        ]
      : []),
    ...(isSampled ? ['Analytics Engine has sampled the points; counts and sums are estimates.'] : []),
    ...(isCut
      ? [
          'Some hours had more points than one answer holds and were cut: their counts and sums are too low. Ask for fewer days.',
        ]
      : []),
  ]
}
