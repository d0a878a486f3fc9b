/** Lays a chart out: numbers in, shapes with their places out. */

import type { Language } from '../../../sentences.ts'
import { bars } from './bars.ts'
import { lines } from './lines.ts'
import { pie } from './pie.ts'
import type { Drawing } from './shape.ts'
import type { Chart } from './spec.ts'

const LAYOUTS = { bar: bars, line: lines, pie } satisfies Record<
  Chart['type'],
  (chart: Chart, language: Language) => Drawing
>

/** The drawing of a chart whose texts can all be drawn (see `drawable`); nothing in it lies outside of its canvas. */
export const layout = (chart: Chart, language: Language): Drawing => LAYOUTS[chart.type](chart, language)
