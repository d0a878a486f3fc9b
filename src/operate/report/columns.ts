/** Where each figure of a turn stands in a data point: read from the table of figures, so that no position is written twice. */

import { storageFigures, turnFigures } from '../../measure/figures.ts'
import type { Json } from '../../json.ts'

type Column = `${'index' | 'blob' | 'double'}${number}`

const columns: ReadonlyMap<string, Column> = new Map(
  Object.values({ ...turnFigures, ...storageFigures }).flatMap(({ log, column }) =>
    column === undefined ? [] : [[log, column]],
  ),
)

/** Where a field stands. @throws where it has no column: a query without it would find something else */
export function columnOf(log: string): Column {
  const column = columns.get(log)
  if (column === undefined) throw new Error(`${log} has no column in the data point`)
  return column
}

/** Variants of flags have fields such as `x_streaming`. */
const VARIANT = 'x_'

/** The flags whose variant each turn has: `STREAMING` and others. */
export const flags: readonly string[] = [...columns.keys()]
  .filter((log) => log.startsWith(VARIANT))
  .map((log) => log.slice(VARIANT.length).toUpperCase())

/** The field of a flag's variant in the log event. */
export const variantField = (flag: string): string => `${VARIANT}${flag.toLowerCase()}`

/** A figure by its field in the log event; empty for one that the point does not have. */
export function textIn(point: Json, log: string): string {
  const column = columns.get(log)
  const raw = column === undefined ? undefined : point[column]
  return typeof raw === 'string' ? raw : typeof raw === 'number' ? String(raw) : ''
}

/** Undefined for one that the point does not have, and for one that never came (−1). */
export function numberIn(point: Json, log: string): number | undefined {
  const text = textIn(point, log)
  const value = Number(text)
  return text === '' || !Number.isFinite(value) || value < 0 ? undefined : value
}

/** The data point of a log event, with the names of the columns: what Analytics Engine would have of it. */
export const pointOf = (event: ReadonlyMap<string, string | number>): Json =>
  Object.fromEntries(
    [...columns].flatMap(([log, column]) => {
      const value = event.get(log)
      if (value === undefined) return []
      return [[column, column.startsWith('double') ? Number(value) : String(value)]]
    }),
  )
