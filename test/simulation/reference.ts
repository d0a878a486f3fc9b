/** The streams and networks by which the pacer is measured, and its figures for each. */
import { optimum } from './optimum.ts'
import type { Bucket } from './bucket.ts'
import { type Figures, play } from './play.ts'
import { sharedChannel } from './shared-channel.ts'
import { evenly, type Piece, steady } from './streams.ts'

/** Five calls in five seconds, the window starting with the first of them. */
export const REFERENCE_BUCKET: Bucket = { counting: 'first call', limit: 5, windowMs: 5_000 }

export interface Row {
  readonly characters: number
  readonly tokensPerSecond: number
  readonly upMs: number
  readonly staleness: number
  /** The best schedule that knows the stream. */
  readonly best: number
  /** The best that knows the stream but, as we do, uses the last token of a window for the final edit only. */
  readonly bestKept: number
  readonly firstMs: number
  readonly lagMs: number
  readonly edits: number
  readonly refused: number
}

/** One answer alone against the reference bucket, each call seen after `upMs` and answered 60 ms after it left. */
export function measure(characters: number, tokensPerSecond: number, upMs = 0, stepMs = 40): Row {
  const pieces = steady(characters, tokensPerSecond)
  const turn = one(pieces, REFERENCE_BUCKET, upMs)
  const options = { upMs, roundTripMs: 60, stepMs }
  return {
    characters,
    tokensPerSecond,
    upMs,
    staleness: turn.staleness,
    best: optimum(pieces, REFERENCE_BUCKET, options),
    bestKept: optimum(pieces, REFERENCE_BUCKET, { ...options, keep: 1 }),
    firstMs: turn.firstMs,
    lagMs: turn.lagMs,
    edits: turn.calls.length,
    refused: turn.refused,
  }
}

/**
 * The same where windows follow the wall clock: medians (the greater of the two in the middle) over ten phases, and the
 * worst of what may not be bad.
 */
export function overPhases(characters: number, tokensPerSecond: number, upMs = 0, stepMs = 40): Row {
  const pieces = steady(characters, tokensPerSecond)
  const options = { upMs, roundTripMs: 60, stepMs }
  const buckets = Array.from({ length: 10 }, (_, phase): Bucket => ({
    ...REFERENCE_BUCKET,
    counting: 'wall clock',
    phaseMs: 700 + phase * 500,
  }))
  const turns = buckets.map((bucket) => one(pieces, bucket, upMs))
  const worst = (of: (turn: Figures) => number): number => Math.max(...turns.map(of))
  return {
    characters,
    tokensPerSecond,
    upMs,
    staleness: median(turns.map(({ staleness }) => staleness)),
    best: median(buckets.map((bucket) => optimum(pieces, bucket, options))),
    bestKept: median(buckets.map((bucket) => optimum(pieces, bucket, { ...options, keep: 1 }))),
    firstMs: worst(({ firstMs }) => firstMs),
    lagMs: worst(({ lagMs }) => lagMs),
    edits: worst(({ calls }) => calls.length),
    refused: worst(({ refused }) => refused),
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity

export function one(pieces: readonly Piece[], bucket: Bucket, upMs = 0): Figures {
  const [turn] = play([pieces], bucket, evenly(upMs, 60 - upMs))
  if (turn === undefined) throw new Error('a stream was played and left no figures')
  return turn
}

/** So many equal answers at once in one channel, which allows 30 calls in any 60 s. */
export function crowd(turns: number, characters: number, tokensPerSecond: number): readonly Figures[] {
  return play(
    Array.from({ length: turns }, () => steady(characters, tokensPerSecond)),
    REFERENCE_BUCKET,
    evenly(30, 30),
    { shared: sharedChannel(), channel: { counting: 'sliding', limit: 30, windowMs: 60_000 } },
  )
}
