/** The lines that were sent, to go back to with the arrow keys. */

const REMEMBERED = 50

export function sentLines() {
  const lines = []
  let at = -1
  return {
    add(line) {
      lines.unshift(line)
      lines.length = Math.min(lines.length, REMEMBERED)
      at = -1
    },
    isRecalling: () => at >= 0,
    /** The line that lies `step` further back; empty in front of the latest, undefined where there is none. */
    recall(step) {
      const next = at + step
      if (next < -1 || next >= lines.length) return undefined
      at = next
      return next === -1 ? '' : lines[next]
    },
  }
}
