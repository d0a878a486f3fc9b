/** Reads the SVG of a chart: its texts, and the shapes that stand for values. */

import { widthOf } from '../../src/converse/tools/chart/letters.ts'

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface SvgText extends Box {
  readonly text: string
  readonly colour: string
}

export interface SvgShape extends Box {
  /** Which value it stands for; undefined for axes, grids and the like. */
  readonly series: number | undefined
  readonly item: number | undefined
  readonly fill: string
  readonly stroke: string
  /** The points that it goes through, those that bend a curve among them. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface ReadSvg {
  readonly width: number
  readonly height: number
  readonly texts: readonly SvgText[]
  readonly shapes: readonly SvgShape[]
}

/** The elements that a chart is made of; any other is one that somebody smuggled in. */
const ELEMENTS = ['svg', 'rect', 'path', 'text', 'g']
const ELEMENT = /<(\w[\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*\/?>([^<]*)/g

/** Throws for anything that charts are not made of. */
export function readSvg(svg: string): ReadSvg {
  const texts: SvgText[] = []
  const shapes: SvgShape[] = []
  let size: Attributes = {}
  // What follows pointers, and where lines are clipped.
  const drawn = svg.replaceAll(/<(style|defs) >.*?<\/\1>/gs, '')
  const elements = Array.from(drawn.matchAll(ELEMENT))
  if (drawn.match(/<[^/]/g)?.length !== elements.length) throw new Error('an element that is not well formed')
  for (const [, name = '', rest = '', content = ''] of elements) {
    if (!ELEMENTS.includes(name)) throw new Error(`an element <${name}>`)
    const own = attributesOf(rest)
    if (name === 'svg') size = own
    if (name === 'text') texts.push(readText(own, unescaped(content)))
    if (name === 'path') shapes.push(readPath(own))
  }
  return { width: Number(size['width']), height: Number(size['height']), texts, shapes }
}

type Attributes = Readonly<Record<string, string>>

const attributesOf = (raw: string): Attributes =>
  Object.fromEntries(
    Array.from(raw.matchAll(/([\w:-]+)="([^"]*)"/g), ([, name = '', value = '']) => [name, unescaped(value)]),
  )

const ESCAPES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const unescaped = (text: string): string =>
  text.replaceAll(/&(.*?);/g, (_, name: string) => {
    const letter = ESCAPES[name]
    if (letter === undefined) throw new Error(`an entity &${name};`)
    return letter
  })

/** Where `transform` puts a point; charts turn nothing. */
function moved({ transform = 'matrix(1 0 0 1 0 0)' }: Attributes) {
  const [, name = '', list = ''] = /^(translate|matrix)\(([-\d.e, ]+)\)$/.exec(transform) ?? []
  const numbers = list.split(/[ ,]+/).map(Number)
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = name === 'translate' ? [1, 0, 0, 1, ...numbers] : numbers
  if (name === '' || b !== 0 || c !== 0) throw new Error(transform)
  return (px: number, py: number) => [x + px * a, y + py * d] as const
}

const ANCHORS: Readonly<Record<string, number>> = { start: 0, middle: 0.5, end: 1 }

function readText(own: Attributes, text: string): SvgText {
  const size = Number(/font-size:([\d.]+)px/.exec(own['style'] ?? '')?.[1])
  const weight = Number(/font-weight:(\d+)/.exec(own['style'] ?? '')?.[1]) >= 600 ? 'bold' : 'medium'
  const [x, y] = moved(own)(Number(own['x'] ?? 0), Number(own['y'] ?? 0))
  const width = widthOf(text, size, weight)
  const left = x - (ANCHORS[own['text-anchor'] ?? 'start'] ?? 0) * width
  // Capital letters of Inter are 0.727 of the size high, and have their middle at y.
  const half = (0.727 * size) / 2
  return { text, colour: own['fill'] ?? '', left, right: left + width, top: y - half, bottom: y + half }
}

function readPath(own: Attributes): SvgShape {
  const move = moved(own)
  const points: (readonly [number, number])[] = []
  let [penX, penY] = [0, 0]
  for (const [, command = '', rest = ''] of (own['d'] ?? '').matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = rest.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? []
    // An arc is read by its end; the corners of bars are small.
    const pairs = command === 'A' ? numbers.slice(-2) : numbers
    if (!'MLlACZ'.includes(command)) throw new Error(`the command ${command} in a path`)
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const [x = 0, y = 0] = pairs.slice(at, at + 2)
      ;[penX, penY] = command === 'l' ? [penX + x, penY + y] : [x, y]
      points.push(move(penX, penY))
    }
  }
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const number = (name: string): number | undefined =>
    own['ecmeta_ssr_type'] === 'chart' ? Number(own[name]) : undefined
  return {
    series: number('ecmeta_series_index'),
    item: number('ecmeta_data_index'),
    fill: own['fill'] ?? '',
    stroke: own['stroke'] ?? 'none',
    points,
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  }
}
