/** The `chart` tool: figures become a picture that goes along with the answer. */

import { textAt } from '../../json.ts'
import type { Tool } from './tool.ts'
import { chartDescription, chartSchema } from './chart/description.ts'

export const chartTool: Tool = {
  description: chartDescription,
  schema: chartSchema,
  async run(input, { attach, language = 'en' }) {
    // Only here, and only now: an answer without a chart does not wait for what draws it to be read.
    const [{ chart }, { toPng }] = await Promise.all([import('./chart.ts'), import('./chart/png.ts')])
    const drawn = await chart(input, language, toPng)
    if (!drawn.ok) return { text: drawn.why, isError: true }
    const file = {
      name: 'chart.png',
      type: 'image/png',
      content: drawn.png,
      ...(drawn.about === '' ? {} : { description: drawn.about }),
    }
    const name = attach?.(file) ?? 'chart.png'
    return {
      text: `${name} is attached to your answer; do not draw it again. It shows:\n${drawn.text}`,
      isError: false,
    }
  },
  detail: (input) => textAt(input, 'title') ?? textAt(input, 'type') ?? '',
  sameAs: () => undefined,
  afterCrash: 'again',
}
