/** Files and their lengths: which are too long, and how long the middle one is. */

import type { SourceFile } from './source-tree.ts'

/** A file of more raw lines has more than one reason to change. */
export const MOST_LINES = 300

/** Written by a program. Relative to the root of the repository. */
const GENERATED: readonly string[] = ['src/env.d.ts']

export const isWritten = (path: string): boolean => !GENERATED.includes(path)

export const longFiles = (files: readonly SourceFile[]): readonly SourceFile[] =>
  files
    .filter(({ path, lines }) => lines > MOST_LINES && isWritten(path))
    .toSorted((a, b) => b.lines - a.lines)

export function medianLines(files: readonly SourceFile[]): number {
  const lengths = files.map(({ lines }) => lines).toSorted((a, b) => a - b)
  return lengths[Math.floor((lengths.length - 1) / 2)] ?? 0
}

export const linesOf = (files: readonly SourceFile[]): number =>
  files.reduce((sum, { lines }) => sum + lines, 0)
