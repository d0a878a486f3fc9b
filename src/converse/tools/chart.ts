/** The tool that draws a chart: what Claude is told of it, and from Claude's input the picture and the same in text. */

import type { Language } from '../../sentences.ts'
import { layout } from './chart/layout.ts'
import { drawable } from './chart/letters.ts'
import { encodePng } from './chart/png.ts'
import { paint } from './chart/raster.ts'
import { type Chart, MOST, parseChart } from './chart/spec.ts'
import { textChart } from './chart/text-chart.ts'

const text = (description: string) => ({ type: 'string', description }) as const

/** Name, description and input schema, as the Messages API takes them. */
export const chartTool = {
  name: 'chart',
  description: `Draws a bar, line or pie chart as a PNG picture and attaches it to the answer. Use it when numbers are \
to be compared or a development is asked for, and the numbers are known; a table serves better for fewer than three \
values. "bar" compares up to 30 things (long names get lying bars by themselves), "line" shows a development in time, \
also a long one, "pie" the parts of one whole (no negative values; the smallest of many are put together). Bring labels \
and values into the order to show: up to ${MOST.labels} labels, of which a long axis shows only some, and up to \
${MOST.series} series. Axis, colours, number format and size are chosen for you. Labels can be in Latin, Greek or \
Cyrillic letters; emoji are left out.`,
  input_schema: {
    type: 'object',
    properties: {
      type: { type: 'string', enum: ['bar', 'line', 'pie'] },
      title: text('What the chart says, short; in the language of the conversation'),
      labels: {
        type: 'array',
        items: { type: 'string' },
        description: 'A name for each bar, point or slice; for dates keep them short: "Jan", "3 May", "2024"',
      },
      series: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            name: text('What these values are; needed where there are several series'),
            values: {
              type: 'array',
              items: { type: ['number', 'null'] },
              description:
                'One number for each label, null where there is none; plain numbers, rounded sensibly',
            },
          },
          required: ['values'],
          additionalProperties: false,
        },
      },
      unit: text('Of the values, short: "€", "ms", "million people"'),
    },
    required: ['type', 'labels', 'series'],
    additionalProperties: false,
  },
} as const

export type Drawn =
  | {
      readonly ok: true
      /** The bytes of a PNG file, below 100 KB; 1,000 pixels wide, 560 high and more only for many lying bars. */
      readonly png: Uint8Array
      /** The same chart as Markdown, within one message: for where no picture can be sent. */
      readonly text: string
    }
  /** `why` is for Claude, in English: what to change so that it works. */
  | { readonly ok: false; readonly why: string }

/**
 * Draws what Claude asked for. `input` is untrusted and may be anything; `language` decides how numbers are written.
 * Never throws for any input.
 */
export async function chart(input: unknown, language: Language): Promise<Drawn> {
  const parsed = parseChart(input)
  if (!parsed.ok) return parsed
  const spelled = inLetters(parsed.chart)
  if (typeof spelled === 'string')
    return {
      ok: false,
      why: `The picture has no letters for "${spelled}": write it in Latin letters, or show the numbers as a table.`,
    }
  const png = await encodePng(paint(layout(spelled, language)))
  return { ok: true, png, text: textChart(parsed.chart, language) }
}

/** The chart with all its texts in letters that the picture has, or the text for which there are none. */
function inLetters({ title, unit, labels, series, ...rest }: Chart): Chart | string {
  let missing: string | undefined
  const spell = (words: string): string => {
    const spelled = drawable(words)
    if (spelled === undefined) missing ??= words
    return spelled ?? ''
  }
  const spelled = {
    ...rest,
    title: spell(title),
    unit: spell(unit),
    labels: labels.map(spell),
    series: series.map(({ name, values }) => ({ name: spell(name), values })),
  }
  return missing ?? spelled
}
