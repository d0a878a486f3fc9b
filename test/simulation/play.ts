/** Plays turns against a Discord that refuses like Discord, without real time, and says how stale the words were. */

import {
  answered,
  limited,
  type News,
  type Pacer,
  startPacer,
  starting,
  tick,
} from '../../src/deliver/pacer.ts'
import { type Bucket, server, type Verdict } from './bucket.ts'
import type { Shared } from './shared-channel.ts'
import type { Network, Piece } from './streams.ts'

export interface Call {
  readonly turn: number
  readonly leftAt: number
  readonly arrivedAt: number
  readonly backAt: number
  /** What can be seen after it; unchanged when it was refused. */
  readonly visible: number
  readonly refused: boolean
  readonly last: boolean
}

export interface Figures {
  /** Characters there but not visible, times seconds. Text that never becomes visible counts until 5 s after the end. */
  readonly staleness: number
  /** From the first piece to the first visible words. */
  readonly firstMs: number
  /** From the last piece to the whole text. */
  readonly lagMs: number
  readonly calls: readonly Call[]
  readonly refused: number
  readonly whole: boolean
}

const PAGE = 2_000
/** The next page is counted in `calls` as soon as text of this much time, at the present speed, would reach it. */
const AHEAD_MS = 1_500
const LOST_MS = 5_000
const GIVEN_UP_MS = 600_000

interface TurnState {
  pacer: Pacer
  readonly pieces: readonly Piece[]
  readonly bucket: (at: number) => Verdict
  next: number
  produced: number
  /** What Discord shows. */
  visible: number
  /** What we know that it shows. */
  shown: number
  calls: Call[]
  flight:
    | { leftAt: number; arrivesAt: number; backAt: number; upTo: number; last: boolean; verdict?: Verdict }
    | undefined
  steps: (readonly [number, number])[]
  wakeAt: number
  ended: boolean
}

const pagesOf = (characters: number): number => Math.ceil(characters / PAGE)

/** What the next call would make visible: it fills its page, no more. */
const upToOf = (turn: TurnState): number =>
  Math.min(turn.produced, (Math.floor(turn.shown / PAGE) + 1) * PAGE)

function recently(turn: TurnState, now: number): number {
  let sum = 0
  for (let index = turn.next - 1; index >= 0; index -= 1) {
    const [at, characters] = turn.pieces[index] ?? [-Infinity, 0]
    if (at < now - AHEAD_MS) break
    sum += characters
  }
  return sum
}

function newsOf(turn: TurnState, now: number): News {
  const last = turn.next === turn.pieces.length
  const recent = recently(turn, now)
  const expected = last ? turn.produced : turn.produced + recent
  const room = PAGE - (turn.produced % PAGE)
  const isFull = !last && upToOf(turn) % PAGE === 0
  return {
    unseen: turn.produced - turn.shown,
    first: turn.shown === 0,
    last,
    calls: Math.max(1, pagesOf(expected) - Math.floor(upToOf(turn) / PAGE)),
    isFull,
    ...(recent > 0 ? { fullAt: now + (room * AHEAD_MS) / recent } : {}),
  }
}

/**
 * Plays turns that all begin at 0, each with a bucket of its own, over one network; `shared` stands between the pacers
 * and Discord where the turns share something, and `channel` is what Discord allows all of them together.
 */
export function play(
  streams: readonly (readonly Piece[])[],
  bucket: Bucket,
  network: Network,
  options: {
    readonly intervalMs?: number
    readonly shared?: Shared
    readonly channel?: Bucket
    /** When the turns begin: their questions are asked then. */
    readonly beginsAt?: readonly number[]
  } = {},
): readonly Figures[] {
  const channel = options.channel === undefined ? undefined : server(options.channel)
  let calls = 0
  const turns = streams.map((pieces): TurnState => ({
    pacer: startPacer({ intervalMs: options.intervalMs ?? 1_500, now: 0 }),
    pieces,
    bucket: server(bucket),
    next: 0,
    produced: 0,
    visible: 0,
    shown: 0,
    calls: [],
    flight: undefined,
    steps: [],
    wakeAt: Infinity,
    ended: false,
  }))
  let now = 0
  while (now < GIVEN_UP_MS && turns.some((turn) => !turn.ended)) {
    for (const turn of turns) {
      for (
        let piece = turn.pieces[turn.next];
        piece !== undefined && piece[0] <= now;
        piece = turn.pieces[turn.next]
      ) {
        turn.produced += piece[1]
        turn.next += 1
      }
      const flight = turn.flight
      if (flight === undefined) continue
      if (flight.verdict === undefined && flight.arrivesAt <= now) {
        const own = turn.bucket(now)
        const all = own.ok ? channel?.(now) : undefined
        flight.verdict =
          all === undefined || all.ok ? own : { ...own, ok: false, retryAfterMs: all.retryAfterMs }
        if (flight.verdict.ok) turn.visible = flight.upTo
        turn.steps.push([now, turn.visible])
      }
      if (flight.verdict !== undefined && flight.backAt <= now) {
        const { ok, budget, retryAfterMs } = flight.verdict
        const seen = network.headers?.(turn.calls.length) === false ? undefined : budget
        const scope = budget.remaining > 0 ? ('shared' as const) : ('user' as const)
        const limit = { retryAfterMs, scope, remaining: budget.remaining }
        turn.pacer = ok ? answered(turn.pacer, seen, now) : limited(turn.pacer, limit, now)
        if (ok) options.shared?.accepted(turns.indexOf(turn), flight.leftAt, now)
        else options.shared?.limited(turns.indexOf(turn), limit, now)
        if (ok) turn.shown = flight.upTo
        const { leftAt, arrivesAt: arrivedAt, backAt, last } = flight
        turn.calls.push({
          turn: turns.indexOf(turn),
          leftAt,
          arrivedAt,
          backAt,
          visible: turn.visible,
          refused: !ok,
          last,
        })
        turn.flight = undefined
        turn.wakeAt = Infinity
        turn.ended = turn.next === turn.pieces.length && turn.shown === turn.produced
        if (turn.ended) options.shared?.ended(turns.indexOf(turn), now)
      }
    }
    for (const [index, turn] of turns.entries()) {
      if (turn.ended || turn.flight !== undefined) continue
      const beginsAt = options.beginsAt?.[index] ?? 0
      if (now < beginsAt) {
        turn.wakeAt = beginsAt
        continue
      }
      options.shared?.began(index)
      const news = newsOf(turn, now)
      const due = tick(turn.pacer, news, now)
      const allowedAt = due.kind === 'send' ? (options.shared?.may(index, news, now) ?? now) : now
      turn.wakeAt = due.kind === 'wait' ? due.until : due.kind === 'send' ? allowedAt : Infinity
      if (due.kind !== 'send' || allowedAt > now) continue
      const arrivesAt = now + network.upMs(calls)
      const backAt = arrivesAt + network.downMs(calls)
      calls += 1
      const upTo = upToOf(turn)
      turn.pacer = starting(turn.pacer, now)
      options.shared?.called(index, news, now)
      turn.flight = { leftAt: now, arrivesAt, backAt, upTo, last: news.last }
    }
    const times = turns.flatMap((turn) => [
      turn.pieces[turn.next]?.[0] ?? Infinity,
      turn.flight === undefined
        ? turn.wakeAt
        : turn.flight.verdict === undefined
          ? turn.flight.arrivesAt
          : turn.flight.backAt,
    ])
    const soonest = Math.min(...times)
    if (soonest === Infinity) break
    // Two things of one moment (no latency at all) take two rounds of the same `now`.
    now = Math.max(now, soonest)
  }
  return turns.map(figuresOf)
}

function figuresOf(turn: TurnState): Figures {
  const endAt = turn.pieces.at(-1)?.[0] ?? 0
  const total = turn.pieces.reduce((sum, [, characters]) => sum + characters, 0)
  const wholeAt = turn.steps.find(([, visible]) => visible === total)?.[0]
  return {
    staleness: area(turn.pieces, turn.steps, wholeAt ?? endAt + LOST_MS),
    firstMs: (turn.steps.find(([, visible]) => visible > 0)?.[0] ?? Infinity) - (turn.pieces[0]?.[0] ?? 0),
    lagMs: (wholeAt ?? Infinity) - endAt,
    calls: turn.calls,
    refused: turn.calls.filter(({ refused }) => refused).length,
    whole: wholeAt !== undefined,
  }
}

/** ∫ (there − visible) dt in character-seconds: each piece waits until `until`, less what each step made visible. */
function area(
  pieces: readonly Piece[],
  steps: readonly (readonly [number, number])[],
  until: number,
): number {
  const there = pieces.reduce((sum, [at, characters]) => sum + characters * Math.max(0, until - at), 0)
  let before = 0
  let shown = 0
  for (const [at, visible] of steps) {
    shown += (visible - before) * Math.max(0, until - at)
    before = visible
  }
  return (there - shown) / 1_000
}
