/** How the house is built: what `npm run structure` counts, on a small tree, and the rules that the real tree keeps. */

import { dirname, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  arrowsOf,
  cyclic,
  folderOf,
  graphOf,
  layersOf,
  partOf,
  reachable,
} from '../structure/import-graph.ts'
import { membersOf } from '../structure/interface-members.ts'
import { longFiles, medianLines } from '../structure/long-files.ts'
import { readTree, sourceFile } from '../structure/source-tree.ts'

const tree = readTree('src', ['.ts', '.js'])

/** The rooms of a conversation in the order of a turn; those of one row do not know each other. */
const ROOMS = [['thread'], ['turn'], ['coordinator'], ['cache', 'tools', 'files'], ['claude'], ['question']]
const roomOf = (file: string): string => dirname(relative('src/converse', file)).split('/')[0] ?? '.'
const layerOf = (file: string): number => ROOMS.findIndex((row) => row.includes(roomOf(file)))
const inConversation = (file: string): boolean => file.startsWith('src/converse/')

describe('a small tree', () => {
  const small = [
    sourceFile('src/worker.ts', `import { ask } from '../top/ask.ts'\n`),
    sourceFile('top/ask.ts', `import type { Word } from '../middle/word.ts'\nexport * from './more.ts'\n`),
    sourceFile('top/more.ts', `const later = () => import('../low/low.ts')\n`),
    sourceFile('middle/word.ts', `import '../low/low.ts'\nimport { x } from 'elsewhere'\n`),
    sourceFile('low/low.ts', `export type Back = import('../middle/word.ts').Word\n\n`),
    sourceFile('alone/alone.ts', ''),
  ]
  const files = graphOf(small, (path) => path)
  const folders = graphOf(small, folderOf)

  test('every kind of import is seen once, that of a type included', () => {
    expect(Object.fromEntries(small.map(({ path, imports }) => [path, imports]))).toEqual({
      'src/worker.ts': ['top/ask.ts'],
      'top/ask.ts': ['middle/word.ts', 'top/more.ts'],
      'top/more.ts': ['low/low.ts'],
      'middle/word.ts': ['low/low.ts'],
      'low/low.ts': ['middle/word.ts'],
      'alone/alone.ts': [],
    })
  })

  test('folders know one another once, however many files do', () => {
    expect(arrowsOf(folders)).toBe(4)
    expect(cyclic(folders)).toEqual(['middle', 'low'])
    expect(layersOf(folders)).toBe(2)
  })

  test('layers are counted along the longest way', () => {
    expect(layersOf(files)).toBe(4)
    expect(layersOf(new Map())).toBe(0)
  })

  test('what the entry reaches is the bundle', () => {
    expect([...reachable(files, 'src/worker.ts')].toSorted()).toEqual([
      'low/low.ts',
      'middle/word.ts',
      'top/ask.ts',
      'top/more.ts',
    ])
  })

  test('the parts of a folder are its files and its folders', () => {
    const part = partOf('converse')
    expect(['converse/question.ts', 'converse/turn/turn.ts', 'deliver/reply.ts'].map(part)).toEqual([
      'question.ts',
      'turn',
      undefined,
    ])
  })

  test('raw lines count, the longest file first', () => {
    const long = ['b.ts', 'a.ts', 'c.ts'].map((path, n) => sourceFile(path, '\n'.repeat(300 + n)))
    expect(longFiles(long).map(({ path, lines }) => [path, lines])).toEqual([
      ['c.ts', 302],
      ['a.ts', 301],
    ])
    expect(longFiles([sourceFile('src/env.d.ts', '\n'.repeat(900))])).toEqual([])
    expect(medianLines(long)).toBe(301)
  })

  test('inherited members of an interface count, and a member that is declared twice counts once', () => {
    const declared = sourceFile(
      'deps.ts',
      'interface Few {\n  readonly ask: () => void\n  now(): number\n}\n' +
        'interface All extends Few {\n  /** Why. */\n  readonly ask: (\n    text: string,\n  ) => void\n  readonly later?: string\n}\n',
    )
    expect(membersOf([declared], 'Few')).toBe(2)
    expect(membersOf([declared], 'All')).toBe(3)
    expect(membersOf([declared], 'None')).toBeUndefined()
  })
})

describe('the real tree', () => {
  test('a room of a conversation knows only rooms below it', () => {
    const inside = tree
      .filter(({ path }) => inConversation(path))
      .flatMap(({ path, imports }) => imports.filter(inConversation).map((to) => ({ from: path, to })))
    expect(inside.length).toBeGreaterThan(100)
    expect(tree.filter(({ path }) => inConversation(path) && layerOf(path) < 0)).toEqual([])
    const upward = inside.filter(
      ({ from, to }) => roomOf(from) !== roomOf(to) && layerOf(from) >= layerOf(to),
    )
    expect(upward).toEqual([])
  })

  test('no two folders know each other, directly or by way of others', () => {
    expect(cyclic(graphOf(tree, folderOf))).toEqual([])
  })

  test('no file is longer than 300 raw lines', () => {
    const tests = readTree('test', ['.ts', '.js'])
    expect(tests.length).toBeGreaterThan(100)
    expect(longFiles([...tree, ...tests]).map(({ path }) => path)).toEqual([])
  })
})
