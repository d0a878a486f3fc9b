/** An error message of Claude's as the log may have it: what is wrong and where, and nothing of what anybody said. */

const MOST_CHARACTERS = 300
const REPLACED = '…'

/**
 * The API names the place of a mistake and may quote what stands there; a gateway may repeat the whole request, or a key.
 *
 * @param said all that the request was made of, as texts: two words in a row that stand there are not repeated
 * @returns one line of at most about 300 characters
 */
export function redacted(message: string, said: readonly string[]): string {
  const line = message.slice(0, MOST_CHARACTERS).replaceAll(/\s+/g, ' ').trim()
  const unquoted = line.replaceAll(/(["'`])(.*?)\1/g, (all: string, _: string, inside: string) =>
    isName.test(inside) ? all : REPLACED,
  )
  // A quotation that the cut has left open.
  const closed = unquoted.replace(/(?<!\w)["'`](?=[^"'`]*$).*$/, (rest) =>
    rest.length > 40 ? REPLACED : rest,
  )
  const words = closed.split(' ').map((word) => (isPlain(word) ? word : REPLACED))
  return withoutSaid(words, said.map(plainWords).join('\n'))
    .join(' ')
    .replaceAll(/…(?: …)+/g, REPLACED)
}

/** The name of a field, a block or a tool of ours: `tool_use`. */
const isName = /^[a-z_]{1,40}$/

/**
 * A word of a language, a name of the API's, a number, or a place such as `messages.3.content.0.text`: no address, no key,
 * no id.
 */
const isPlain = (word: string): boolean => {
  const bare = word.replace(/^[(>"'`]+/, '').replace(/[),.:;"'`]+$/, '')
  return bare.length <= 60 && !bare.startsWith('sk-') && shapes.some((shape) => shape.test(bare))
}

const shapes: readonly RegExp[] = [
  /^[A-Z]?[a-z]{0,20}(?:'[a-z]{1,2})?$/,
  /^[A-Za-z]?[a-z]{1,15}(?:[-_][a-z]{1,15}){1,3}$/,
  /^[A-Z]{2,6}$/,
  /^\d{1,9}$/,
  /^[a-z_]{1,20}(?:\.(?:[a-z_]{1,30}|\d{1,5})){1,6}$/,
  /^[<>=&…]{1,2}$/,
]

/** Two: a question may have no more words, and our own line stands before it. */
const WINDOW = 2

function withoutSaid(words: readonly string[], said: string): readonly string[] {
  const hidden = new Set<number>()
  for (let at = 0; at + WINDOW <= words.length; at += 1) {
    const window = plainWords(words.slice(at, at + WINDOW).join(' '))
    if (window.trim() === '' || !said.includes(window)) continue
    for (let n = at; n < at + WINDOW; n += 1) hidden.add(n)
  }
  return words.map((word, n) => (hidden.has(n) ? REPLACED : word))
}

/** With a space at each end, so that whole words are compared. */
const plainWords = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

/** All texts in a part of a request, at any depth; not the bytes of files. */
export function textsIn(part: unknown): readonly string[] {
  if (typeof part === 'string') return [part]
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, inner]) => (key === 'source' ? [] : textsIn(inner)))
}
