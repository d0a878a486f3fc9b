/** What the status line says while Claude sends nothing. */

/** Each line is due after so many milliseconds of silence, in that order. */
export interface Silence {
  /** A line without a text only wakes the reply, which looks again for a line. */
  lines: readonly { readonly afterMs: number; readonly text: string | undefined }[]
}

/** @param receivedAt when the last text came */
export const silenceLine = ({ lines }: Silence, receivedAt: number, now: number): string | undefined =>
  lines.findLast(({ afterMs }) => receivedAt + afterMs <= now)?.text

/** When the next line is due; undefined after the last. */
export function nextLineAt({ lines }: Silence, receivedAt: number, now: number): number | undefined {
  const next = lines.find(({ afterMs }) => receivedAt + afterMs > now)
  return next === undefined ? undefined : receivedAt + next.afterMs
}
