/** One figure of one variant, ready to be drawn anew thousands of times: whole threads are drawn, because a thread has one variant. */

/** What one turn adds. */
export interface Sample {
  readonly thread: string
  readonly value: number
  readonly weight: number
}

export interface Resampled {
  readonly estimate: number
  readonly turns: number
  readonly threads: number
  /** Threads that have a value other than 0. */
  readonly threadsWith: number
  /** The figure of as many threads, drawn with replacement. */
  draw(chance: (below: number) => number): number
}

/** @param samples not empty */
export function resampled(samples: readonly Sample[], figure: 'median' | 'mean'): Resampled {
  const numbers = new Map<string, number>()
  for (const { thread } of samples) if (!numbers.has(thread)) numbers.set(thread, numbers.size)
  const threads = numbers.size
  const sorted = samples.toSorted((a, b) => a.value - b.value)
  const owners = Int32Array.from(sorted, ({ thread }) => numbers.get(thread) ?? 0)
  const values = Float64Array.from(sorted, ({ value }) => value)
  const weights = Float64Array.from(sorted, ({ weight }) => weight)
  const sums = new Float64Array(threads)
  const sizes = new Float64Array(threads)
  for (const [at, owner] of owners.entries()) {
    sums[owner] = (sums[owner] ?? 0) + (values[at] ?? 0) * (weights[at] ?? 0)
    sizes[owner] = (sizes[owner] ?? 0) + (weights[at] ?? 0)
  }
  const times = new Int32Array(threads).fill(1)

  function total(of: Float64Array): number {
    let sum = 0
    for (let at = 0; at < threads; at += 1) sum += (of[at] ?? 0) * (times[at] ?? 0)
    return sum
  }
  /** Sorted once: a draw only walks up to the middle. */
  function median(): number {
    const half = total(sizes) / 2
    let below = 0
    for (let at = 0; at < values.length; at += 1) {
      below += (weights[at] ?? 0) * (times[owners[at] ?? 0] ?? 0)
      if (below >= half) return values[at] ?? 0
    }
    return values.at(-1) ?? 0
  }
  const now = (): number => (figure === 'median' ? median() : total(sums) / total(sizes))

  return {
    estimate: now(),
    turns: total(sizes),
    threads,
    threadsWith: sums.filter((sum) => sum !== 0).length,
    draw(chance) {
      times.fill(0)
      for (let drawn = 0; drawn < threads; drawn += 1) {
        const at = chance(threads)
        times[at] = (times[at] ?? 0) + 1
      }
      return now()
    },
  }
}
