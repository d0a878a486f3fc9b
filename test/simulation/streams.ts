/** What flows through a simulated turn: text from Claude, and calls over a network to Discord. */

/** At `at` milliseconds so many more characters are there. Ascending. */
export type Piece = readonly [at: number, characters: number]

export interface Network {
  /** From our leaving to Discord's showing it, of the nth call. */
  readonly upMs: (call: number) => number
  /** From there to our having the answer. */
  readonly downMs: (call: number) => number
  /** Whether an answer carries its headers. */
  readonly headers?: (call: number) => boolean
}

/** Claude at `tokensPerSecond`, 4 characters each, the first after `firstMs`, until there are so many characters. */
export function steady(characters: number, tokensPerSecond: number, firstMs = 700): readonly Piece[] {
  const pieces: Piece[] = []
  for (let left = characters; left > 0; left -= 4) {
    pieces.push([firstMs + (pieces.length * 1_000) / tokensPerSecond, Math.min(4, left)])
  }
  return pieces
}

/** Discord that shows a call after `upMs` and answers `downMs` later, always. */
export const evenly = (upMs: number, downMs: number): Network => ({ upMs: () => upMs, downMs: () => downMs })
