/** Draws Discord's tree of a message as HTML, in blocks, so that a view can leave the finished ones alone. */
import { drawReference } from './discord-references.js'
import { parseMessage } from './discord-rules.js'
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

/**
 * Renders a message. Everything in `text` is untrusted: each text of its tree is escaped, and only our own tags surround it.
 * What Discord does not read (tables, images, HTML, LaTeX, an unclosed fence) stays as it was typed, so that defects are
 * seen.
 *
 * @param {string} text
 * @param {MarkdownContext} [context]
 * @returns {string[]} One HTML string per block. A growing answer changes only its last ones, so that a view can
 *   leave the earlier ones (with selection and opened spoilers) alone.
 */
export const renderBlocks = (text, context = {}) => blocks(parseMessage(text), context)

/**
 * The same as one string.
 *
 * @param {string} text
 * @param {MarkdownContext} [context]
 * @returns {string}
 */
export const renderMarkdown = (text, context = {}) => renderBlocks(text, context).join('')

function blocks(nodes, context) {
  const done = []
  let line = ''
  const flush = () => {
    if (line !== '') done.push(`<div class="md-text">${line}</div>`)
    line = ''
  }
  for (const [at, node] of nodes.entries()) {
    const before = nodes[at - 1]?.type
    if (BLOCKS.has(node.type)) {
      flush()
      done.push(draw(node, context))
    } else if (node.type !== 'br' || (before !== 'codeBlock' && at !== nodes.length - 1)) {
      // A line end behind a code block, or at the end of a quote, begins no line of its own.
      line += draw(node, context)
    }
    // An empty line ends a block, so that a paragraph that is finished is never rendered again.
    if (node.type === 'br' && before === 'br' && nodes[at + 1]?.type !== 'br') flush()
  }
  flush()
  return done
}

const BLOCKS = new Set(['blockQuote', 'codeBlock', 'heading', 'list', 'subtext'])

/** A node's own content is a text, or nodes. */
const inside = ({ content }, context) =>
  typeof content === 'string' ? escapeHtml(content) : content.map((node) => draw(node, context)).join('')

const marked = (tag) => (node, context) => `<${tag}>${inside(node, context)}</${tag}>`

const DRAWN = {
  text: inside,
  br: () => '\n',
  em: marked('em'),
  strong: marked('strong'),
  underline: marked('u'),
  strikethrough: marked('s'),
  spoiler: (node, context) =>
    `<span class="md-spoiler" role="button" tabindex="0" aria-expanded="false"><span>${inside(node, context)}</span></span>`,
  inlineCode: ({ content }) => `<code class="md-inline-code">${escapeHtml(content)}</code>`,
  codeBlock,
  heading,
  subtext: (node, context) => `<div class="md-subtext">${inside(node, context)}</div>`,
  blockQuote: ({ content }, context) =>
    `<blockquote class="md-quote">${blocks(content, context).join('')}</blockquote>`,
  list,
}

/** What is not drawn here refers to something: an address, a person, a point in time. */
const draw = (node, context) =>
  Object.hasOwn(DRAWN, node.type)
    ? DRAWN[node.type](node, context)
    : drawReference(node, context, () => inside(node, context))

function codeBlock({ lang, content }) {
  const name = lang === '' ? '' : ` data-language="${escapeHtml(lang)}"`
  return `<pre class="md-code"${name}><code>${highlight(content, lang)}</code></pre>`
}

/** Level 1 of the page belongs to the channel, so a message begins at 3 for those who listen to headings. */
function heading(node, context) {
  const { level } = node
  return `<h${level + 2} class="md-heading md-heading-${level}">${inside(node, context)}</h${level + 2}>`
}

/** The largest number that a browser counts a list from. */
const MOST = 2_147_483_647

function list({ ordered, start, items }, context) {
  const inner = items.map((item) => `<li>${blocks(item, context).join('')}</li>`).join('')
  return ordered
    ? `<ol class="md-list" start="${Math.min(start, MOST)}">${inner}</ol>`
    : `<ul class="md-list">${inner}</ul>`
}
