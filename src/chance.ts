/** Chance as an argument: what only an edge may roll. */

/** Six random digits, which nobody can guess; the first is never 0. */
export const sixDigits = (): string =>
  String(100_000 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 900_000))

/** From 0 to below 1, evenly. */
export const fraction = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
