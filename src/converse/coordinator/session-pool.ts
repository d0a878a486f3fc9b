/** Decides which sessions answer at once, and in which order the questions of the others wait. */

/** How many questions may wait in all threads together. With 50 that answer at once, the last one waits for minutes. Our choice. */
export const MOST_WAITING = 500

/**
 * A turn that began this long ago no longer counts, even if nobody has reported its end. In rare cases the bot's own
 * token still delivers its answer. A lost report must not hold a place for that long.
 */
export const ANSWERING_AT_MOST_MS = 15 * 60_000

/** A waiting turn asks every 20 s. A turn that has not asked for this long is forgotten. It may ask again with its old time. */
const HEARD_WITHIN_MS = 60_000

/** The longest time that a call is under way. A late call carries what its thread knew when it was made. */
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

/** `before`: it waits until this many sessions have ended, at least 1. `full`: too many wait. */
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
  /** Turns that were given up because nobody has reported their end. */
  readonly lost: string[]
}

export interface Usage {
  /** Sessions with a turn at work. */
  readonly answering: number
  /** Questions that wait. */
  readonly waiting: number
  /** How long the one that was asked first has waited; 0 where none waits. */
  readonly longestWaitMs: number
}

export interface SessionPool {
  /** A turn begins, or asks again. The same turn may ask any number of times. */
  arrive(arrival: Arrival, now: number): { readonly position: QueuePosition; readonly changes: Changes }
  /** A turn has ended, or has stopped waiting. */
  end(turn: string, now: number): Changes
  usage(now: number): Usage
}

interface Waiting extends Arrival {
  heardAt: number
}

/**
 * A session takes one place while any of its turns is answering. All turns of a session share this place. Waiting turns
 * are in memory only: when a call is lost, the turn asks again with the time of its first call. After a restart the pool
 * may admit too many sessions until the earlier turns have ended. It never admits too few.
 *
 * @param max reads MAX_SESSIONS, at every event
 * @param kept the turns that were answering when the pool was last stored; times in milliseconds since 1970
 */
export function sessionPool(
  max: () => number,
  kept: readonly (TurnIn & { readonly beganAt: number })[],
): SessionPool {
  /** By thread. */
  const busy = new Map<string, Set<string>>()
  /** By turn, in the order of their arrival. */
  const turns = new Map<string, { readonly thread: string; readonly at: number }>()
  /** In the order in which the members asked. */
  let waiting: Waiting[] = []
  /**
   * The turns that ended lately, with the time, in the order of their ends. Calls can overtake each other: without this
   * list, a late call of an ended turn would take a place until the turn is given up.
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

  /** Admits a thread with all of its waiting turns. */
  function letIn(thread: string, changes: Changes, now: number): void {
    for (const { turn } of waiting.filter((one) => one.thread === thread)) {
      enter(turn, thread, now)
      changes.entered.push({ turn, thread })
    }
    waiting = waiting.filter((one) => one.thread !== thread)
  }

  /** Admits waiting threads while there is room. Called after every event. */
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
      return {
        answering: new Set(lately.map(({ thread }) => thread)).size,
        waiting: heard.length,
        longestWaitMs: Math.max(0, ...heard.map(({ askedAt }) => now - askedAt)),
      }
    },
  }
}

const inOrder = (a: Waiting, b: Waiting): number => a.askedAt - b.askedAt || (a.turn < b.turn ? -1 : 1)
