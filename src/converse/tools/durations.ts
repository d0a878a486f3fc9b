/** Remembers how long each tool took in this thread, so that the status line can say how long one usually takes. */

/** The last so many: enough that one slow call changes little, few enough that they tell of now. */
const LAST = 9

/** For one tool: the times of its last calls, in milliseconds, the oldest first. */
export type Durations = Readonly<Record<string, readonly number[]>>

/** A call that was really made took so long; one that was answered from memory says nothing about the next. */
export const addDuration = (durations: Durations, tool: string, ms: number): Durations => ({
  ...durations,
  [tool]: [...(durations[tool] ?? []), ms].slice(-LAST),
})

/** The median of its last nine calls, in milliseconds, the upper of two; undefined where there was none. */
export function usually(durations: Durations, tool: string): number | undefined {
  const sorted = (durations[tool] ?? []).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** The durations of one thread, in memory only: after an eviction there is nothing to expect. */
export interface KeptDurations {
  took(tool: string, ms: number): void
  usually(tool: string): number | undefined
}

export function keptDurations(): KeptDurations {
  let durations: Durations = {}
  return {
    took(tool, ms) {
      durations = addDuration(durations, tool, ms)
    },
    usually: (tool) => usually(durations, tool),
  }
}
