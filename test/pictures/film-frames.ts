/** Makes frames at a steady rate of the shots that a browser gave whenever it painted. */

/** Of the files in docs/images. */
export const FILM = 'film'
/** The README should be there before its reader has gone. */
export const LARGEST_FILM_BYTES = 1_000_000
export const FRAME_MS = 100

export interface Shot {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly png: Buffer
}

export interface Frame {
  readonly png: Buffer
  /** How long it stands, a multiple of `FRAME_MS`. */
  readonly ms: number
}

/**
 * What stood there at each step of the grid between two times; a frame that did not change stands longer. Before the
 * first shot the first one stands.
 */
export function framesOf(shots: readonly Shot[], from: number, to: number): readonly Frame[] {
  const frames: Frame[] = []
  for (let at = from; at < to; at += FRAME_MS) {
    const png = (shots.findLast((shot) => shot.at <= at) ?? shots[0])?.png
    if (png === undefined) return []
    const last = frames.at(-1)
    if (last?.png.equals(png) === true) frames.splice(-1, 1, { png, ms: last.ms + FRAME_MS })
    else frames.push({ png, ms: FRAME_MS })
  }
  return frames
}
