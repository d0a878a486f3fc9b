/** What of a result is shown, a row for each measure; lower is better in all of them. */

import type { Entrant, Result, Spread } from './result.ts'

export interface Row {
  readonly scene: keyof typeof SCENES
  readonly figure: string
  readonly label: string
  readonly unit: 'ms' | 'count'
  /** Shown beside the median. */
  readonly p95?: true
  /** Only who has lost nothing in the scene can be the best: less is easy for who leaves something out. */
  readonly ofWhole?: true
  /** Also in the README. */
  readonly front?: true
}

const SCENES = {
  short: '700 characters',
  code: '4,100 characters, 8 blocks of code',
  long: '10,400 characters',
  equal: '8 ask the same in one channel, 4 later elsewhere',
  burst: '50 ask at once',
  thousand: '1,000 turns in 200 threads, 60 at once',
  killed: 'killed in the middle of 1,600 characters, and started again',
} as const

const [ms, count] = ['ms', 'count'] as const

export const ROWS: readonly Row[] = [
  {
    scene: 'short',
    figure: 'firstWordsMs',
    label: "first words after Claude's",
    unit: ms,
    p95: true,
    front: true,
  },
  {
    scene: 'short',
    figure: 'finalLagMs',
    label: "last change after Claude's end",
    unit: ms,
    p95: true,
    front: true,
  },
  { scene: 'short', figure: 'meanAgeMs', label: 'mean age of the shown text', unit: ms },
  { scene: 'code', figure: 'meanAgeMs', label: 'mean age of the shown text', unit: ms, front: true },
  { scene: 'code', figure: 'maxAgeMs', label: 'highest age of the shown text', unit: ms },
  {
    scene: 'code',
    figure: 'openFences',
    label: 'frames with an open block of code',
    unit: count,
    front: true,
  },
  { scene: 'code', figure: 'mostLost', label: 'characters lost, worst run', unit: count },
  { scene: 'code', figure: 'refused', label: '429s', unit: count, p95: true },
  { scene: 'long', figure: 'meanAgeMs', label: 'mean age of the shown text', unit: ms, front: true },
  { scene: 'long', figure: 'maxAgeMs', label: 'highest age of the shown text', unit: ms },
  { scene: 'long', figure: 'finalLagMs', label: "last change after Claude's end", unit: ms, p95: true },
  { scene: 'long', figure: 'mostLost', label: 'characters lost, worst run', unit: count, front: true },
  { scene: 'long', figure: 'refused', label: '429s', unit: count, p95: true },
  { scene: 'long', figure: 'messages', label: 'messages', unit: count, ofWhole: true },
  {
    scene: 'long',
    figure: 'edits',
    label: 'calls that changed something',
    unit: count,
    ofWhole: true,
    front: true,
  },
  { scene: 'equal', figure: 'claudeCalls', label: 'calls to Claude', unit: count, front: true },
  { scene: 'equal', figure: 'wholeMs', label: 'whole answer for the 8', unit: ms, p95: true },
  { scene: 'equal', figure: 'laterWholeMs', label: 'whole answer for the later 4', unit: ms, p95: true },
  { scene: 'equal', figure: 'notWhole', label: 'not whole within 15 s, of 48', unit: count },
  { scene: 'burst', figure: 'ackMs', label: 'first response', unit: ms, p95: true, front: true },
  { scene: 'burst', figure: 'late', label: 'later than 3 s, which Discord refuses, of 200', unit: count },
  { scene: 'thousand', figure: 'lost', label: 'not whole', unit: count, front: true },
  { scene: 'thousand', figure: 'refused', label: '429s', unit: count },
  { scene: 'thousand', figure: 'wholeMs', label: 'whole answer', unit: ms, p95: true },
  { scene: 'thousand', figure: 'tookMs', label: 'all of them', unit: ms, front: true },
  {
    scene: 'killed',
    figure: 'lost',
    label: 'characters lost',
    unit: count,
    front: true,
  },
  { scene: 'killed', figure: 'wholeAfterMs', label: 'whole again after (–: never)', unit: ms },
]

/** With its scene, as the tables name it. */
export const labelOf = ({ scene, label }: Row): string => `${SCENES[scene]}: ${label}`

export const spreadOf = ({ scenes }: Result, { scene, figure }: Row, { id }: Entrant): Spread | undefined =>
  scenes[scene]?.[id]?.[figure]

/** Whether this entrant may be the best in the row. */
export const canWin = ({ scenes }: Result, { scene, ofWhole }: Row, { id }: Entrant): boolean =>
  ofWhole !== true || (scenes[scene]?.[id]?.['mostLost']?.p50 ?? 0) === 0

/** `103 ms`, `17.9 s`, `12,065`. */
export function written(value: number, unit: Row['unit']): string {
  if (unit === 'ms' && value >= 10_000) return `${(value / 1_000).toFixed(1)} s`
  return `${Math.round(value).toLocaleString('en')}${unit === 'ms' ? ' ms' : ''}`
}

/** With the p95 in brackets where the row shows it and it is another. */
export function cellOf(row: Row, spread: Spread): string {
  const [p50, p95] = [written(spread.p50, row.unit), written(spread.p95, row.unit)]
  return row.p95 === true && p50 !== p95 ? `${p50} (${p95})` : p50
}
