/** Which parts of a member's text are code, where case and white space mean something: `ls -A` is not `ls -a`. */

export interface Part {
  readonly code: boolean
  readonly text: string
}

/**
 * The parts of a text in order; joined they are the text. A span runs from some backticks to as many of them, as in
 * Markdown; one that is never closed runs to the end, because to take prose for code costs no more than a cached answer.
 */
export function partsOf(text: string): readonly Part[] {
  const marks = Array.from(text.matchAll(/`+/g), ({ 0: { length }, index }) => ({
    at: index,
    end: index + length,
    length,
  }))
  const parts: Part[] = []
  const add = (code: boolean, from: number, to: number): void => {
    if (to > from) parts.push({ code, text: text.slice(from, to) })
  }
  let done = 0
  for (let n = 0; n < marks.length; n += 1) {
    const open = marks[n]
    if (open === undefined) break
    add(false, done, open.at)
    do n += 1
    while (n < marks.length && marks[n]?.length !== open.length)
    done = marks[n]?.end ?? text.length
    add(true, open.at, done)
  }
  add(false, done, text.length)
  return parts
}
