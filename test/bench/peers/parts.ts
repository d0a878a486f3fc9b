/** A stream of text as several streams, none longer than a message may be. */

/** Each part has to be read to its end before the next one is asked for. A part ends at a line or a space. */
export async function* partsOf(
  text: AsyncIterable<string>,
  most: number,
): AsyncGenerator<AsyncIterable<string>> {
  const pieces = text[Symbol.asyncIterator]()
  const isMore = async (): Promise<boolean> => {
    while (rest === '') {
      const next = await pieces.next()
      if (next.done === true) return false
      rest = next.value
    }
    return true
  }
  let rest = ''
  async function* part(): AsyncGenerator<string> {
    let length = 0
    while (await isMore()) {
      // The last stretch is kept for the end of a word.
      const isAtEnd = length > most - LAST_STRETCH && /^\s/.test(rest)
      if (length > 0 && (isAtEnd || length + rest.length > most)) return
      length += rest.length
      const said = rest
      rest = ''
      yield said
    }
  }
  while (await isMore()) {
    yield part()
    rest = rest.trimStart()
  }
}

const LAST_STRETCH = 60
