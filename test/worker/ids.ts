/** Words and ids that are in no other test, so that tests need not clean up. */

let count = Math.floor(Math.random() * 1e9)

/** A word that is in no other test, so that scripts and caches do not meet. */
export const unique = (word = 'word'): string => `${word}${(count += 1)}x`

/** A snowflake of now that is in no other test. */
export const snowflake = (): string =>
  String((BigInt(Date.now() - 1_420_070_400_000) << 22n) + BigInt((count += 1) % 4_194_304))
