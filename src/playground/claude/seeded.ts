/** Chance that repeats: a digest and dice from a seed, so that the local Claude says the same to the same question. */

const hex = (lane: number): string =>
  (Math.imul(lane ^ (lane >>> 16), 0xc2b2ae35) >>> 0).toString(16).padStart(8, '0')

/**
 * 64 bits as 16 hex digits. Not for secrets: it only has to tell prompts apart, and it must be pure.
 */
export function digest(text: string): string {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x85ebca6b)
  }
  return hex(low) + hex(high)
}

/** A die: each call gives a whole number from `least` to `most`, both included. */
export type Dice = (least: number, most: number) => number

/** Dice that always fall the same way for the same seed. */
export function dice(seed: string): Dice {
  let state = Number.parseInt(digest(seed).slice(0, 8), 16) || 1
  return (least, most) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return least + ((state >>> 0) % (most - least + 1))
  }
}
