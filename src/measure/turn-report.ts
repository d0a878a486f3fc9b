/** What a turn cost, in its three shapes: one flat log event, one Analytics Engine data point, and figures read back. */

import { isRecord } from '../json.ts'
import type { Figure } from './figure.ts'
import { storageFigures, type TurnFigures, turnFigures, type TurnReport } from './figures.ts'

type Value = string | number

const figures: readonly (readonly [string, Figure<unknown>])[] = Object.entries({
  ...turnFigures,
  ...storageFigures,
})

/** What never came is −1 or empty outside, never missing. */
const outside = (value: Value | null | undefined): Value => (value === undefined ? -1 : (value ?? ''))

const valueOf = (report: Readonly<Record<string, Value | null | undefined>>, name: string): Value =>
  outside(report[name])

/** By field: whether it holds of a turn, 1 or 0. The average of such a field is a share, and charts of a log cannot divide. */
export const shares: Readonly<Record<string, (report: TurnFigures) => boolean>> = {
  is_hit: ({ cache }) => cache === 'hit',
  is_reused: ({ session }) => session === 'reused',
  is_error: ({ outcome }) => outcome !== 'answered' && outcome !== 'stopped',
}

/** One per turn. Names and meanings are stable: charts stand on them. */
export const logEvent = (report: TurnReport): Readonly<Record<string, Value>> => ({
  evt: 'ask.done',
  v: 1,
  ...Object.fromEntries(figures.map(([name, { log }]) => [log, valueOf(report, name)])),
  ...Object.fromEntries(Object.entries(shares).map(([name, holds]) => [name, holds(report) ? 1 : 0])),
})

/** The names of the figures in the columns of one kind, in their order. */
const columns = (kind: 'index' | 'blob' | 'double'): readonly string[] =>
  figures
    .flatMap(([name, { column }]) =>
      column?.startsWith(kind) === true ? [{ name, at: Number(column.slice(kind.length)) }] : [],
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name)

const blobs = columns('blob')
const doubles = columns('double')

export const dataPoint = (
  report: TurnReport,
): { readonly indexes: [string]; readonly blobs: string[]; readonly doubles: number[] } => ({
  indexes: [report.thread],
  blobs: blobs.map((name) => String(valueOf(report, name))),
  doubles: doubles.map((name) => Number(valueOf(report, name))),
})

const ofTurn: readonly (readonly [string, Figure<unknown>])[] = Object.entries(turnFigures)

const isComplete = (read: Readonly<Record<string, unknown>>): read is TurnFigures =>
  ofTurn.every(([name, figure]) => 'otherwise' in figure || read[name] !== undefined)

/**
 * A turn's figures read back: from storage, or from an object of another version. What is missing is taken for nothing.
 * Undefined for what names no turn and no thread: that can be counted nowhere.
 */
export function readFigures(raw: unknown): TurnFigures | undefined {
  if (!isRecord(raw)) return undefined
  const read = Object.fromEntries(
    ofTurn.map(([name, figure]) => [name, figure.read(raw[name]) ?? figure.otherwise]),
  )
  return isComplete(read) ? read : undefined
}
