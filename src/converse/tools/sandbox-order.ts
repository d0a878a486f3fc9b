/** Lets commands work side by side, each on a view of its own, and keeps what they did in the order of the calls. */

import type { View } from './sandbox-view.ts'

export interface Outcome<Result> {
  readonly result: Result
  /** Whether what was changed is to be kept. */
  readonly keep: boolean
  /** Where the next command begins; undefined: where this one did. */
  readonly cwd?: string | undefined
}

/**
 * What one command does to the files.
 *
 * @param isBeside whether others are at work: then it has a share of the memory only
 */
export type Work<Result> = (view: View, cwd: string, isBeside: boolean) => Promise<Outcome<Result>>

/** A view, where its command begins, and how what it changed is kept. */
export interface Opened {
  readonly view: View
  readonly cwd: string
  /** Whether the files are still those of the view: they may have been cleared. */
  readonly isCurrent: () => boolean
  /** Whether there is room for what the view has changed beside what others have kept since. */
  readonly fits: () => boolean
  /** Writes down what the view has changed. @returns what others may have seen of it, as `View.seen` has it */
  readonly keep: (cwd: string | undefined) => readonly string[]
}

interface Attempt extends Opened {
  /** What others have kept since it began. */
  readonly overtaken: Set<string>
  /** Whether another was at work at any time while it was. */
  isBeside: boolean
}

export interface Order {
  /** Whether a command is at work. */
  isBusy(): boolean
  /** Resolves when all that was called before has ended, too. What `work` throws is thrown on, and nothing is kept. */
  change<Result>(work: Work<Result>): Promise<Result>
}

/**
 * The outcome is the one that the commands would have had one after another. A command runs once more, after all that
 * were called before it, if it has seen what one of them changed, if there is no room for both, or if it ended badly:
 * alone it has more memory, and the processor for itself.
 */
export function inOrder(open: (isBeside: boolean) => Opened): Order {
  let last: Promise<unknown> = Promise.resolve()
  const atWork = new Set<Attempt>()

  const begin = (isBeside: boolean): Attempt => {
    const attempt = { ...open(isBeside), overtaken: new Set<string>(), isBeside }
    if (isBeside) for (const other of atWork) other.isBeside = true
    atWork.add(attempt)
    return attempt
  }

  return {
    isBusy: () => atWork.size > 0,
    async change(work) {
      const before = last
      const ended = Promise.withResolvers<void>()
      last = ended.promise
      let attempt: Attempt | undefined
      try {
        const isBeside = atWork.size > 0
        attempt = begin(isBeside)
        let outcome = await work(attempt.view, attempt.cwd, isBeside)
        await before
        if (attempt.isCurrent() && isInVain(attempt, outcome.keep)) {
          atWork.delete(attempt)
          attempt = begin(false)
          outcome = await work(attempt.view, attempt.cwd, false)
        }
        atWork.delete(attempt)
        if (outcome.keep && attempt.isCurrent()) {
          for (const path of attempt.keep(outcome.cwd)) {
            for (const other of atWork) other.overtaken.add(path)
          }
        }
        return outcome.result
      } finally {
        await before
        if (attempt !== undefined) atWork.delete(attempt)
        ended.resolve()
      }
    },
  }
}

const isInVain = ({ view, overtaken, isBeside, fits }: Attempt, isKept: boolean): boolean =>
  (isBeside && !isKept) || [...overtaken].some((path) => view.seen.has(path)) || (isKept && !fits())
