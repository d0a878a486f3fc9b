/** What the docs say that code knows: links, events, fields and sentences are compared with the source. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { storageFigures, turnFigures } from '../../src/measure/figures.ts'
import { shares } from '../../src/measure/turn-report.ts'
import { variantFields } from '../../src/measure/variants.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const filesIn = (folder: string, kind: RegExp): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => kind.test(file))
    .map((file) => join(folder, file))

const pages = [...readdirSync(ROOT).filter((file) => file.endsWith('.md')), ...filesIn('docs', /\.md$/)]
const allOf = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, found = '']) => found)
const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted()

/** The section of a page under a heading, up to the next heading. */
const section = (file: string, heading: string): string =>
  read(file)
    .split(/^(?=## )/m)
    .find((part) => part.startsWith(`## ${heading}`)) ?? ''

/** The names in backticks in the first column of the tables of a text. */
const namesIn = (text: string): readonly string[] =>
  allOf(text, /^\| (`.*?) \| /gm).flatMap((cell) => allOf(cell, /`([^`]+)`/g))

const figures = Object.values({ ...turnFigures, ...storageFigures })

test('the README fits on its front page', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
})

test('every relative link leads to a file', () => {
  const links = pages.flatMap((page) =>
    allOf(read(page).replaceAll(/^```[^]*?^```/gm, ''), /\]\((?!https?:|#|mailto:)([^)#]+)/g).map((to) => ({
      page,
      to,
    })),
  )
  expect(links.length).toBeGreaterThan(100)
  expect(links.filter(({ page, to }) => !existsSync(join(ROOT, dirname(page), to)))).toEqual([])
})

test('the decisions are all in their list, by the numbers of their files', () => {
  const list = read('docs/decisions/README.md')
  const listed = allOf(list, /\]\((\d{4}-[^)]+)\)/g)
  expect(allOf(list, /^- (\d{4}): /gm)).toEqual(listed.map((file) => file.slice(0, 4)))
  expect(listed).toEqual(
    readdirSync(join(ROOT, 'docs/decisions'))
      .filter((file) => /^\d/.test(file))
      .toSorted(),
  )
})

describe('docs/events.md', () => {
  test('names the events that the source logs, and no others', () => {
    const logged = filesIn('src', /\.ts$/)
      .filter((file) => !file.startsWith('src/playground'))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .filter((line) => /\bevt\b/.test(line)),
      )
      .flatMap((line) => allOf(line, /'([a-z]+\.[a-z_]+)'/g))
    const tables = section('docs/events.md', 'Other events') + section('docs/events.md', "Claude's models")
    const headings = allOf(read('docs/events.md'), /^## .*`(ask\.[a-z]+)`$/gm)
    expect(distinct([...namesIn(tables), ...headings])).toEqual(distinct(logged))
  })

  test('names the fields of a turn, and no others', () => {
    expect(distinct(namesIn(section('docs/events.md', 'A turn')))).toEqual(
      distinct(['evt', 'v', ...figures.map(({ log }) => log), ...Object.keys(shares)]),
    )
  })

  test('names the fields of an interaction, and no others', () => {
    const [, accepted = ''] = read('src/measure/accept-event.ts').split('interface AcceptEvent')
    expect(distinct(namesIn(section('docs/events.md', 'An interaction')))).toEqual(
      distinct([...allOf(accepted, /readonly (\w+):/g), ...Object.keys(variantFields())]),
    )
  })

  test('names the columns of the data point, each with its field', () => {
    const named = allOf(section('docs/events.md', 'The data point'), /(`(?:index|blob|double)\d+` \| `\w+`)/g)
    const columns = figures.flatMap(({ log, column }) =>
      column === undefined ? [] : [`\`${column}\` | \`${log}\``],
    )
    expect(named.toSorted()).toEqual(columns.toSorted())
  })
})

test('the sentences that docs/members.md quotes are beginnings of ours', () => {
  const english = filesIn('src/sentences', /\.ts$/)
    .map(read)
    .flatMap((text) => allOf(text, /\ben:\s*['"](.+)['"][,\s]/g))
  const table = section('docs/members.md', 'Sentences')
  const quoted = allOf(table, /\*([^*|]+)\*/g)
  expect(quoted.length).toBeGreaterThan(30)
  const unknown = quoted.filter((quote) => !english.some((sentence) => sentence.startsWith(quote)))
  expect(unknown).toEqual([])
})
