/** One figure of both variants of a flag, side by side. */

export type Unit = 'ms' | 'dollars' | 'share'

/** What a verdict takes: below it a few threads decide. */
export const NEEDED = { turns: 100, threads: 30, threadsWith: 10 } as const

export interface Side {
  readonly turns: number
  readonly threads: number
  readonly estimate: number | undefined
}

export interface Comparison {
  readonly name: string
  readonly figure: 'median' | 'mean'
  readonly unit: Unit
  readonly lower: string
  readonly higher: string
  readonly on: Side
  readonly off: Side
  /** `on` less `off`, with its interval; undefined where the data do not suffice. */
  readonly difference: Difference | undefined
  readonly verdict: string
}

export interface Difference {
  readonly estimate: number
  /** 95 of 100 such intervals hold the true difference. */
  readonly low: number
  readonly high: number
}
