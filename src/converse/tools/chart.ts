/** A chart: from Claude's input the picture, and the same in text. */

import type { Language } from '../../sentences/sentences.ts'
import { drawable } from './chart/letters.ts'
import { type Chart, parseChart } from './chart/spec.ts'
import { svgOf } from './chart/svg.ts'
import { textChart } from './chart/text-chart.ts'

export type Drawn =
  | {
      readonly ok: true
      /** The bytes of a PNG file; 1,000 pixels wide, 560 high and more only for many lying bars. */
      readonly png: Uint8Array
      /** The same chart as Markdown, within one message: for where no picture can be sent. */
      readonly text: string
      /** What the picture is about, in one line of at most 260 characters; empty where Claude has named nothing. */
      readonly about: string
    }
  /** `why` is for Claude, in English: what to change so that it works. */
  | { readonly ok: false; readonly why: string }

/**
 * Draws what Claude asked for. `input` is untrusted and may be anything; `language` decides how numbers are written;
 * `toPng` turns an SVG file into a PNG file. Where that fails the chart comes as text. Never rejects.
 */
export async function chart(
  input: unknown,
  language: Language,
  toPng: (svg: string) => Promise<Uint8Array>,
): Promise<Drawn> {
  const parsed = parseChart(input)
  if (!parsed.ok) return parsed
  const text = textChart(parsed.chart, language)
  const spelled = inLetters(parsed.chart)
  if (typeof spelled === 'string')
    return {
      ok: false,
      why: `The picture has no letters for "${spelled}": write it in Latin letters, or show this instead:\n${text}`,
    }
  try {
    return { ok: true, png: await toPng(svgOf(spelled, language)), text, about: aboutOf(parsed.chart) }
  } catch {
    return { ok: false, why: `The picture could not be drawn. Show this instead:\n${text}` }
  }
}

/** Its title, else the names of its series. */
const aboutOf = ({ title, series }: Chart): string =>
  title ||
  series
    .map(({ name }) => name)
    .filter((name) => name !== '')
    .join(', ')

/** The chart with all its texts in letters that the picture has, or the text for which there are none. */
function inLetters({ title, unit, xTitle, labels, series, ...rest }: Chart): Chart | string {
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
    xTitle: spell(xTitle),
    labels: labels.map(spell),
    series: series.map(({ name, values }) => ({ name: spell(name), values })),
  }
  return missing ?? spelled
}
