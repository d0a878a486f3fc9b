/** One answer of Claude's that any number of equal turns listen to while it is being said. */

export interface Listening<Said> {
  /** This turn made Claude speak; the others only listen. */
  readonly isFirst: boolean
  /** From the beginning, at the listener's own pace. Ends early when the listener's `stop` fires. */
  readonly said: AsyncIterable<Said>
  /** To be called once the turn has ended. With the last listener goes the answer, finished or not. */
  readonly leave: () => void
}

export interface SharedAnswers<Said> {
  /**
   * Joins the answer to an equal question that is in flight, or begins one.
   *
   * @param print what makes questions equal; undefined for one that is to be answered alone
   * @param begin starts the answer; its signal fires when nobody listens any more
   */
  listen(
    print: string | undefined,
    begin: (stop: AbortSignal) => AsyncIterable<Said>,
    stop: AbortSignal,
  ): Listening<Said>
  /** Whether `listen` with this name would join an answer. */
  isInFlight(name: string): boolean
}

interface Source<Said> {
  readonly said: Said[]
  readonly stop: AbortController
  listeners: number
  isOver: boolean
  broke: { readonly error: unknown } | undefined
  news: PromiseWithResolvers<void>
}

/** @param hasFailed whether an answer is over with this and was none: who asks then is not told of that failure too */
export function sharedAnswers<Said>(hasFailed: (one: Said) => boolean = () => false): SharedAnswers<Said> {
  const inFlight = new Map<string, Source<Said>>()
  return {
    listen(print, begin, stop) {
      const joined = print === undefined ? undefined : inFlight.get(print)
      const source = joined ?? newSource<Said>()
      const close = (): void => {
        if (print !== undefined && inFlight.get(print) === source) inFlight.delete(print)
      }
      source.listeners += 1
      if (joined === undefined) {
        if (print !== undefined) inFlight.set(print, source)
        void fill(source, begin, hasFailed, close)
      }
      return {
        isFirst: joined === undefined,
        said: listenTo(source, stop),
        leave: () => {
          source.listeners -= 1
          if (source.listeners > 0) return
          close()
          source.stop.abort()
        },
      }
    },
    isInFlight: (name) => inFlight.has(name),
  }
}

const newSource = <Said>(): Source<Said> => ({
  said: [],
  stop: new AbortController(),
  listeners: 0,
  isOver: false,
  broke: undefined,
  news: Promise.withResolvers(),
})

/** Never rejects: what broke is thrown at each listener. `close` is called once nobody should join any more. */
async function fill<Said>(
  source: Source<Said>,
  begin: (stop: AbortSignal) => AsyncIterable<Said>,
  hasFailed: (one: Said) => boolean,
  close: () => void,
): Promise<void> {
  try {
    for await (const one of begin(source.stop.signal)) {
      source.said.push(one)
      if (hasFailed(one)) close()
      tell(source)
    }
  } catch (error) {
    source.broke = { error }
    close()
  }
  source.isOver = true
  tell(source)
}

function tell(source: Source<unknown>): void {
  const { news } = source
  source.news = Promise.withResolvers()
  news.resolve()
}

async function* listenTo<Said>(source: Source<Said>, stop: AbortSignal): AsyncGenerator<Said> {
  // Waking all is simpler than a race, which would leave a reaction on a long-lived promise for every word.
  const wake = (): void => tell(source)
  stop.addEventListener('abort', wake, { once: true })
  try {
    for (let next = 0; !stop.aborted;) {
      while (next < source.said.length && !stop.aborted) {
        const one = source.said[next]
        next += 1
        if (one !== undefined) yield one
      }
      if (next < source.said.length) continue
      if (source.broke !== undefined) throw source.broke.error
      if (source.isOver) return
      // oxlint-disable-next-line no-await-in-loop -- one word after the other is the point
      await source.news.promise
    }
  } finally {
    stop.removeEventListener('abort', wake)
  }
}
