/** What Claude is given of a command's result: both streams and the exit code, long ones without their middle. */

import type { BashResult } from './bash.ts'

/** UTF-16 units; about 5,000 tokens. More of a log helps nobody, and each further round pays for it again. */
const RESULT_UNITS = 20_000
/** Of these, what a flood of errors may take from the output. */
const STDERR_UNITS = 5_000

/** The text of a tool result. Never ends or begins a part inside a surrogate pair. */
export function toolText({
  stdout,
  stderr,
  exitCode,
}: Omit<BashResult, 'ms' | 'changed' | 'stopped'>): string {
  const errors = withoutMiddle(stderr.trimEnd(), STDERR_UNITS)
  const output = withoutMiddle(stdout.trimEnd(), RESULT_UNITS - errors.length)
  const parts = [
    output,
    errors === '' ? '' : `[stderr]\n${errors}`,
    exitCode === 0 ? '' : `[exit code ${exitCode}]`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '[no output]' : parts.join('\n')
}

/** A text of at most `room` units, plus a line that says how many are missing in its middle. */
export function withoutMiddle(text: string, room: number): string {
  const whole = text.toWellFormed()
  if (whole.length <= room) return whole
  const head = whole.slice(0, Math.ceil(room / 2))
  const tail = whole.slice(whole.length - Math.floor(room / 2))
  // A half at either edge goes: it would be no character, neither here nor in JSON.
  const first = /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head
  const last = /^[\udc00-\udfff]/.test(tail) ? tail.slice(1) : tail
  return `${first}\n[… ${(whole.length - first.length - last.length).toLocaleString('en')} characters left out …]\n${last}`
}
