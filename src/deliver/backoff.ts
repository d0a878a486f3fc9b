/** Slows all edits down when Discord refuses many calls, long before it bans the whole address. */

/**
 * Discord bans an address after 10,000 answers of 401, 403 or 429 within 10 minutes (Topics, Rate Limits, "Invalid
 * Request Limit"). We share the address with others, so we stay far below.
 */
const SLOW_FROM = 1_000
const FINAL_ONLY_FROM = 3_000

/** How many times slower interim edits are while Discord refuses many of our calls. */
const SLOWER = 4

export interface Pace {
  readonly intervalMs: number
  /** False: one edit when all is there. */
  readonly streaming: boolean
}

/** @param refused calls of all threads that Discord refused within the last 10 minutes */
export function backOff(usual: Pace, refused: number): Pace {
  if (refused >= FINAL_ONLY_FROM) return { ...usual, streaming: false }
  return refused >= SLOW_FROM ? { ...usual, intervalMs: usual.intervalMs * SLOWER } : usual
}
