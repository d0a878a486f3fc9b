/** Decides which sessions of the fleet are in use, which one is closed for another, and in which order questions wait. */

/** How many questions may wait in the whole fleet. With 50 sessions the last of them has minutes to wait. Our choice. */
export const MOST_WAITING = 500

/** A turn that began this long ago is not answering any more, whatever became of the news of its end. */
export const ANSWERING_AT_MOST_MS = 15 * 60_000

/** Whoever waits asks every 20 s; one that has not been heard of for so long comes again with its old time, or never. */
const HEARD_WITHIN_MS = 60_000

/** No call is on its way for longer, with what its thread knew when it was made. */
const OVERTAKEN_WITHIN_MS = 60_000

/** A turn that would like to ask Claude. */
export interface Arrival {
  readonly turn: string
  readonly thread: string
  /** When the member asked, in milliseconds since 1970: the order of those that wait. */
  readonly askedAt: number
  /** Its session is open already, or it has gone in by itself: it is told of, not asked for. */
  readonly isOpen: boolean
}

/** `before`: it waits, and so many turns have to end before it may start, at least 1. `full`: too many wait. */
export type Place = 'in' | 'full' | { readonly before: number }

/** What has come of an event, to be written down and told. Threads and turns by their ids. */
export interface Changes {
  /** Turns that may go to Claude now. */
  readonly entered: { readonly turn: string; readonly thread: string }[]
  /** Sessions that are closed for others; their threads do not know it yet. */
  readonly closes: string[]
  /** Sessions that were not used for so long that their threads close them by themselves. */
  readonly expired: string[]
  /** Turns whose end nobody has reported. */
  readonly lost: string[]
}

/** What is known of the fleet when the decider begins. Times in milliseconds since 1970. */
export interface Kept {
  /** The longest unused first. */
  readonly sessions: readonly { readonly thread: string; readonly usedAt: number }[]
  readonly answering: readonly { readonly turn: string; readonly thread: string; readonly beganAt: number }[]
}

export interface Usage {
  /** Sessions in use: open in their threads, as far as the fleet knows. */
  readonly inUse: number
  /** Those of them with a turn at work. */
  readonly answering: number
  /** Questions that wait for a session. */
  readonly waiting: number
}

export interface Admission {
  /** A turn begins, or asks again: the same turn may come as often as it likes. */
  arrive(arrival: Arrival, now: number): { readonly place: Place; readonly changes: Changes }
  /**
   * A turn has ended, or waits no more. Its session stays open.
   *
   * @param next another turn of the thread that is written down already; without it the session would be taken for idle.
   *   One that has ended by now is none.
   */
  end(ended: { readonly thread: string; readonly turn: string; readonly next?: string }, now: number): Changes
  /** A thread that was to be closed has turns at work: it stays, even if that is one too many. */
  stays(thread: string, turns: readonly string[], now: number): Changes
  /** A thread has forgotten everything. Where turns are at work all the same, they keep its place until they end. */
  close(thread: string, now: number): Changes
  usage(now: number): Usage
}

interface Waiting extends Arrival {
  heardAt: number
}

export interface Bounds {
  /** MAX_SESSIONS; asked each time. */
  readonly max: () => number
  /** SESSION_IDLE_SECONDS, in milliseconds. */
  readonly idleMs: number
}

/**
 * Those that wait are in memory only: each of them asks again as soon as it hears nothing, with the time at which it
 * was asked first. A fleet that has forgotten everything learns its sessions from the turns that it is told of; until
 * then it may let in more than it should, never fewer.
 */
export function admission({ max, idleMs }: Bounds, kept: Kept): Admission {
  /** By thread; in the order of their last use. */
  const idle = new Map(kept.sessions.map(({ thread, usedAt }) => [thread, usedAt]))
  const busy = new Map<string, Set<string>>()
  /** By turn; in the order in which they were heard of. */
  const turns = new Map<string, { readonly thread: string; readonly at: number }>()
  /** In the order in which they were asked. */
  let waiting: Waiting[] = []
  /**
   * Turns that have ended of late, and when: calls overtake each other, and one that is entered after its end would hold
   * a session for as long as the longest turn. In the order of their ends.
   */
  const over = new Map<string, number>()
  for (const { turn, thread, beganAt } of kept.answering) enter(turn, thread, beganAt)

  function enter(turn: string, thread: string, now: number): void {
    leave(turn, now)
    idle.delete(thread)
    turns.set(turn, { thread, at: now })
    busy.set(thread, (busy.get(thread) ?? new Set<string>()).add(turn))
  }

  function leave(turn: string, now: number): void {
    const there = turns.get(turn)
    if (there === undefined) return
    turns.delete(turn)
    const others = busy.get(there.thread)
    others?.delete(turn)
    if (others === undefined || others.size > 0) return
    busy.delete(there.thread)
    idle.set(there.thread, now)
  }

  const used = (): number => idle.size + busy.size

  /** Lets a thread in, with all of its turns that wait. */
  function letIn(thread: string, changes: Changes, now: number): void {
    for (const { turn } of waiting.filter((one) => one.thread === thread)) {
      enter(turn, thread, now)
      changes.entered.push({ turn, thread })
    }
    waiting = waiting.filter((one) => one.thread !== thread)
  }

  /** Closes the longest idle, as many as it takes; too few are idle when more are answering than there should be. */
  function makeRoomFor(more: number, changes: Changes): void {
    for (const thread of idle.keys()) {
      if (used() + more <= max()) return
      idle.delete(thread)
      changes.closes.push(thread)
    }
  }

  /** After every event: nobody waits where there is room, and nothing idle stays where there is none. */
  function settle(changes: Changes, now: number): Changes {
    for (const { thread } of waiting) {
      if (!waiting.some((one) => one.thread === thread)) continue
      makeRoomFor(1, changes)
      if (used() >= max()) break
      letIn(thread, changes, now)
    }
    makeRoomFor(0, changes)
    return changes
  }

  function forgetOld(now: number): Changes {
    const changes: Changes = { entered: [], closes: [], expired: [], lost: [] }
    for (const [turn, { at }] of turns) {
      if (at > now - ANSWERING_AT_MOST_MS) break
      changes.lost.push(turn)
      leave(turn, now)
    }
    for (const [thread, usedAt] of idle) {
      if (usedAt > now - idleMs) break
      idle.delete(thread)
      changes.expired.push(thread)
    }
    waiting = waiting.filter(({ heardAt }) => heardAt > now - HEARD_WITHIN_MS)
    for (const [turn, endedAt] of over) {
      if (endedAt > now - OVERTAKEN_WITHIN_MS) break
      over.delete(turn)
    }
    return changes
  }

  function placeOf(turn: string): Place {
    const own = waiting.find((one) => one.turn === turn)
    if (own === undefined) return turns.has(turn) ? 'in' : 'full'
    const threads = [...new Set(waiting.map(({ thread }) => thread))]
    return { before: threads.indexOf(own.thread) + 1 }
  }

  return {
    arrive(arrival, now) {
      const { turn, thread } = arrival
      const changes = forgetOld(now)
      if (turns.has(turn) || over.has(turn)) return { place: 'in', changes: settle(changes, now) }
      waiting = waiting.filter((one) => one.turn !== turn)
      waiting = [...waiting, { ...arrival, heardAt: now }].toSorted(inOrder)
      if (arrival.isOpen || busy.has(thread) || idle.has(thread)) letIn(thread, changes, now)
      settle(changes, now)
      if (waiting.length > MOST_WAITING) waiting = waiting.filter((one) => one.turn !== turn)
      return { place: placeOf(turn), changes }
    },
    end({ thread, turn, next }, now) {
      const changes = forgetOld(now)
      waiting = waiting.filter((one) => one.turn !== turn)
      over.delete(turn)
      over.set(turn, now)
      const isInUse = busy.has(thread) || idle.has(thread)
      // Also one that nobody has heard of: its session is open all the same.
      enter(turn, thread, now)
      if (isInUse && next !== undefined && !over.has(next)) {
        enter(next, thread, now)
        changes.entered.push({ turn: next, thread })
      }
      leave(turn, now)
      return settle(changes, now)
    },
    stays(thread, atWork, now) {
      const changes = forgetOld(now)
      // Those that wait for a place are open in their thread too.
      const inside = atWork.filter((turn) => !over.has(turn) && !waiting.some((one) => one.turn === turn))
      for (const turn of inside) {
        enter(turn, thread, now)
        changes.entered.push({ turn, thread })
      }
      if (inside.length > 0) letIn(thread, changes, now)
      return settle(changes, now)
    },
    close(thread, now) {
      const changes = forgetOld(now)
      idle.delete(thread)
      return settle(changes, now)
    },
    usage(now) {
      const open = [...idle.values()].filter((usedAt) => usedAt > now - idleMs).length
      const lately = [...turns.values()].filter(({ at }) => at > now - ANSWERING_AT_MOST_MS)
      const atWork = new Set(lately.map(({ thread }) => thread)).size
      const heard = waiting.filter(({ heardAt }) => heardAt > now - HEARD_WITHIN_MS)
      return { inUse: open + atWork, answering: atWork, waiting: heard.length }
    },
  }
}

const inOrder = (a: Waiting, b: Waiting): number => a.askedAt - b.askedAt || (a.turn < b.turn ? -1 : 1)
