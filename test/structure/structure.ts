/** `npm run structure`: prints how the house is built: long files, layers and cycles, and the lines of each folder. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { arrowsOf, cyclic, folderOf, graphOf, layersOf, partOf, reachable } from './import-graph.ts'
import { membersOf } from './interface-members.ts'
import { isWritten, linesOf, longFiles, medianLines, MOST_LINES } from './long-files.ts'
import { readTree, type SourceFile } from './source-tree.ts'

const ROOT = join(import.meta.dirname, '../..')

const say = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}

const written = (folder: string): readonly SourceFile[] =>
  readTree(folder, ['.ts', '.js', '.css', '.html']).filter(({ path }) => isWritten(path))

const [src, test] = [written('src'), written('test')]
const tree = readTree('src', ['.ts', '.js'])
const rooms = graphOf(tree, partOf('src/converse'))
const folders = graphOf(tree, folderOf)
const files = graphOf(tree, (path) => path)
const bundled = reachable(files, 'src/worker.ts')
const ofBundle = tree.filter(({ path }) => path === 'src/worker.ts' || bundled.has(path))

say('Measure', 'value')
say('---', '---')
say(
  `files over ${MOST_LINES} raw lines in src/, in test/`,
  `${longFiles(src).length}, ${longFiles(test).length}`,
)
say('median lines of a file in src/, in test/', `${medianLines(src)}, ${medianLines(test)}`)
say('layers, arrows in src/converse', `${layersOf(rooms)}, ${arrowsOf(rooms)}`)
say('cycles of folders in src/converse', cyclic(rooms).length)
say('folders of src/ on a cycle', cyclic(folders).length)
say("dependencies of the turn's runner", membersOf(tree, 'TurnDeps') ?? 'no TurnDeps')
say(
  'files, lines of the bundle',
  `${ofBundle.length}, ${linesOf(ofBundle.filter(({ path }) => isWritten(path)))}`,
)
say('lines of README.md', readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length - 1)

process.stdout.write('\n')
say('Folder', 'files', 'lines', 'median')
say('---', '---:', '---:', '---:')
const all = [...src, ...test]
for (const name of [...new Set(all.map(({ path }) => rowOf(path)))].toSorted()) {
  const inside = all.filter(({ path }) => rowOf(path) === name)
  say(name, inside.length, linesOf(inside), medianLines(inside))
}

/** The folder in whose row a file is counted: a room of these two is a row of its own, elsewhere all rooms are one. */
function rowOf(path: string): string {
  const isRoom = /^src\/(converse|playground)\//.test(path)
  return path
    .split('/')
    .slice(0, -1)
    .slice(0, isRoom ? 3 : 2)
    .join('/')
}

if (longFiles(all).length > 0) {
  process.stdout.write('\n')
  say('Long file', 'lines')
  say('---', '---:')
  for (const { path, lines } of longFiles(all)) say(path, lines)
}
