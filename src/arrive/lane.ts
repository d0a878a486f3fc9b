/** Decides how many questions wait on the fast lane at once, by how long the last ones took. */

/** Discord gives three seconds, and "thinking…" may as well come a quarter of one later; a person does not notice. */
export const WAITS_AT_MOST_MS = 250

/** A first guess, until answers have been measured. */
const FIRST_WIDTH = 4

/** One slow thread must not keep all others off the lane. */
const LEAST_WIDTH = 2

/** An answer that takes no longer than this leaves time for one more beside it. */
const QUICK_MS = WAITS_AT_MOST_MS / 2

/** Room on a full lane is waited for while at least so large a share of the last answers was known. */
const WORTH_WAITING = 0.5

/** The weight of the newest answer in the means. */
const NEWEST = 0.25

/** A question is forgotten after this time: its request was cancelled, and nobody is told. */
const FORGOTTEN_AFTER_MS = 4 * WAITS_AT_MOST_MS

/** Plain numbers, one value for the isolate. Times in milliseconds since 1970. */
export interface Lane {
  /** When each question that is with its thread was given to it. */
  readonly asked: readonly number[]
  /** How many may be with their threads at once. */
  readonly width: number
  /** How long a thread takes to answer: the mean, in which the last answers count most. */
  readonly tookMs: number
  /** Which share of the threads had a first response: the mean, in which the last answers count most. */
  readonly known: number
}

/** A thread has a first response, has none, or does not say so in time. */
export type LaneEnd = 'known' | 'unknown' | 'late'

export const emptyLane: Lane = { asked: [], width: FIRST_WIDTH, tookMs: 0, known: WORTH_WAITING }

/**
 * What to do with a question that came at `cameAt`. It goes to its thread while the lane has room and there is time left
 * for an answer. It waits for room only where answers are known: a burst of new questions would wait for nothing.
 * Otherwise it is deferred, and its answer is an edit.
 */
export function nextStep(
  { asked, width, tookMs, known }: Lane,
  cameAt: number,
  now: number,
): 'ask' | 'look again' | 'defer' {
  const before = asked.filter((at) => now - at < FORGOTTEN_AFTER_MS).length
  // The first always goes: otherwise nobody would learn that threads are quick again.
  const leftMs = cameAt + WAITS_AT_MOST_MS - now - (before === 0 ? 0 : tookMs)
  if (leftMs <= 0) return 'defer'
  if (before < width) return 'ask'
  return known >= WORTH_WAITING ? 'look again' : 'defer'
}

/** Records a question that goes to its thread. */
export const begin = (lane: Lane, now: number): Lane => ({
  ...lane,
  asked: [...lane.asked.filter((at) => now - at < FORGOTTEN_AFTER_MS), now],
})

/**
 * Records what the thread said to the question of `askedAt`. Each quick answer of a full lane adds one to the width, and
 * each late one halves it. Of a late one nobody knows whether it would have been a first response.
 */
export function end(lane: Lane, askedAt: number, now: number, how: LaneEnd): Lane {
  const { asked, width, tookMs, known } = lane
  const at = asked.indexOf(askedAt)
  const isLate = how === 'late'
  const took = isLate ? WAITS_AT_MOST_MS : now - askedAt
  const grows = took <= QUICK_MS && asked.length >= width
  return {
    asked: at < 0 ? asked : asked.toSpliced(at, 1),
    width: isLate ? Math.max(LEAST_WIDTH, Math.floor(width / 2)) : grows ? width + 1 : width,
    tookMs: tookMs + NEWEST * (took - tookMs),
    known: isLate ? known : known + NEWEST * ((how === 'known' ? 1 : 0) - known),
  }
}
