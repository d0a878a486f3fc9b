/** What the status line says while Claude sends nothing, and the buttons that stand with it. */

import type { Button } from './message.ts'

/** Each line is due after so many milliseconds of silence, in that order. */
export interface Silence {
  /** A line without a text only wakes the reply, which looks again for a line. */
  lines: readonly SilenceLine[]
}

interface SilenceLine {
  readonly afterMs: number
  readonly text: string | undefined
  /** They stand beside those of the growing answer. */
  readonly buttons?: readonly Button[]
}

/** @param receivedAt when the last text came */
export const silenceLine = ({ lines }: Silence, receivedAt: number, now: number): SilenceLine | undefined =>
  lines.findLast(({ afterMs }) => receivedAt + afterMs <= now)

/** When the next line is due; undefined after the last. */
export function nextLineAt({ lines }: Silence, receivedAt: number, now: number): number | undefined {
  const next = lines.find(({ afterMs }) => receivedAt + afterMs > now)
  return next === undefined ? undefined : receivedAt + next.afterMs
}
