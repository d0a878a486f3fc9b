/** Turns the text of a message into HTML as Discord would show it, and shows the rest raw so that defects are seen. */
import { anchor, angleAt, bareUrlAt, everyoneAt, stickily } from './discord-references.js'
import { escapeHtml, highlight } from './highlight.js'

/**
 * @typedef {object} MarkdownContext What a mention or a timestamp needs to be read; all of it optional.
 * @property {Record<string, string>} [members] Display name by user id.
 * @property {Record<string, string>} [roles] Name by role id.
 * @property {Record<string, string>} [channels] Name by channel id.
 * @property {number} [now] Milliseconds since 1970, for relative timestamps.
 * @property {string} [locale] BCP 47 tag for timestamps.
 * @property {string} [timeZone] IANA name for timestamps; the browser's own when absent.
 */

/** Marks nest at most this deep: untrusted text must not be able to exhaust the stack. */
const DEEPEST = 12

/**
 * Renders a message. Everything in `text` is untrusted: it is escaped first and only our own tags surround it.
 * The grammar is what Discord's client shows (headings to level 3, subtext, lists, quotes, code, the usual marks,
 * masked links, mentions, timestamps); tables, images, HTML, LaTeX and an unclosed fence stay as they were typed.
 *
 * @param {string} text
 * @param {MarkdownContext} [context]
 * @returns {string[]} One HTML string per block. A growing answer changes only its last ones, so that a view can
 *   leave the earlier ones (with selection and opened spoilers) alone.
 */
export function renderBlocks(text, context = {}) {
  return blocks(text.replaceAll('\r\n', '\n'), { context, depth: 0, quoted: false, label: false })
}

/**
 * The same as one string.
 *
 * @param {string} text
 * @param {MarkdownContext} [context]
 * @returns {string}
 */
export function renderMarkdown(text, context = {}) {
  return renderBlocks(text, context).join('')
}

/** Walks over `source` once; block forms are tried at line starts, inline forms everywhere, and text is the rest. */
function blocks(source, state) {
  const done = []
  let line = ''
  const flush = () => {
    if (line !== '') done.push(`<div class="md-text">${line}</div>`)
    line = ''
  }
  let at = 0
  while (at < source.length) {
    const found = blockAt(source, at, state)
    if (found !== undefined) {
      flush()
      done.push(found.html)
      at = found.end
      continue
    }
    const piece = inlineAt(source, at, state)
    line += piece.html
    at = piece.end
    // An empty line ends a block, so that a paragraph that is finished is never rendered again.
    if (source.startsWith('\n\n', at - 2) && at >= 2 && source[at] !== '\n') flush()
  }
  flush()
  return done
}

function blockAt(source, at, state) {
  const fence = fenceAt(source, at)
  if (fence !== undefined) return fence
  if (at > 0 && source[at - 1] !== '\n') return undefined
  if (state.depth >= DEEPEST) return undefined
  return headingAt(source, at, state) ?? quoteAt(source, at, state) ?? listAt(source, at, state)
}

/** A fence needs its end and something inside; without them the backticks are text, as in Discord. */
function fenceAt(source, at) {
  if (!source.startsWith('```', at)) return undefined
  const end = source.indexOf('```', at + 3)
  if (end === -1) return undefined
  const inside = source.slice(at + 3, end)
  const opening = /^([\w+.#-]+)\n(?=[^]*\S)/.exec(inside)
  const language = opening?.[1] ?? ''
  const code = inside.slice(opening?.[0].length ?? 0).replace(/^\n+|\n+$/g, '')
  if (code === '') return undefined
  const name = language === '' ? '' : ` data-language="${escapeHtml(language)}"`
  const html = `<pre class="md-code"${name}><code>${highlight(code, language)}</code></pre>`
  return { html, end: afterNewline(source, end + 3) }
}

function headingAt(source, at, state) {
  const match = stickily(/ *(#{1,3}|-#) +(\S[^\n]*)/y, source, at)
  if (match === undefined) return undefined
  const inner = inline(match[2], deeper(state))
  const end = afterNewline(source, at + match[0].length)
  if (match[1] === '-#') return { html: `<div class="md-subtext">${inner}</div>`, end }
  // Level 1 of the page belongs to the channel, so a message begins at 3 for those who listen to headings.
  const level = match[1].length
  return { html: `<h${level + 2} class="md-heading md-heading-${level}">${inner}</h${level + 2}>`, end }
}

function quoteAt(source, at, state) {
  if (state.quoted) return undefined
  const inside = { ...deeper(state), quoted: true }
  const rest = stickily(/ *>>> +([^]*)/y, source, at)
  if (rest !== undefined) return { html: quote(blocks(rest[1], inside)), end: source.length }
  const lines = stickily(/(?: *> [^\n]*(?:\n|$))+/y, source, at)
  if (lines === undefined) return undefined
  const text = lines[0].replace(/\n$/, '').replace(/^ *> ?/gm, '')
  return { html: quote(blocks(text, inside)), end: at + lines[0].length }
}

const quote = (inner) => `<blockquote class="md-quote">${inner.join('')}</blockquote>`

const ITEM = /( *)([-*]|\d+\.) +/y
/** The largest number that a browser counts a list from. */
const MOST = 2_147_483_647

/**
 * A list goes on over empty lines, indented lines and items at its own margin. What its first item is, all are, and it
 * counts on from its first number. Each item is read by itself; deeper items are a list in it.
 */
function listAt(source, at, state) {
  const first = stickily(ITEM, source, at)
  if (first === undefined) return undefined
  const [, margin, marker] = first
  const items = []
  let end = at
  while (end < source.length) {
    const to = lineEnd(source, end)
    const item = stickily(ITEM, source, end)
    if (item !== undefined && item[1] === margin) items.push({ size: item[0].length, lines: [] })
    else if (to > end && source[end] !== ' ') break
    const { size, lines } = items.at(-1)
    lines.push(lines.length === 0 ? source.slice(end + size, to) : unindented(source, end, to, size))
    end = afterNewline(source, to)
  }
  const inner = items.map(({ lines }) => listItem(lines.join('\n'), state)).join('')
  const start = Math.min(Number.parseInt(marker, 10), MOST)
  const isOrdered = marker.length > 1
  const html = isOrdered
    ? `<ol class="md-list" start="${start}">${inner}</ol>`
    : `<ul class="md-list">${inner}</ul>`
  return { html, end }
}

const listItem = (text, state) => `<li>${blocks(text.replace(/\n+$/, ''), deeper(state)).join('')}</li>`

/** A line of an item without the margin of the item's text. */
function unindented(source, from, to, size) {
  let start = from
  while (start < to && start < from + size && source[start] === ' ') start += 1
  return source.slice(start, to)
}

function lineEnd(source, at) {
  const end = source.indexOf('\n', at)
  return end === -1 ? source.length : end
}

/** Renders text in which no block form counts: a heading's words, what stands between two marks, a link's label. */
function inline(source, state) {
  let html = ''
  let at = 0
  while (at < source.length) {
    const piece = inlineAt(source, at, state)
    html += piece.html
    at = piece.end
  }
  return html
}

const PLAIN = /[^\\`*_~|<[@h¯\n]+/y

function inlineAt(source, at, state) {
  const plain = stickily(PLAIN, source, at)
  if (plain !== undefined) return { html: escapeHtml(plain[0]), end: at + plain[0].length }
  const found = state.depth < DEEPEST ? formAt(source, at, state) : undefined
  return found ?? { html: escapeHtml(source[at]), end: at + 1 }
}

function formAt(source, at, state) {
  switch (source[at]) {
    case '\\':
      return escapeAt(source, at, state)
    case '`':
      return fenceAt(source, at) ?? codeAt(source, at)
    case '<':
      return angleAt(source, at, state)
    case '[':
      return state.label ? undefined : linkAt(source, at, state)
    case 'h':
      return state.label ? undefined : bareUrlAt(source, at, state)
    case '@':
      return everyoneAt(source, at)
    case '¯':
      return source.startsWith(SHRUG, at) ? { html: SHRUG, end: at + SHRUG.length } : undefined
    default:
      return markAt(source, at, state)
  }
}

/** Discord's own face, of which no sign is an escape or a mark. */
const SHRUG = '¯\\_(ツ)_/¯'

/** Discord shows the backslash when the escape stands inside a masked link (discord-api-docs#6185). */
function escapeAt(source, at, state) {
  const next = source[at + 1]
  if (next === undefined || /[0-9A-Za-z\s]/.test(next)) return undefined
  return { html: escapeHtml(state.label ? `\\${next}` : next), end: at + 2 }
}

/** Inline code ends at the next group of just as many backticks; when there is none, fewer of them may open it. */
function codeAt(source, at) {
  const open = stickily(/`+/y, source, at)?.[0].length ?? 0
  const closings = new Map()
  for (const ticks of source.slice(at + open).matchAll(/`+/g)) {
    if (!closings.has(ticks[0].length)) closings.set(ticks[0].length, at + open + ticks.index)
  }
  for (let length = open; length > 0; length -= 1) {
    const close = closings.get(length)
    if (close === undefined) continue
    const code = source.slice(at + length, close).replace(/^ (?=`)|(?<=`) $/g, '')
    return { html: `<code class="md-inline-code">${escapeHtml(code)}</code>`, end: close + length }
  }
  return undefined
}

const MARKS = [
  { mark: '*', tag: 'em' },
  { mark: '_', tag: 'em' },
  { mark: '**', tag: 'strong' },
  { mark: '__', tag: 'u' },
  { mark: '~~', tag: 's' },
  { mark: '||', tag: 'spoiler' },
]

/** Of the marks that could open here the one that reaches furthest wins; the table's order decides a tie. */
function markAt(source, at, state) {
  let best
  for (const { mark, tag } of MARKS) {
    if (!source.startsWith(mark, at)) continue
    const close = closingOf(source, at, mark)
    if (close === undefined || (best !== undefined && close + mark.length <= best.end)) continue
    // A line to fill in, made of underscores, holds nothing to mark.
    if (mark[0] === '_' && /^_+$/.test(source.slice(at, close))) continue
    best = { tag, inner: source.slice(at + mark.length, close), end: close + mark.length }
  }
  if (best === undefined) return undefined
  const inner = inline(best.inner, deeper(state))
  const html = best.tag === 'spoiler' ? spoiler(inner) : `<${best.tag}>${inner}</${best.tag}>`
  return { html, end: best.end }
}

const spoiler = (inner) =>
  `<span class="md-spoiler" role="button" tabindex="0" aria-expanded="false"><span>${inner}</span></span>`

/** Where the mark that opens at `at` closes. Single marks pass over doubled ones; escaped marks do not count. */
function closingOf(source, at, mark) {
  const single = mark.length === 1
  if (mark === '*' && /\s/.test(source[at + 1] ?? ' ')) return undefined
  let place = at + mark.length
  while (place < source.length) {
    if (source[place] === '\\') place += 2
    else if (!source.startsWith(mark, place)) place += 1
    else if (closes(source, at, place, mark)) return place
    else if (!single) place += 1
    else if (source[place + 1] === mark) place += 2
    else return undefined
  }
  return undefined
}

function closes(source, at, place, mark) {
  if (place === at + mark.length) return false
  const next = source[place + mark.length] ?? ''
  if (mark === '_') return !/\w/.test(next)
  if (mark === '*') return next !== '*' && !/\s/.test(source[place - 1])
  return mark === '||' || mark === '~~' || next !== mark[0]
}

function linkAt(source, at, state) {
  const match = stickily(
    /\[((?:\\.|[^[\]\\]|\[[^[\]]*\])+)\]\(<?(https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?: +"([^"\n]*)")?\)/iy,
    source,
    at,
  )
  // A label that is itself an address is how phishing looks; Discord leaves such a link raw.
  if (match === undefined || /https?:\/\//i.test(match[1])) return undefined
  const html = anchor(match[2], inline(match[1], { ...deeper(state), label: true }))
  return html === undefined ? undefined : { html, end: at + match[0].length }
}

const deeper = (state) => ({ ...state, depth: state.depth + 1 })

const afterNewline = (source, at) => (source[at] === '\n' ? at + 1 : at)
