/** What Claude is told of the charts; apart from what draws them, which is read only when one is wanted. */

import { MOST } from './spec.ts'

const text = (description: string) => ({ type: 'string', description }) as const

export const chartDescription = `Draws a bar, line or pie chart as a PNG picture and attaches it to the answer. Use it when numbers are \
to be compared or a development is asked for, and the numbers are known; a table serves better for fewer than three \
values. "bar" compares up to 30 things (long names get lying bars by themselves), "line" shows a development in time, \
also a long one, "pie" the parts of one whole (no negative values; the smallest of many are put together). Bring labels \
and values into the order to show: up to ${MOST.labels} labels, of which a long axis shows only some, and up to \
${MOST.series} series. Axis, colours, number format and size are chosen for you. Labels can be in Latin, Greek or \
Cyrillic letters; emoji are left out.`

export const chartSchema = {
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
} as const
