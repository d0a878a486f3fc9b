/** What Claude is told of the charts; apart from what draws them, which is read only when one is wanted. */

import { MOST, TYPES } from './spec.ts'

const text = (description: string) => ({ type: 'string', description }) as const

export const chartDescription = `Draws a chart as a PNG picture and attaches it to the answer. Use it when numbers are to \
be compared or a development is asked for, and the numbers are known; a table serves better for fewer than three values. \
"bar" compares up to 30 things (bars lie where names are long, or with "horizontal"; "stacked" shows parts of sums), \
"line" shows a development in time, "area" one that is read by its size ("stacked" shows parts of sums over time), \
"scatter" whether two measures belong together, "pie" and "donut" the parts of one whole (no negative values; the \
smallest of many are put together; "donut" has the sum in its middle). Give "labels" for names in the order to show (up \
to ${MOST.labels}), or, for line, area and scatter, "x" for numbers or dates that stand at their true distances (up to \
${MOST.points}); up to ${MOST.series} series. Axes, colours, number format, legend and size are chosen for you; bars and areas begin at \
zero. Labels can be in Latin, Greek or Cyrillic letters; emoji are left out.`

export const chartSchema = {
  type: 'object',
  properties: {
    type: { type: 'string', enum: TYPES },
    title: text('What the chart says, short; in the language of the conversation'),
    labels: {
      type: 'array',
      items: { type: 'string' },
      description: 'A name for each bar, point or slice; for dates keep them short: "Jan", "3 May", "2024"',
    },
    x: {
      type: 'array',
      items: { type: ['number', 'string'] },
      description:
        'Instead of labels, for line, area and scatter: where each value stands; all numbers, or all ISO dates such as "2024-05-03" or "2024-05-03T14:30"',
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
              'One number for each label or x, null where there is none; plain numbers, rounded sensibly',
          },
        },
        required: ['values'],
        additionalProperties: false,
      },
    },
    unit: text('Of the values, short: "€", "ms", "million people"'),
    x_title: text('What "x" is, short, with its unit; not for dates'),
    stacked: { type: 'boolean', description: 'Bars or areas of several series upon each other' },
    horizontal: { type: 'boolean', description: 'Bars that lie' },
  },
  required: ['type', 'series'],
  additionalProperties: false,
} as const
