/** What the soak found: one line for each fact, and whether any of them was not as it has to be. */

import { say } from './print.ts'

let failures = 0

/** Prints one fact with its figures; what is not good makes the soak fail in the end. */
export function verdict(name: string, isGood: boolean, figures: string): void {
  if (!isGood) failures += 1
  say(`${isGood ? 'ok  ' : 'FAIL'}  ${name.padEnd(58)} ${figures}`)
}

export const failed = (): number => failures
