/** What a chart is made of: text and plain figures with places on a canvas, in pixels from its top left corner. */

import type { Colour } from './palette.ts'

export type Point = readonly [x: number, y: number]

/** A closed polygon, x and y of its points in turn: a chart has tens of thousands, too many to be objects each. */
export type Polygon = readonly number[]

export type Shape =
  | {
      readonly kind: 'text'
      /** Where the text starts, has its middle or ends, as `anchor` says; `y` is the line that letters stand on. */
      readonly x: number
      readonly y: number
      readonly text: string
      readonly size: number
      readonly anchor: 'start' | 'middle' | 'end'
      readonly colour: Colour
    }
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      /** Which corners are round, and the colour; a bar is round only where its value ends. */
      readonly round: 'none' | 'all' | 'top' | 'bottom' | 'left' | 'right'
      readonly colour: Colour
    }
  | {
      readonly kind: 'line'
      readonly points: readonly Point[]
      readonly width: number
      readonly colour: Colour
    }
  | {
      readonly kind: 'area'
      readonly points: readonly Point[]
      readonly colour: Colour
      readonly alpha: number
    }
  | {
      readonly kind: 'dot'
      readonly x: number
      readonly y: number
      readonly radius: number
      readonly colour: Colour
    }
  | {
      /** A slice of a ring; angles in turns, clockwise from twelve o'clock. */
      readonly kind: 'slice'
      readonly x: number
      readonly y: number
      readonly inner: number
      readonly outer: number
      readonly from: number
      readonly to: number
      readonly colour: Colour
    }

export interface Drawing {
  readonly width: number
  readonly height: number
  /** Painted in this order, over the background. */
  readonly shapes: readonly Shape[]
}
