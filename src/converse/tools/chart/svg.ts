/** Draws a chart as an SVG file, by Apache ECharts. */

import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts'
import { GraphicComponent, GridComponent, LegendPlainComponent, TitleComponent } from 'echarts/components'
import { init, setPlatformAPI, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Language } from '../../../sentences/sentences.ts'
import { bars } from './bars.ts'
import { widthOf } from './letters.ts'
import { lines } from './lines.ts'
import type { Drawing } from './option.ts'
import { pie } from './pie.ts'
import { scatter } from './scatter.ts'
import type { Chart } from './spec.ts'
import { BACKGROUND, FONT, WIDTH } from './theme.ts'
import { keepTextsApart } from './measured-texts.ts'

use([
  BarChart,
  LineChart,
  PieChart,
  ScatterChart,
  GraphicComponent,
  GridComponent,
  LegendPlainComponent,
  TitleComponent,
  SVGRenderer,
])

keepTextsApart()

// There is no canvas to measure text on. A font is written as in CSS: "normal 700 30px Inter".
setPlatformAPI({
  measureText: (text, font = '') => {
    const [, weight, size] = /(\d+) ([\d.]+)px/.exec(font) ?? []
    return { width: widthOf(text, Number(size ?? 12), Number(weight) >= 600 ? 'bold' : 'medium') }
  },
})

const KINDS = { bar: bars, line: lines, area: lines, scatter, pie, donut: pie } satisfies Record<
  Chart['type'],
  (chart: Chart, language: Language) => Drawing
>

/** The SVG of a chart whose texts can all be drawn (see `drawable`); `language` decides how numbers are written. */
export function svgOf(chart: Chart, language: Language): string {
  const { option, height } = KINDS[chart.type](chart, language)
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  try {
    drawn.setOption({
      animation: false,
      useUTC: true,
      backgroundColor: BACKGROUND,
      textStyle: { fontFamily: FONT, fontWeight: 500 },
      ...option,
    })
    return drawn.renderToSVGString()
  } finally {
    // A chart keeps a timer until it is disposed of.
    drawn.dispose()
  }
}
