/** The best schedule of edits that anybody could have kept who knew the answer beforehand: what the pacer is held to. */
import type { Bucket } from './bucket.ts'
import type { Piece } from './streams.ts'

const FIRST_WORDS_MS = 150

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
