/** `npm run charts`: makes the tables and charts of the comparison from docs/bench.json. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../../../src/json.ts'
import { say } from '../print.ts'
import { chartOf } from './chart.ts'
import { inPage } from './page.ts'
import { readResult } from './result.ts'
import { frontTable, wholeTable } from './table.ts'

const ROOT = join(import.meta.dirname, '../../..')

const result = readResult(parseJson(await readFile(join(ROOT, 'docs/bench.json'), 'utf8')))
if (result === undefined) {
  say('docs/bench.json holds no result. Make one: npm run bench -- peers --json docs/bench.json')
  process.exitCode = 1
} else {
  for (const theme of ['light', 'dark'] as const)
    await writeFile(join(ROOT, `docs/images/bench-${theme}.svg`), chartOf(result, theme))
  for (const [page, made] of [
    ['README.md', frontTable(result)],
    ['docs/testing.md', wholeTable(result)],
  ] as const) {
    const file = join(ROOT, page)
    await writeFile(file, inPage(await readFile(file, 'utf8'), made))
  }
}
