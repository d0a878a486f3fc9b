/** The clock of the playground: as far ahead of the machine's as somebody has skipped. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'
import { numberAt, parseJson } from '../../json.ts'

export interface PlaygroundClock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How far it is ahead of the machine's, in milliseconds. */
  readonly aheadMs: () => number
  /** Does something so many milliseconds later, counting those that are skipped; gives what calls it off. */
  later(ms: number, action: () => void): () => void
  /** From now on it is so many milliseconds later. What was due meanwhile is done at once, in its order. */
  skip(ms: number): void
}

interface Waiting {
  readonly due: number
  readonly action: () => void
  timer: NodeJS.Timeout | undefined
}

/** @param machine milliseconds since 1970 */
export function playgroundClock(aheadMs = 0, machine: () => number = Date.now): PlaygroundClock {
  let ahead = aheadMs
  const waiting = new Set<Waiting>()
  const now = (): number => machine() + ahead
  const take = (one: Waiting): void => {
    clearTimeout(one.timer)
    if (waiting.delete(one)) one.action()
  }
  const arm = (one: Waiting): void => {
    clearTimeout(one.timer)
    one.timer = setTimeout(() => take(one), Math.max(0, one.due - now()))
    // Nobody waits for what is still to come when everything else is over.
    one.timer.unref()
  }
  return {
    now,
    aheadMs: () => ahead,
    later(ms, action) {
      const one: Waiting = { due: now() + ms, action, timer: undefined }
      waiting.add(one)
      arm(one)
      return () => {
        clearTimeout(one.timer)
        waiting.delete(one)
      }
    },
    skip(ms) {
      ahead += ms
      for (const one of [...waiting].toSorted((a, b) => a.due - b.due))
        if (one.due <= now()) take(one)
        else arm(one)
    },
  }
}

/**
 * One that is as far ahead after the next start, because what the bot has kept in this folder has times of it.
 *
 * @param tell is given a sentence for the person at the terminal
 */
export function keptClock(folder: string, tell: (line: string) => void): PlaygroundClock {
  const path = join(folder, 'clock.json')
  const clock = playgroundClock(keptAt(path))
  return {
    ...clock,
    skip(ms) {
      clock.skip(ms)
      try {
        mkdirSync(folder, { recursive: true })
        writeFileSync(path, JSON.stringify({ aheadMs: clock.aheadMs() }))
      } catch (error) {
        tell(`The next start will not know how far the bot is ahead: ${messageOf(error)}`)
      }
    },
  }
}

function keptAt(path: string): number {
  try {
    const ahead = numberAt(parseJson(readFileSync(path, 'utf8')), 'aheadMs')
    return ahead !== undefined && ahead > 0 ? ahead : 0
  } catch {
    return 0
  }
}
