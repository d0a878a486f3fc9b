/** A comparison of two variants for the terminal. */

import { countText, dollarsText, secondsText, shareText } from './amounts.ts'
import type { Comparison, Unit } from './comparison.ts'
import type { ExperimentData } from './experiment.ts'
import type { ReportData } from './report-data.ts'
import { type Paint, WIDTH } from './report-text.ts'
import type { ShownTable } from './shown-tables.ts'
import { printable, textTable } from './text-table.ts'
import { between, signed } from './verdict.ts'

export function experimentText(data: ExperimentData, report: ReportData, paint: Paint): string {
  const { head, rows } = comparisonTable(data)
  const width = Math.max(...data.comparisons.map(({ name }) => name.length))
  return [
    paint.strong(`${data.flag}: on or off, ${report.from} to ${report.to} (UTC)`),
    `from ${printable(report.source)}`,
    sidesText(data),
    ...[leftOutText(data)].filter((text) => text !== ''),
    '',
    ...textTable(head, rows, WIDTH),
    '',
    ...data.comparisons.map(({ name, verdict }) => `${name.padEnd(width)}  ${verdict}`),
    '',
    methodText(data),
    ...report.notes.flatMap((note) => ['', printable(note)]),
  ].join('\n')
}

export const comparisonTable = ({ flag, comparisons }: ExperimentData): ShownTable => ({
  title: `${flag}: on or off`,
  head: ['', 'on', 'off', 'on − off', '95 % interval'],
  rows: comparisons.map(({ name, figure, unit, on, off, difference }) => [
    `${name} (${figure === 'median' ? 'median' : unit === 'share' ? 'share' : 'mean'})`,
    valueText(on.estimate, unit),
    valueText(off.estimate, unit),
    difference === undefined ? '–' : signed(difference.estimate, unit),
    difference === undefined ? '–' : between(difference.low, difference.high, unit),
  ]),
  empty: 'Nothing to compare.',
})

const side = (name: string, { turns, threads }: ExperimentData['on']): string =>
  `${name}: ${countText(turns)} turns in ${countText(threads)} threads`

export const sidesText = ({ on, off }: ExperimentData): string => `${side('on', on)}; ${side('off', off)}`

/** Empty where all turns are compared. */
export const leftOutText = ({ leftOut }: ExperimentData): string =>
  leftOut === 0
    ? ''
    : `${countText(leftOut)} turns are left out: no variant is known, or a crash or deploy interrupted them.`

export const methodText = ({ resamples, seed }: ExperimentData): string =>
  `Bootstrap by thread, ${countText(resamples)} resamples, seed ${seed}. One interval in twenty is wrong by chance.`

function valueText(value: Comparison['on']['estimate'], unit: Unit): string {
  return { ms: secondsText, dollars: dollarsText, share: shareText }[unit](value)
}
