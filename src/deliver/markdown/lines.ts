/** Recognizes what a single line of Markdown opens: a fence, a heading, a rule, a list item. */

/** A line, taken apart; `quoteMarks + margin + text` is the line. */
export interface Line {
  /** Offset of the line in Claude's text. */
  readonly at: number
  /** How many quote marks stand in front of it. */
  readonly quote: number
  readonly quoteMarks: string
  readonly margin: string
  /** Columns of the margin, a tab up to the next multiple of four. */
  readonly indent: number
  readonly text: string
}

/**
 * Discord quotes a line only with a space behind `>`; a line that goes on with a quote may lack it.
 *
 * @param inQuote the line before this one was quoted
 * @param most quote marks beyond these are text, as inside code
 */
export function readLine(line: string, at: number, inQuote: boolean, most = Infinity): Line {
  const opens = /^ {0,3}>(?: |\t|$)/.test(line) || (inQuote && /^ {0,3}>/.test(line))
  let quoteMarks = opens && most > 0 ? (/^(?: {0,3}>[ \t]?)+/.exec(line)?.[0] ?? '') : ''
  while (quoteMarks.split('>').length - 1 > most) quoteMarks = quoteMarks.replace(/ {0,3}>[ \t]?$/, '')
  const rest = line.slice(quoteMarks.length)
  const text = rest.trimStart()
  const margin = rest.slice(0, rest.length - text.length)
  const quote = quoteMarks.split('>').length - 1
  return { at, quote, quoteMarks, margin, indent: columnsOf(margin), text }
}

/** Where the text of a line begins. */
export const textAt = ({ at, quoteMarks, margin }: Line): number => at + quoteMarks.length + margin.length

function columnsOf(space: string): number {
  let column = 0
  for (const char of space) column += char === '\t' ? 4 - (column % 4) : 1
  return column
}

/** How many characters of `margin` make up to `indent` columns. */
export function marginWithin(margin: string, indent: number): number {
  let at = 0
  for (let column = 0; column < indent && /[ \t]/.test(margin.charAt(at)); at += 1)
    column += margin.charAt(at) === '\t' ? 4 - (column % 4) : 1
  return at
}

export interface Fence {
  readonly char: string
  readonly size: number
  /** Empty when there is none, or none that Discord would take. */
  readonly language: string
  /** What stands on the fence's own line and is code. */
  readonly code: string
}

const LANGUAGES = new Set(
  (
    'bash sh shell zsh fish console terminal powershell ps1 pwsh cmd bat batch js javascript jsx ts typescript tsx mjs ' +
    'py python python3 rb ruby go golang rs rust c cpp c++ h hpp cs csharp c# java kotlin kt swift php perl lua r ' +
    'scala dart elixir ex erlang haskell hs clojure clj sql mysql sqlite json jsonc json5 yaml yml toml ini xml html ' +
    'css scss sass less md markdown mdx text txt plain plaintext diff patch dockerfile makefile nginx ' +
    'graphql proto latex tex csv log env vue svelte http asm wasm vim zig nim ocaml fsharp f# julia matlab groovy'
  ).split(' '),
)

/**
 * A fence that opens code. Discord takes one word without spaces for the language; of more words the rest is hidden if it
 * describes the block (`title="a"`, `{1,3}`), and is code otherwise.
 */
export function fenceOf(text: string): Fence | undefined {
  const found = /^(`{3,})([^`]*)$|^(~{3,})([^~]*)$/.exec(text)
  if (found === null) return undefined
  const marks = found[1] ?? found[3] ?? ''
  const info = (found[2] ?? found[4] ?? '').trim()
  const [, word = '', rest = ''] = /^([^\s{,:]*)([^]*)$/.exec(info) ?? []
  const isWord = /^[a-z0-9_+.#-]+$/i.test(word)
  const fence = { char: marks.charAt(0), size: marks.length }
  if (rest.trim() === '' || describesBlock(rest))
    return { ...fence, language: isWord && word.length <= 300 ? word : '', code: isWord ? '' : word }
  return LANGUAGES.has(word.toLowerCase()) && /^\s/.test(rest) && !GO_COMMAND.test(info)
    ? { ...fence, language: word, code: rest.trim() }
    : { ...fence, language: '', code: info }
}

const GO_COMMAND = /^go (?:build|clean|doc|env|fmt|generate|get|install|list|mod|run|test|tool|vet|work)\b/

/** Settings of a block as renderers know them, none of which is code. */
const describesBlock = (rest: string): boolean =>
  /^[\s,:]*(?:\{[^{}]*\}|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s"']+)|(?:line-?num(?:ber)?s|linenos|copy|wrap|showlinenumbers|no_run|ignore|should_panic|edition\d+|[\w./-]+\.\w+(?::\d+)?)(?=\s|,|$)|[\s,]+)+$/i.test(
    rest,
  )

/**
 * Whether a line inside code closes it; undefined for code. Models write text behind a closing fence. A single word there
 * is rather the language of a nested block.
 */
export function fenceEnd(text: string, fence: Fence): { readonly rest: string } | undefined {
  if (!text.startsWith(fence.char.repeat(fence.size))) return undefined
  let size = fence.size
  while (text.charAt(size) === fence.char) size += 1
  const rest = text.slice(size)
  if (rest.trim() === '') return { rest: '' }
  if (/^[ \t]*\|\|/.test(rest)) return { rest }
  const isWord = /^\s*[\w+#.-]*[\w+#]\s*$/.test(rest)
  return isWord || rest.includes('`') || describesBlock(rest.replace(/^\w+/, '')) ? undefined : { rest }
}

export function headingOf(text: string): { readonly level: number; readonly start: number } | undefined {
  const found = /^(#{1,6})[ \t]+(?=\S)/.exec(text)
  // `# of items` counts something.
  if (found === null || /^#[ \t]+of\b/i.test(text)) return undefined
  return { level: (found[1] ?? '').length, start: found[0].length }
}

export const isRule = (text: string): boolean =>
  /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(text) && !/^(?:\* ){4}\*\s*$/.test(text)

export interface Item {
  /** The number as it is written; undefined for a bullet. */
  readonly digits: string | undefined
  /** The marker with the space behind it. */
  readonly marker: string
  readonly text: string
}

/** A list item as Discord reads it, and `1)`, which some of its clients read as `1.`. */
export function itemOf(text: string): Item | undefined {
  const found = /^(?:[-*]|(\d+)[.)])(?:[ \t]+|$)/.exec(text)
  if (found === null) return undefined
  return { digits: found[1], marker: found[0], text: text.slice(found[0].length) }
}

/** Whether the start of a line may still become markup. It is not shown until that is known. */
export const mayBecomeMarkup = (text: string): boolean =>
  /^(?:[-*+_=~`|$:.>\s]*|#{1,6}\s*(?:of?)?|-#?|\d{1,9}[.)]?\s*|[-*+]\s+\[?[ xX]?\]?|\[\^[^\]]*\]?|[`~]{3,}.*|\|\|(?:[`~]{3,}.*|[`~]*)|\\\[?|\|(?!\|).*)$/.test(
    text,
  )
