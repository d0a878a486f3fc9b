/** Reads source files and what they import from one another. Type imports count: they order the rooms as others do. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface SourceFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string
  /** Raw lines: comments and blank ones count. */
  readonly lines: number
  /** The paths of this tree that the file names in an import, each once. */
  readonly imports: readonly string[]
  readonly text: string
}

const IMPORT = /(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g

/** One file of a tree. `path` is relative to the root of the repository. */
export function sourceFile(path: string, text: string): SourceFile {
  const imports = Array.from(text.matchAll(IMPORT), ([, to = '']) => normalize(join(dirname(path), to)))
  return { path, lines: text.split('\n').length - 1, imports: [...new Set(imports)], text }
}

const ROOT = join(import.meta.dirname, '../..')

/** All files of a folder of the repository whose names end in one of `endings`, in the order of their paths; no packages. */
export function readTree(folder: string, endings: readonly string[]): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => endings.some((ending) => path.endsWith(ending)) && !path.includes('node_modules'))
    .map((path) => join(folder, path))
    .toSorted()
    .map((path) => sourceFile(path, readFileSync(join(ROOT, path), 'utf8')))
}
