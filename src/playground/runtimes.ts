/** The processes of the Workers runtime that this process has started. */

import { execFileSync } from 'node:child_process'

export interface RuntimeProcess {
  readonly pid: number
  /** Resident memory. */
  readonly kib: number
  /** Where wrangler listens for it, such as `127.0.0.1:41234`; the runtime that follows on a crash has the same. */
  readonly loopback: string | undefined
}

/** Those of each bot: its own, and the small one that wrangler puts before it. Throws where there is no `ps`. */
export const runtimes = (): readonly RuntimeProcess[] =>
  execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,rss=,comm=,args='], {
    encoding: 'utf8',
    maxBuffer: 16_000_000,
  })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, , name = '']) => parent === String(process.pid) && name.includes('workerd'))
    .map(([pid = '', , kib = '', , ...args]) => ({
      pid: Number(pid),
      kib: Number(kib),
      loopback: /=loopback=(\S+)/.exec(args.join(' '))?.[1],
    }))

/** Those that some bot of this process knows for its own. */
const claimed = new Set<number>()

/** The process that was started last and that nobody has claimed yet; undefined where there is none, or no `ps`. */
export function claimNewest(): number | undefined {
  try {
    const fresh = runtimes()
      .map(({ pid }) => pid)
      .filter((pid) => !claimed.has(pid))
    for (const pid of fresh) claimed.add(pid)
    return fresh.toSorted((a, b) => b - a)[0]
  } catch {
    return undefined
  }
}
