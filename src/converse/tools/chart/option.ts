/** What ECharts takes to draw a chart, with the parts of it that charts here are made of. */

import type { BarSeriesOption, LineSeriesOption, PieSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import type {
  GraphicComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TitleComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

export type Option = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | PieSeriesOption
  | ScatterSeriesOption
  | GraphicComponentOption
  | GridComponentOption
  | LegendComponentOption
  | TitleComponentOption
>

export interface Drawing {
  readonly option: Option
  /** In pixels; the width is always `WIDTH`. */
  readonly height: number
}
