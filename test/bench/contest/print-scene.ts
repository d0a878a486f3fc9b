/** How a scene is printed: a line for each contender, median and p95 of each figure. */

import { cells, say } from '../print.ts'
import type { Entrant, Figures } from './result.ts'
import type { Scene } from './scene.ts'

export function printScene(name: string, entrants: readonly Entrant[], scene: Scene): void {
  const columns = Object.keys(Object.values(scene)[0] ?? {})
  say(`\n${name}`)
  say(cells('median / p95', ...columns))
  for (const { id, name: who } of entrants)
    say(cells(who, ...columns.map((column) => written(scene[id]?.[column]))))
}

function written(spread: Figures[string] | undefined): string {
  if (spread === undefined) return 'none'
  const [p50, p95] = [Math.round(spread.p50), Math.round(spread.p95)]
  return p50 === p95 ? String(p50) : `${p50} / ${p95}`
}
