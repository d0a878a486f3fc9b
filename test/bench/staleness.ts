/** Plays turns against a Discord that refuses like Discord, without real time, and says how stale the words were. */
import type { Budget, News, Pacer } from '../../src/deliver/pacer.ts'
import { answered, limited, startPacer, starting, tick } from '../../src/deliver/pacer.ts'

/** At `at` milliseconds so many more characters are there. Ascending. */
export type Piece = readonly [at: number, characters: number]

/**
 * How Discord counts. `first call`: a window starts with the first call in it. `wall clock`: windows start at
 * `phaseMs` and every `windowMs` after. `sliding`: calls come back one by one, and reset-after names the next of
 * them. `sliding, late`: the same, but reset-after names the moment when all are back.
 */
export type Counting = 'first call' | 'wall clock' | 'sliding' | 'sliding, late'

export interface Bucket {
  readonly counting: Counting
  readonly limit: number
  readonly windowMs: number
  readonly phaseMs?: number
  /** Other limits for the windows that start at `from` or later. Ascending. */
  readonly later?: readonly { readonly from: number; readonly limit: number; readonly windowMs?: number }[]
}

export interface Network {
  /** From our leaving to Discord's showing it, of the nth call. */
  readonly upMs: (call: number) => number
  /** From there to our having the answer. */
  readonly downMs: (call: number) => number
  /** Whether an answer carries its headers. */
  readonly headers?: (call: number) => boolean
}

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

/** Says when a turn may use the budget that it shares with others: now, or not before a time. */
export interface Shared {
  readonly may: (turn: number, news: News, now: number) => number
  readonly edited: (turn: number, now: number) => void
  readonly ended: (turn: number, now: number) => void
}

const PAGE = 2_000
/** The next page is counted in `calls` as soon as text of this much time, at the present speed, would reach it. */
const AHEAD_MS = 1_500
const LOST_MS = 5_000
const FIRST_WORDS_MS = 150
const GIVEN_UP_MS = 600_000

type Verdict = { readonly ok: boolean; readonly budget: Budget; readonly retryAfterMs: number }

interface Rules {
  readonly limit: number
  readonly windowMs: number
}

const verdict = (limit: number, count: number, resetAfterMs: number): Verdict => ({
  ok: count <= limit,
  budget: { limit, remaining: Math.max(0, limit - count), resetAfterMs },
  retryAfterMs: resetAfterMs,
})

/** A bucket as Discord keeps it. Calls have to come in the order of their arrival. */
export function server(bucket: Bucket): (at: number) => Verdict {
  let start = -Infinity
  let used = 0
  let log: number[] = []
  const rulesAt = (at: number): Rules => {
    const now = (bucket.later ?? []).filter(({ from }) => from <= at).at(-1)
    return { limit: now?.limit ?? bucket.limit, windowMs: now?.windowMs ?? bucket.windowMs }
  }
  if (bucket.counting === 'sliding' || bucket.counting === 'sliding, late') {
    return (at) => {
      const { limit, windowMs } = rulesAt(at)
      log = log.filter((t) => t + windowMs > at)
      const count = log.length + 1
      if (count <= limit) log.push(at)
      const from = bucket.counting === 'sliding' ? log[Math.max(0, log.length - limit)] : log.at(-1)
      return verdict(limit, count, (from ?? at) + windowMs - at)
    }
  }
  return (at) => {
    const old = rulesAt(start)
    if (at >= start + old.windowMs) {
      const { windowMs } = rulesAt(at)
      const phase = bucket.phaseMs ?? 0
      start = bucket.counting === 'first call' ? at : phase + Math.floor((at - phase) / windowMs) * windowMs
      used = 0
    }
    const { limit, windowMs } = rulesAt(start)
    if (used < limit) {
      used += 1
      return verdict(limit, used, start + windowMs - at)
    }
    return verdict(limit, limit + 1, start + windowMs - at)
  }
}

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
  const expected = last ? turn.produced : turn.produced + recently(turn, now)
  return {
    unseen: turn.produced - turn.shown,
    first: turn.shown === 0,
    last,
    calls: Math.max(1, pagesOf(expected) - Math.floor(upToOf(turn) / PAGE)),
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
  options: { readonly intervalMs?: number; readonly shared?: Shared; readonly channel?: Bucket } = {},
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
        turn.pacer = ok ? answered(turn.pacer, seen, now) : limited(turn.pacer, { retryAfterMs, scope }, now)
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
        turn.ended = turn.next === turn.pieces.length && turn.shown === turn.produced
        if (turn.ended) options.shared?.ended(turns.indexOf(turn), now)
      }
    }
    for (const [index, turn] of turns.entries()) {
      if (turn.ended || turn.flight !== undefined) continue
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
      options.shared?.edited(index, now)
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

/** Claude at `tokensPerSecond`, 4 characters each, the first after `firstMs`, until there are so many characters. */
export function steady(characters: number, tokensPerSecond: number, firstMs = 700): readonly Piece[] {
  const pieces: Piece[] = []
  for (let left = characters; left > 0; left -= 4) {
    pieces.push([firstMs + (pieces.length * 1_000) / tokensPerSecond, Math.min(4, left)])
  }
  return pieces
}

/** Discord that shows a call after `upMs` and answers `downMs` later, always. */
export const evenly = (upMs: number, downMs: number): Network => ({ upMs: () => upMs, downMs: () => downMs })

const get = (list: readonly number[], index: number): number => list[index] ?? Infinity

/**
 * The least staleness that any schedule can have which knows the stream beforehand: the best of all send times on a
 * grid of `stepMs`, under the same bucket (`first call` or `wall clock`), with everything visible at the end. `keep`
 * tokens of each window stay unused, except by the final edit. Pages are left out: one call shows everything, so for a
 * text of several pages this is a bound that nothing reaches.
 */
export function optimum(
  pieces: readonly Piece[],
  bucket: Bucket,
  options: {
    readonly upMs: number
    readonly roundTripMs: number
    readonly stepMs?: number
    readonly keep?: number
  },
): number {
  const step = options.stepMs ?? 20
  const keep = options.keep ?? 0
  const from = pieces[0]?.[0] ?? 0
  const endAt = pieces.at(-1)?.[0] ?? 0
  const slots = Math.ceil((endAt - from) / step) + 1
  const at = (slot: number): number => (slot === slots - 1 ? endAt : from + slot * step)
  const there: number[] = []
  const sum: number[] = [] // ∫ there dt from the first piece to the slot
  {
    let next = 0
    let produced = 0
    let integral = 0
    let time = from
    for (let slot = 0; slot < slots; slot += 1) {
      for (let piece = pieces[next]; piece !== undefined && piece[0] <= at(slot); piece = pieces[next]) {
        integral += produced * (piece[0] - time)
        time = piece[0]
        produced += piece[1]
        next += 1
      }
      integral += produced * (at(slot) - time)
      time = at(slot)
      there.push(produced)
      sum.push(integral)
    }
  }
  const cost = (a: number, b: number): number => get(sum, b) - get(sum, a) - get(there, a) * (at(b) - at(a))
  const apart = Math.max(1, Math.ceil(options.roundTripMs / step))
  const wide = Math.ceil(bucket.windowMs / step)
  const phase = bucket.phaseMs ?? 0
  const windowEnd = (slot: number): number =>
    bucket.counting === 'first call'
      ? slot + wide
      : Math.ceil(
          (phase + (Math.floor((at(slot) - phase) / bucket.windowMs) + 1) * bucket.windowMs - from) / step,
        )
  // best[s]: the least cost up to a call at slot s that opens a window. The last slot may also be any call of a window.
  const best: number[] = Array.from({ length: slots }, () => Infinity)
  let least = Infinity
  // The first words may be late by 150 ms, no more: else it pays to hold them back for seconds.
  for (let first = 0; first < Math.min(slots, Math.floor(FIRST_WORDS_MS / step)); first += 1)
    best[first] = get(sum, first)
  for (let open = 0; open < slots; open += 1) {
    if (get(best, open) === Infinity) continue
    if (open === slots - 1) {
      least = Math.min(least, get(best, open))
      break
    }
    const end = Math.min(windowEnd(open), slots)
    // byCalls[i]: least cost of k calls in this window, the last of them at slot open + i.
    let byCalls: number[] = Array.from({ length: end - open }, () => Infinity)
    byCalls[0] = get(best, open)
    const lastCall = [...byCalls]
    for (let k = 2; k <= bucket.limit; k += 1) {
      const more: number[] = Array.from({ length: end - open }, () => Infinity)
      const interim = k <= bucket.limit - keep
      for (let j = interim ? apart : end - open - 1; j < end - open; j += 1) {
        // A kept token serves the final edit only.
        if (!interim && open + j !== slots - 1) continue
        let value = Infinity
        for (let i = 0; i + apart <= j; i += 1) {
          value = Math.min(value, get(byCalls, i) + cost(open + i, open + j))
        }
        more[j] = value
        lastCall[j] = Math.min(get(lastCall, j), value)
      }
      byCalls = more
      if (!interim) break
    }
    if (end >= slots) least = Math.min(least, get(lastCall, slots - 1 - open))
    for (let next = end; next < Math.min(slots, end + wide); next += 1) {
      let value = get(best, next)
      for (let i = 0; i < end - open; i += 1) {
        if (open + i + apart <= next) value = Math.min(value, get(lastCall, i) + cost(open + i, next))
      }
      best[next] = value
    }
  }
  const total = there.at(-1) ?? 0
  return (least + total * options.upMs) / 1_000
}
