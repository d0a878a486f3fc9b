/** One answer that grows and that any number of equal turns follow: each is shown the latest of it. */

export interface Following<State> {
  /** This turn has begun the answer; the others only follow it. */
  readonly isFirst: boolean
  /** The latest of it, at the follower's own pace. Ends early when the follower's `stop` fires. */
  readonly states: AsyncIterable<State>
  /** Ends the call that is in flight; the answer makes it again at once. False where there is none. */
  readonly again: () => boolean
  /**
   * To be called once the turn has ended, or earlier. With the last follower goes the answer, finished or not.
   *
   * @returns whether it went, or was gone already
   */
  readonly leave: () => boolean
  /** The last of the answer, once nothing more comes of it. Never rejects. */
  readonly last: Promise<State | undefined>
}

/** The call to Claude that is in flight. Who makes it sets `once`, and makes it again when that fires. */
export interface InFlight {
  /** Undefined where no call can be made again. */
  once: AbortController | undefined
}

type Begin<State> = (stop: AbortSignal, inFlight: InFlight) => AsyncIterable<State>

export interface SharedAnswers<State> {
  /**
   * Joins the answer to an equal question that is in flight, or begins one.
   *
   * @param print what makes questions equal; undefined for one that is to be answered alone
   * @param begin starts the answer; its signal fires when nobody follows any more
   */
  follow(print: string | undefined, begin: Begin<State>, stop: AbortSignal): Following<State>
  /** Whether `follow` with this name would join an answer. */
  isInFlight(name: string): boolean
}

interface Source<State> {
  readonly stop: AbortController
  readonly inFlight: InFlight
  /** Undefined before anything has come. */
  latest: { readonly state: State } | undefined
  followers: number
  isOver: boolean
  broke: { readonly error: unknown } | undefined
  news: PromiseWithResolvers<void>
  readonly last: PromiseWithResolvers<State | undefined>
}

/** @param hasFailed whether the answer has failed with this state: a turn that asks later does not join it */
export function sharedAnswers<State>(hasFailed: (state: State) => boolean): SharedAnswers<State> {
  const inFlight = new Map<string, Source<State>>()
  return {
    follow(print, begin, stop) {
      const joined = print === undefined ? undefined : inFlight.get(print)
      const source = joined ?? newSource<State>()
      const close = (): void => {
        if (print !== undefined && inFlight.get(print) === source) inFlight.delete(print)
      }
      source.followers += 1
      if (joined === undefined) {
        if (print !== undefined) inFlight.set(print, source)
        void fill(source, begin, hasFailed, close)
      }
      let follows = true
      return {
        isFirst: joined === undefined,
        states: statesOf(source, stop),
        again: () => {
          const { once } = source.inFlight
          once?.abort()
          return once !== undefined
        },
        leave: () => {
          if (follows) {
            follows = false
            source.followers -= 1
            if (source.followers === 0) {
              close()
              source.stop.abort()
            }
          }
          return source.followers === 0
        },
        last: source.last.promise,
      }
    },
    isInFlight: (name) => inFlight.has(name),
  }
}

const newSource = <State>(): Source<State> => ({
  stop: new AbortController(),
  inFlight: { once: undefined },
  latest: undefined,
  followers: 0,
  isOver: false,
  broke: undefined,
  news: Promise.withResolvers(),
  last: Promise.withResolvers(),
})

/** Never rejects: what broke is thrown at each follower. `close` is called once nobody should join any more. */
async function fill<State>(
  source: Source<State>,
  begin: Begin<State>,
  hasFailed: (state: State) => boolean,
  close: () => void,
): Promise<void> {
  try {
    for await (const state of begin(source.stop.signal, source.inFlight)) {
      source.latest = { state }
      if (hasFailed(state)) close()
      wake(source)
    }
  } catch (error) {
    source.broke = { error }
    close()
  }
  source.isOver = true
  source.last.resolve(source.latest?.state)
  wake(source)
}

function wake(source: Pick<Source<unknown>, 'news'>): void {
  const { news } = source
  source.news = Promise.withResolvers()
  news.resolve()
}

async function* statesOf<State>(source: Source<State>, stop: AbortSignal): AsyncGenerator<State> {
  // Waking all is simpler than a race, which would leave a reaction on a long-lived promise for every word.
  const onStop = (): void => wake(source)
  stop.addEventListener('abort', onStop, { once: true })
  let seen: Source<State>['latest']
  try {
    while (!stop.aborted) {
      const { latest } = source
      if (latest !== undefined && latest !== seen) {
        seen = latest
        yield latest.state
      } else if (source.broke !== undefined) throw source.broke.error
      else if (source.isOver) return
      else await source.news.promise
    }
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}
