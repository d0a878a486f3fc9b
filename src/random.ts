/** Chance as an argument: what only an edge may roll. */

/** So many random bytes, which nobody can guess. */
export const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))

/** From 0 to below 1, evenly. */
export const fraction = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
