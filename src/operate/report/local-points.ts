/** The data points of the local stage, in a file: Analytics Engine keeps nothing on this machine. */

import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, type Json, parseJson } from '../../json.ts'
import { pointOf } from './columns.ts'

const FILE = 'points.jsonl'

/** How many points stay; the oldest go. A point is about 700 bytes. */
const KEPT = 5_000

/** @param folder made where it is not there yet @param at milliseconds since 1970 */
export interface LocalPoints {
  /** @param event the fields of an `ask.done` event */
  keep(event: ReadonlyMap<string, string | number>, at: number): void
}

/** A file that cannot be written is no reason to stop the bot: `failed` is told once. */
export function localPoints(folder: string, failed: (error: unknown) => void, kept = KEPT): LocalPoints {
  let lines: number | undefined
  let isBroken = false
  return {
    keep(event, at) {
      if (isBroken) return
      const timestamp = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
      try {
        mkdirSync(folder, { recursive: true })
        appendFileSync(
          join(folder, FILE),
          `${JSON.stringify({ timestamp, _sample_interval: 1, ...pointOf(event) })}\n`,
        )
        lines = lines === undefined ? linesIn(folder).length : lines + 1
        // A tenth more than stays, so that the file is not written anew for each point.
        if (lines > kept * 1.1) lines = cut(folder, kept)
      } catch (error) {
        isBroken = true
        failed(error)
      }
    },
  }
}

/** The points of a folder, the oldest first; none where there is no file. A line that broke off is left out. */
export const readLocalPoints = (folder: string): readonly Json[] =>
  linesIn(folder).map(parseJson).filter(isRecord)

function linesIn(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, FILE), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return []
  }
}

/** A process that ends in the middle leaves the old file whole. */
function cut(folder: string, kept: number): number {
  const left = linesIn(folder).slice(-kept)
  const path = join(folder, FILE)
  writeFileSync(`${path}.new`, `${left.join('\n')}\n`)
  renameSync(`${path}.new`, path)
  return left.length
}
