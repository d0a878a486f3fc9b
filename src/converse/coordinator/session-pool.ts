/** Decides which sessions answer at once, and in which order the questions of the others wait. */

/** How many questions may wait in all threads together. With 50 that answer at once the last has minutes to wait. Our choice. */
export const MOST_WAITING = 500

/**
 * A turn that began this long ago counts no more, whatever became of the report of its end. One that the bot has taken
 * over may still answer: rare, and a lost report must not hold a place for as long.
 */
export const ANSWERING_AT_MOST_MS = 15 * 60_000

/** A waiting turn asks every 20 s. One that is silent for so long is forgotten; it comes again with its old time, or never. */
const HEARD_WITHIN_MS = 60_000

/** No call is on its way for longer, with what its thread knew when it was made. */
const OVERTAKEN_WITHIN_MS = 60_000

/** A turn that would like to ask Claude. */
export interface Arrival {
  readonly turn: string
  readonly thread: string
  /** When the member asked, in milliseconds since 1970: the order of those that wait. */
  readonly askedAt: number
  /** The turn is answering already. It informs the pool and does not ask for a session. */
  readonly isIn: boolean
}

/** `before`: it waits, and so many sessions have to end before it may start, at least 1. `full`: too many wait. */
export type QueuePosition = 'in' | 'full' | { readonly before: number }

/** A turn that asks Claude, and the thread whose session it is. */
export interface TurnIn {
  readonly turn: string
  readonly thread: string
}

/** What an event has changed, to be stored and reported. */
export interface Changes {
  /** Turns that may go to Claude now. */
  readonly entered: TurnIn[]
  /** Turns whose end nobody has reported. */
  readonly lost: string[]
}

export interface Usage {
  /** Sessions with a turn at work. */
  readonly answering: number
  /** Questions that wait. */
  readonly waiting: number
}

export interface SessionPool {
  /** A turn begins, or asks again: the same turn may come as often as it likes. */
  arrive(arrival: Arrival, now: number): { readonly position: QueuePosition; readonly changes: Changes }
  /** A turn has ended, or waits no more. */
  end(turn: string, now: number): Changes
  usage(now: number): Usage
}

interface Waiting extends Arrival {
  heardAt: number
}

/**
 * A session has a place while it has a turn at work, and all its turns share that place. Waiting turns are in memory only:
 * each asks again as soon as it hears nothing, with the time at which it was asked first. A pool that has forgotten
 * everything may let in more than it should until the turns from before have ended, never fewer.
 *
 * @param max MAX_SESSIONS; asked each time
 * @param kept the turns that were at work when this was last written down; times in milliseconds since 1970
 */
export function sessionPool(
  max: () => number,
  kept: readonly (TurnIn & { readonly beganAt: number })[],
): SessionPool {
  /** By thread. */
  const busy = new Map<string, Set<string>>()
  /** By turn, in the order of their arrival. */
  const turns = new Map<string, { readonly thread: string; readonly at: number }>()
  /** In the order in which they were asked. */
  let waiting: Waiting[] = []
  /**
   * Turns that have ended of late, and when: calls overtake each other, and one that enters after its end would hold a
   * place for as long as the longest turn. In the order of their ends.
   */
  const over = new Map<string, number>()
  for (const { turn, thread, beganAt } of kept) enter(turn, thread, beganAt)

  function enter(turn: string, thread: string, now: number): void {
    turns.set(turn, { thread, at: now })
    busy.set(thread, (busy.get(thread) ?? new Set<string>()).add(turn))
  }

  function leave(turn: string): void {
    const { thread = '' } = turns.get(turn) ?? {}
    turns.delete(turn)
    const others = busy.get(thread)
    others?.delete(turn)
    if (others?.size === 0) busy.delete(thread)
  }

  /** Lets a thread in, with all of its turns that wait. */
  function letIn(thread: string, changes: Changes, now: number): void {
    for (const { turn } of waiting.filter((one) => one.thread === thread)) {
      enter(turn, thread, now)
      changes.entered.push({ turn, thread })
    }
    waiting = waiting.filter((one) => one.thread !== thread)
  }

  /** After every event: nobody waits where there is room. */
  function settle(changes: Changes, now: number): Changes {
    for (const { thread } of waiting) {
      if (busy.size >= max()) break
      letIn(thread, changes, now)
    }
    return changes
  }

  function forgetOld(now: number): Changes {
    const changes: Changes = { entered: [], lost: [] }
    for (const [turn, { at }] of turns) {
      if (at > now - ANSWERING_AT_MOST_MS) break
      changes.lost.push(turn)
      leave(turn)
    }
    waiting = waiting.filter(({ heardAt }) => heardAt > now - HEARD_WITHIN_MS)
    for (const [turn, endedAt] of over) {
      if (endedAt > now - OVERTAKEN_WITHIN_MS) break
      over.delete(turn)
    }
    return changes
  }

  function positionOf(turn: string): QueuePosition {
    const own = waiting.find((one) => one.turn === turn)
    if (own === undefined) return turns.has(turn) ? 'in' : 'full'
    const threads = [...new Set(waiting.map(({ thread }) => thread))]
    return { before: threads.indexOf(own.thread) + 1 }
  }

  return {
    arrive(arrival, now) {
      const { turn, thread } = arrival
      const changes = forgetOld(now)
      if (turns.has(turn) || over.has(turn)) return { position: 'in', changes: settle(changes, now) }
      waiting = waiting.filter((one) => one.turn !== turn)
      waiting = [...waiting, { ...arrival, heardAt: now }].toSorted(inOrder)
      if (arrival.isIn || busy.has(thread)) letIn(thread, changes, now)
      settle(changes, now)
      if (waiting.length > MOST_WAITING) waiting = waiting.filter((one) => one.turn !== turn)
      return { position: positionOf(turn), changes }
    },
    end(turn, now) {
      const changes = forgetOld(now)
      waiting = waiting.filter((one) => one.turn !== turn)
      over.delete(turn)
      over.set(turn, now)
      leave(turn)
      return settle(changes, now)
    },
    usage(now) {
      const lately = [...turns.values()].filter(({ at }) => at > now - ANSWERING_AT_MOST_MS)
      const heard = waiting.filter(({ heardAt }) => heardAt > now - HEARD_WITHIN_MS)
      return { answering: new Set(lately.map(({ thread }) => thread)).size, waiting: heard.length }
    },
  }
}

const inOrder = (a: Waiting, b: Waiting): number => a.askedAt - b.askedAt || (a.turn < b.turn ? -1 : 1)
