/** Every folder has its row in the map of the repository, and every doc its link in the README. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`)

test('the map has each folder of src and test, those of src/converse one by one, and none that is gone', () => {
  const [, map = ''] = readFileSync('docs/architecture.md', 'utf8').split('## Map of the repository')
  const rows = map.split('\n## ')[0] ?? ''
  const named = Array.from(
    rows.matchAll(/\[((?:src|test)\/[\w/-]+)\/\]\(\.\.\/\1\)/g),
    ([, name = '']) => name,
  )
  const there = [...foldersIn('src'), ...foldersIn('test'), ...foldersIn('src/converse')]
  expect(there.filter((folder) => folder !== 'src/converse' && !named.includes(folder))).toEqual([])
  expect(named.filter((folder) => !existsSync(folder))).toEqual([])
})

test('the README leads to each doc', () => {
  const readme = readFileSync('README.md', 'utf8')
  const docs = readdirSync('docs').filter((name) => name.endsWith('.md'))
  expect(docs.filter((name) => !readme.includes(`(docs/${name})`))).toEqual([])
})
