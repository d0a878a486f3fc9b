/** Gathers a document's text up to a bound: beyond it nothing is kept, and it is known that there was more. */

export interface TextSink {
  add(text: string): void
  /** Ends the line, unless it has just begun. */
  endLine(): void
  isFull(): boolean
  text(): string
}

/** @param most UTF-16 units */
export function textSink(most: number): TextSink {
  const parts: string[] = []
  let length = 0
  let last = '\n'
  const add = (text: string): void => {
    if (text === '' || length > most) return
    parts.push(text)
    length += text.length
    last = text.at(-1) ?? last
  }
  return {
    add,
    endLine() {
      if (last !== '\n') add('\n')
    },
    isFull: () => length > most,
    text: () => parts.join('').trim(),
  }
}
