/** Shows all Markdown of the installed packages as answers and prints what a reader of Discord would lose of it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { GRAVE, lossesOf } from './compare.ts'
import { corpusPieces } from './pieces.ts'

const { values } = parseArgs({
  options: { every: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
})
const every = Number(values.every)
const all = corpusPieces('node_modules').filter(({ name }) => name.includes(values.only))
const pieces = all.filter((_, at) => at % every === 0)

const counts = new Map<string, number>()
const lines: string[] = []
let whole = 0
const started = performance.now()
for (const { name, text } of pieces) {
  const losses = lossesOf(text)
  if (losses.length === 0) whole += 1
  for (const { kind, words, context } of losses) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    lines.push(`${kind}\t${name}\t${JSON.stringify(words)}\t${JSON.stringify(context)}`)
  }
}
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.log(`${pieces.length} pieces, ${whole} without a loss, ${lines.length} losses, ${seconds} s`)
for (const [kind, count] of [...counts].toSorted(([, a], [, b]) => b - a)) console.log(`  ${kind}: ${count}`)
if (lines.length > 40) {
  mkdirSync('out', { recursive: true })
  writeFileSync('out/corpus.tsv', `${lines.toSorted().join('\n')}\n`)
  console.log('Each loss is in out/corpus.tsv.')
} else for (const line of lines) console.log(line)
if ([...counts.keys()].some((kind) => (GRAVE as ReadonlySet<string>).has(kind))) process.exitCode = 1
