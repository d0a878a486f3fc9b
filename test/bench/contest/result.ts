/** What a comparison found, as it is kept in a file: written by the bench, read by the tables and the charts. */

import { isRecord, listAt, numberAt, recordAt, textAt } from '../../../src/json.ts'

/** Over the turns of a scene. */
export interface Spread {
  readonly p50: number
  readonly p95: number
}

/** By the figure's name: milliseconds where the name ends in `Ms`, counts otherwise. */
export type Figures = Readonly<Record<string, Spread>>

export interface Entrant {
  readonly id: string
  readonly name: string
  /** The package that it is made with, and its version. */
  readonly made: string
}

export interface Result {
  /** Processor, memory, system, Node. */
  readonly machine: string
  /** When it was measured: `2026-11-30`. */
  readonly day: string
  readonly entrants: readonly Entrant[]
  /** By scene, then by entrant. */
  readonly scenes: Readonly<Record<string, Readonly<Record<string, Figures>>>>
}

/** Undefined for what is no result. */
export function readResult(raw: unknown): Result | undefined {
  const machine = textAt(raw, 'machine')
  const day = textAt(raw, 'day')
  const entrants = listAt(raw, 'entrants').map(readEntrant)
  if (machine === undefined || day === undefined || entrants.length === 0) return undefined
  if (!entrants.every((one) => one !== undefined)) return undefined
  const scenes: Record<string, Record<string, Figures>> = {}
  for (const [scene, by] of Object.entries(recordAt(raw, 'scenes'))) {
    const found: Record<string, Figures> = {}
    for (const [id, figures] of Object.entries(isRecord(by) ? by : {})) found[id] = readFigures(figures)
    scenes[scene] = found
  }
  return { machine, day, entrants, scenes }
}

function readEntrant(raw: unknown): Entrant | undefined {
  const [id, name, made] = [textAt(raw, 'id'), textAt(raw, 'name'), textAt(raw, 'made')]
  return id === undefined || name === undefined || made === undefined ? undefined : { id, name, made }
}

function readFigures(raw: unknown): Figures {
  const figures: Record<string, Spread> = {}
  for (const [name, spread] of Object.entries(isRecord(raw) ? raw : {})) {
    const [p50, p95] = [numberAt(spread, 'p50'), numberAt(spread, 'p95')]
    if (p50 !== undefined && p95 !== undefined) figures[name] = { p50, p95 }
  }
  return figures
}
