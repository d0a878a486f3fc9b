/** Imports go one way, type imports counted: down the rooms of a conversation, and never round between folders. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '../../src')

interface Import {
  readonly from: string
  readonly to: string
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file))
const imports: readonly Import[] = files.flatMap((from) =>
  Array.from(
    readFileSync(join(SRC, from), 'utf8').matchAll(/(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g),
    ([, path = '']) => ({ from, to: normalize(join(dirname(from), path)) }),
  ),
)

/** The rooms of a conversation in the order of a turn; those of one row do not know each other. */
const ROOMS = [['thread'], ['turn'], ['coordinator'], ['cache', 'tools', 'files'], ['claude'], ['.']]
const roomOf = (file: string): string => dirname(relative('converse', file)).split('/')[0] ?? '.'
const layerOf = (file: string): number => ROOMS.findIndex((row) => row.includes(roomOf(file)))

test('a room of a conversation knows only rooms below it', () => {
  const inside = imports.filter(({ from, to }) => from.startsWith('converse/') && to.startsWith('converse/'))
  expect(inside.length).toBeGreaterThan(100)
  expect(files.filter((file) => file.startsWith('converse/') && layerOf(file) < 0)).toEqual([])
  const upward = inside.filter(({ from, to }) => roomOf(from) !== roomOf(to) && layerOf(from) >= layerOf(to))
  expect(upward).toEqual([])
})

test('no two folders know each other, directly or by way of others', () => {
  const arrows = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const [a, b] = [dirname(from), dirname(to)]
    // worker.ts alone sees everything.
    if (a !== b && from !== 'worker.ts') arrows.set(a, (arrows.get(a) ?? new Set()).add(b))
  }
  const reaches = (start: string, goal: string, seen = new Set<string>()): boolean =>
    Array.from(arrows.get(start) ?? []).some((next) => {
      if (next === goal) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, goal, seen)
    })
  expect(Array.from(arrows.keys()).filter((folder) => reaches(folder, folder))).toEqual([])
})
