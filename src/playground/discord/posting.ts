/** Lets posts to the bot through, or has them wait while something is done that none may meet. */

export interface Posting {
  /** Posts, as soon as it may. */
  through<T>(post: () => Promise<T>): Promise<T>
  /** Does something while no post is on the way: those that are there end first, later ones wait. */
  without<T>(work: () => Promise<T>): Promise<T>
}

/** Knows of it until it is over. */
function during<T>(all: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  const over = (): unknown => all.delete(work)
  all.add(work)
  work.then(over, over)
  return work
}

export function makePosting(): Posting {
  const posts = new Set<Promise<unknown>>()
  const pauses = new Set<Promise<unknown>>()
  return {
    async through(post) {
      while (pauses.size > 0) await Promise.allSettled(pauses)
      return during(posts, post())
    },
    without: (work) => during(pauses, Promise.allSettled([...posts, ...pauses]).then(work)),
  }
}
