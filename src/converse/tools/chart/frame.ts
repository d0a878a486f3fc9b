/** The head of every chart: title, what the values are, and the colours of the series. */

import type { LegendComponentOption, TitleComponentOption } from 'echarts/components'
import { breakLines, fit, widthOf } from './letters.ts'
import type { Chart } from './spec.ts'
import { LABEL, MARGIN, TEXT, TITLE, WIDTH } from './theme.ts'

const TITLE_SIZE = 30
const TITLE_LINE = 38
const LINE = 34
const CHIP = 18
const CHIP_GAP = 10
const ITEM_GAP = 28
const INNER = WIDTH - 2 * MARGIN

export interface Head {
  readonly title: TitleComponentOption[]
  readonly legend: LegendComponentOption[]
  /** Where the chart proper may begin, in pixels from the top. */
  readonly bottom: number
}

/** Series are known to the legend by their number, as names may be missing or equal. */
export function headOf(chart: Pick<Chart, 'title' | 'unit' | 'series'>): Head {
  let bottom = MARGIN - 10
  const title: TitleComponentOption[] = []
  const add = (lines: readonly string[], size: number, height: number, look: 'bold' | 'medium'): void => {
    if (lines.length === 0) return
    title.push({
      text: lines.join('\n'),
      left: MARGIN,
      top: bottom,
      padding: 0,
      textStyle: {
        fontSize: size,
        lineHeight: height,
        fontWeight: look === 'bold' ? 700 : 500,
        color: look === 'bold' ? TITLE : LABEL,
      },
    })
    bottom += lines.length * height
  }
  add(breakLines(chart.title, TITLE_SIZE, INNER, 2, 'bold'), TITLE_SIZE, TITLE_LINE, 'bold')
  const several = chart.series.length > 1
  const name = chart.series[0]?.name ?? ''
  // A name that only repeats the title says nothing; several names are in the legend.
  const caption = [several || name === chart.title ? '' : name, chart.unit].filter((text) => text !== '')
  if (caption.length > 0) add([fit(caption.join(' · '), TEXT, INNER)], TEXT, LINE, 'medium')

  const names = chart.series.map(({ name: own }, at) =>
    fit(own === '' ? String(at + 1) : own, TEXT, INNER / 3 - 70),
  )
  const legend = (several ? rowsOf(names) : []).map((row, at): LegendComponentOption => ({
    data: row.map(String),
    formatter: (number: string) => names[Number(number)] ?? '',
    left: MARGIN,
    top: bottom + 8 + at * LINE,
    padding: 0,
    itemWidth: CHIP,
    itemHeight: CHIP,
    itemGap: ITEM_GAP,
    icon: 'roundRect',
    selectedMode: false,
    textStyle: { color: LABEL, fontSize: TEXT, fontWeight: 500, padding: [0, 0, 0, CHIP_GAP - 5] },
  }))
  return { title, legend, bottom: bottom + legend.length * LINE + 18 }
}

/** The numbers of the names that fit into each row. */
function rowsOf(names: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = []
  let end = Infinity
  for (const [at, name] of names.entries()) {
    const width = CHIP + CHIP_GAP + widthOf(name, TEXT)
    if (end + ITEM_GAP + width > INNER) {
      rows.push([])
      end = -ITEM_GAP
    }
    rows.at(-1)?.push(at)
    end += ITEM_GAP + width
  }
  return rows
}
