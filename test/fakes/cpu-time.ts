/** How long a computation takes by the processor's own count, so that a busy machine does not make it longer. */

/** Milliseconds of this thread's processor time, the least of so many runs: the first one compiles. */
export function cpuMs(work: () => unknown, runs = 1): number {
  const times = Array.from({ length: runs }, () => {
    const begun = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(begun)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}
