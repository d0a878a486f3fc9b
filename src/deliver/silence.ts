/** What our status line says while Claude says nothing. */

/** From so many milliseconds of silence on; in that order. */
export interface Silence {
  /** A line without a text only wakes the reply, to look whether there is one by now. */
  lines: readonly { readonly afterMs: number; readonly text: string | undefined }[]
}

/** @param receivedAt since when nothing has come */
export const silenceLine = ({ lines }: Silence, receivedAt: number, now: number): string | undefined =>
  lines.findLast(({ afterMs }) => receivedAt + afterMs <= now)?.text

/** When the next line is due; undefined after the last. */
export function nextLineAt({ lines }: Silence, receivedAt: number, now: number): number | undefined {
  const next = lines.find(({ afterMs }) => receivedAt + afterMs > now)
  return next === undefined ? undefined : receivedAt + next.afterMs
}
