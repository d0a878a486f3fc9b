/** Ends a turn that repeats itself: the same call again and again, too many rounds, too much time in tools. */

import type { ToolCall } from '../claude/content.ts'

/** What a turn has used up of its tools. */
export interface ToolUse {
  readonly rounds: number
  /** Milliseconds in which at least one tool ran. */
  readonly ms: number
  /** How often each call was made, by `sameCall`. */
  readonly calls: Readonly<Record<string, number>>
}

export const noToolUse: ToolUse = { rounds: 0, ms: 0, calls: {} }

export const MOST_ROUNDS = 12
export const MOST_TOOL_MS = 60_000
/** The third time the same call brings nothing that the second did not. */
const MOST_SAME_CALLS = 2

/**
 * Whether these calls may still be made.
 *
 * @returns the case of the sentence with which the turn ends instead; undefined while all is well
 */
export function runaway(
  use: ToolUse,
  calls: readonly ToolCall[],
): 'tools go round' | 'tools too long' | undefined {
  if (use.rounds >= MOST_ROUNDS || use.ms >= MOST_TOOL_MS) return 'tools too long'
  const after = calls.reduce(counted, use.calls)
  return calls.some((call) => (after[sameCall(call)] ?? 0) > MOST_SAME_CALLS) ? 'tools go round' : undefined
}

/** Counts a round. */
export const used = (use: ToolUse, calls: readonly ToolCall[], ms: number): ToolUse => ({
  rounds: use.rounds + 1,
  ms: use.ms + ms,
  calls: calls.reduce(counted, use.calls),
})

const counted = (calls: ToolUse['calls'], call: ToolCall): ToolUse['calls'] => ({
  ...calls,
  [sameCall(call)]: (calls[sameCall(call)] ?? 0) + 1,
})

/** Arguments in another order are the same call. */
const sameCall = ({ name, input }: ToolCall): string => `${name} ${JSON.stringify(sorted(input))}`

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}
