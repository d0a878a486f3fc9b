/** Does one thing after another: what restarts the bot must not meet another restart. */

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** What fails does not keep the next from its turn. */
export function inTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
}
