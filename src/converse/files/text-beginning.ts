/** The beginning of a text that is too long to be shown. */

/** As far back as a cut goes to end with a line. */
const LINE = 2_000

/** Cut between characters, and between lines where there are some. @param most bytes of UTF-8 */
export function beginningOf(text: string, most: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(most))
  if (read === text.length) return text
  const line = text.lastIndexOf('\n', read - 1)
  return text.slice(0, line > read - LINE ? line + 1 : read)
}
