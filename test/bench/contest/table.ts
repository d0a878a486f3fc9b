/** The tables of a comparison, and what others do better in them. */

import type { Result } from './result.ts'
import { canWin, cellOf, labelOf, type Row, ROWS, spreadOf, written } from './rows.ts'

const OURS = 'threadkeeper'
/** Less is the machine's mood. */
const CLEARLY = 0.9
const MS_THAT_COUNT = 10

/** All rows, what others do better, and the machine: what stands in docs/testing.md. */
export const wholeTable = (result: Result): string =>
  [
    ...table(result, ROWS),
    '',
    'Another bot is clearly better than Threadkeeper in these rows (medians):',
    '',
    ...listed(betterThanOurs(result, ROWS)).map((one) => `- ${one}`),
    '',
    `Measured on ${result.day}: ${result.machine}. Versions: ${result.entrants
      .filter(({ id }) => id !== OURS)
      .map(({ name, made }) => (made.startsWith(name) ? made : `${name} (${made})`))
      .join(', ')}.`,
  ].join('\n')

/** The rows of the README, and in one sentence what others do better in them. */
export function frontTable(result: Result): string {
  const rows = ROWS.filter(({ front }) => front === true)
  return [
    ...table(result, rows),
    '',
    `Rows in which another bot is clearly better than Threadkeeper: ${listed(betterThanOurs(result, rows)).join('; ')}.`,
  ].join('\n')
}

const listed = (found: readonly string[]): readonly string[] => (found.length === 0 ? ['none'] : found)

/** The best of each row is bold, unless all are the same. */
function table(result: Result, rows: readonly Row[]): readonly string[] {
  const { entrants } = result
  return [
    line(['', ...entrants.map(({ name }) => name)]),
    `|${'---|'.repeat(entrants.length + 1)}`,
    ...rows.map((row) => line([labelOf(row), ...cellsOf(result, row)])),
  ]
}

function cellsOf(result: Result, row: Row): readonly string[] {
  const spreads = result.entrants.map((entrant) => ({ entrant, spread: spreadOf(result, row, entrant) }))
  const values = spreads.flatMap(({ entrant, spread }) =>
    spread === undefined || !canWin(result, row, entrant) ? [] : [Math.round(spread.p50)],
  )
  const best = Math.min(...values)
  const isTie = values.every((value) => value === best)
  return spreads.map(({ entrant, spread }) => {
    if (spread === undefined) return '–'
    const cell = cellOf(row, spread)
    const isBest = !isTie && Math.round(spread.p50) === best && canWin(result, row, entrant)
    return isBest ? `**${cell}**` : cell
  })
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** For each row in which somebody is clearly better than Threadkeeper, who and by how much. */
function betterThanOurs(result: Result, rows: readonly Row[]): readonly string[] {
  const ours = result.entrants.find(({ id }) => id === OURS)
  if (ours === undefined) return []
  return rows.flatMap((row) => {
    const own = spreadOf(result, row, ours)?.p50
    const [best] = result.entrants
      .flatMap((entrant) => {
        const spread = spreadOf(result, row, entrant)
        return spread === undefined || !canWin(result, row, entrant) ? [] : [{ entrant, p50: spread.p50 }]
      })
      .toSorted((a, b) => a.p50 - b.p50)
    if (own === undefined || best === undefined || !isClearlyLess(best.p50, own, row)) return []
    return [`${labelOf(row)} (${best.entrant.name} ${written(best.p50, row.unit)})`]
  })
}

const isClearlyLess = (value: number, than: number, { unit }: Row): boolean =>
  value < than * CLEARLY && than - value >= (unit === 'ms' ? MS_THAT_COUNT : 1)
