/** The report for the terminal: 80 columns, charts of signs, colours only where they are wanted. */

import { columns } from '../../deliver/markdown/graphemes.ts'
import { countText, secondsText } from './amounts.ts'
import type { Kind, ReportData } from './report-data.ts'
import {
  cacheTable,
  costTable,
  errorTable,
  experimentTable,
  headline,
  type ShownTable,
  speedTable,
  toolTable,
} from './shown-tables.ts'
import { bar, sparkline } from './text-chart.ts'
import { filled, printable, shortened, textTable } from './text-table.ts'

export const WIDTH = 80

/** How a terminal shows what matters; both give the text as it is where there are no colours. */
export interface Paint {
  readonly strong: (text: string) => string
  readonly chart: (text: string) => string
}

/** @param by the one kind to be shown; undefined for all in short */
export function reportText(data: ReportData, by: Kind | undefined, paint: Paint): string {
  const shown = by === undefined ? overview(data, paint) : detail(data, by, paint)
  return [
    paint.strong(`Threadkeeper, ${data.from} to ${data.to} (UTC)`),
    `from ${printable(data.source)}`,
    '',
    ...shown,
    ...data.notes.flatMap((note) => ['', printable(note)]),
  ].join('\n')
}

function overview(data: ReportData, paint: Paint): readonly string[] {
  const { day, model, server } = data.by
  return [
    ...headline(data.total).map(([name, value]) => `${name.padEnd(16)}${value}`),
    '',
    ...(day.length < 2
      ? []
      : [
          chartLine(
            'Asks a day',
            day.map(({ turns }) => turns),
            countText,
            paint,
          ),
          chartLine(
            'First words p50',
            day.map(({ firstWords }) => firstWords?.p50),
            secondsText,
            paint,
          ),
          chartLine(
            'Whole p95',
            day.map(({ whole }) => whole?.p95),
            secondsText,
            paint,
          ),
          '',
        ]),
    ...lines(speedTable('day', day), paint),
    ...lines(first(costTable('model', model), 'model'), paint),
    ...lines(first(costTable('server', server), 'server'), paint),
    ...lines(first(toolTable('model', model), 'model'), paint),
    ...lines(cacheTable(data), paint),
    ...lines(errorTable(data), paint),
    ...lines(experimentTable(data), paint),
  ].slice(0, -1)
}

/** An overview is short; the rest is told how to come by. */
const MOST_ROWS = 15

function first(table: ShownTable, by: Kind): ShownTable {
  const more = table.rows.length - MOST_ROWS
  if (more <= 0) return table
  const told = `… ${countText(more)} more: --by ${by}`
  return { ...table, rows: [...table.rows.slice(0, MOST_ROWS), [told, ...table.head.slice(1).map(() => '')]] }
}

/** The highest stands behind the line, so that its height says something. */
function chartLine(
  name: string,
  values: readonly (number | undefined)[],
  text: (value: number) => string,
  paint: Paint,
): string {
  const last = values.slice(-(WIDTH - 32))
  const most = Math.max(0, ...last.map((value) => value ?? 0))
  return `${name.padEnd(16)}${paint.chart(sparkline(last))}  most ${text(most)}`
}

function detail(data: ReportData, by: Kind, paint: Paint): readonly string[] {
  const groups = data.by[by]
  const most = Math.max(0, ...groups.map(({ turns }) => turns))
  const name = Math.min(24, Math.max(3, ...groups.map(({ key }) => columns(key))))
  const bars = groups.map(({ key, turns }) => {
    const count = countText(turns)
    return `${filled(shortened(key, name), name)}  ${paint.chart(bar(turns, most, WIDTH - name - 12))} ${count}`
  })
  return [
    ...(groups.length === 0 ? [] : [paint.strong('Asks'), ...bars, '']),
    ...lines(speedTable(by, groups), paint),
    ...(groups.length === 0 ? [] : lines(costTable(by, groups), paint)),
    ...(groups.length === 0 ? [] : lines(toolTable(by, groups), paint)),
  ].slice(0, -1)
}

function lines({ title, head, rows, empty }: ShownTable, paint: Paint): readonly string[] {
  const table = rows.length === 0 ? [empty] : textTable(head, rows, WIDTH)
  return [paint.strong(title), ...table, '']
}
