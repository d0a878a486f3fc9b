/**
 * The rules by which Discord reads a message: those of `discord-markdown-parser`, with lists and the corrections below.
 *
 * What differs from the package, and why:
 * - Lists: the package has none. Discord took them from simple-markdown, so they follow its patterns: `-` and `*` (no `+`),
 *   `1.` (no `1)`), a space behind; a list ends at a line that is neither indented nor an item of it; any deeper
 *   indentation nests; marks do not cross items, since every item is read by itself.
 * - Links: only to http(s) addresses that can be read; a masked one not with a label that looks like an address; else they
 *   stand there as written.
 * - Escapes in the label of a masked link keep their backslash (discord-api-docs#6185).
 * - Addresses: a closing bracket belongs to the address as long as one is open in it.
 * - Headings, subtext and quotes begin at every line start, also behind a quote or a list; the package looks at the last
 *   group of the last match, which is not the line end there.
 * - The start of a heading, of subtext, and of a bold, italic, underlined, struck, hidden or linked text is no line start,
 *   although the mark stands at one.
 * - A time that no date can hold stands there as written.
 * - Guild navigation is written `<id:…>`, as Discord documents it; the package wants digits there.
 */
import { rulesExtended, SimpleMarkdown } from './discord-markdown-parser.js'

const { autolink, em, escape, guildNavigation, heading, link, spoiler, strikethrough, strong } = rulesExtended
const { subtext, timestamp, underline, url } = rulesExtended

const ITEM = /^( *)([-*]|\d+\.) +/
const ITEM_START = /^( *)(?:[-*]|\d+\.) /
const LINE_START = /^$|\n *$/

/** Lists and marks nest at most this deep: untrusted text must not be able to exhaust the stack. */
const DEEPEST = 12

const deeper = (state) => ({ ...state, depth: (state.depth ?? 0) + 1 })
const isTooDeep = ({ depth = 0 }) => depth >= DEEPEST

const atLineStart = (rule, pattern) => ({
  ...rule,
  match: (source, _state, previous) => (LINE_START.test(previous) ? pattern.exec(source) : null),
})

/** A rule whose inside begins in the middle of a line; `more` is what the rules inside are to know. */
const inLine = (rule, more = {}) => ({
  ...rule,
  match: (source, state, previous) => (isTooDeep(state) ? null : rule.match(source, state, previous)),
  parse: (capture, parse, state) =>
    rule.parse(capture, parse, { ...deeper(state), ...more, prevCapture: ['x'] }),
})

/** A rule that counts only where its capture is `right`. */
const onlyIf = (rule, right) => ({
  ...rule,
  match(source, state, previous) {
    const capture = rule.match(source, state, previous)
    return capture !== null && right(capture) ? capture : null
  },
})

/** The lines of a list from its first item on, as simple-markdown's pattern ends them. */
function matchList(source, state, previous) {
  if (isTooDeep(state)) return null
  const indent = LINE_START.test(previous) ? ITEM_START.exec(source)?.[1] : undefined
  if (indent === undefined) return null
  const lines = source.split('\n')
  const others = lines.slice(1)
  const after = others.findIndex(
    (line) => line !== '' && !line.startsWith(' ') && ITEM_START.exec(line)?.[1] !== indent,
  )
  return [after === -1 ? source : `${lines.slice(0, after + 1).join('\n')}\n`]
}

const list = {
  order: -1,
  match: matchList,
  parse(capture, parse, state) {
    const lines = capture[0].replace(/\n+$/, '').split('\n')
    const [, indent, marker] = ITEM.exec(`${lines[0]} `)
    const items = []
    for (const line of lines) {
      if (ITEM_START.exec(line)?.[1] === indent) items.push([line])
      else items.at(-1).push(line)
    }
    return {
      type: 'list',
      ordered: marker.length > 1,
      start: Number.parseInt(marker, 10),
      items: items.map(([first, ...rest]) => {
        const prefix = ITEM.exec(first)?.[0] ?? ''
        const unindent = new RegExp(`^ {1,${prefix.length}}`)
        const content = [first.slice(prefix.length), ...rest.map((line) => line.replace(unindent, ''))]
        return parse(content.join('\n').replace(/ *\n+$/, ''), { ...deeper(state), prevCapture: null })
      }),
    }
  },
}

/**
 * Whether an address may become a link: http or https, and readable.
 *
 * @param {string} address
 * @returns {boolean}
 */
export const isWebAddress = (address) =>
  /^https?:\/\/\S/i.test(address) && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)

/**
 * The label of a masked link, as the package reads it, and the beginning of an address. The package's pattern goes on
 * where none begins, and takes seconds for a few thousand opening brackets.
 */
const LABEL_BEFORE_ADDRESS = /^\[(?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*\]\(\s*<?https?:\/\//i

const maskedLink = {
  ...link,
  match: (source, state, previous) =>
    LABEL_BEFORE_ADDRESS.test(source) ? link.match(source, state, previous) : null,
}

const looksLikeAddress = (label) => /https?:\/\/|\b(?:www\.)[\w-]+\.\w/i.test(label)

/** The address up to its last sign that is no punctuation; a bracket at its end stays if it closes one inside. */
function matchAddress(source) {
  let address = /^https?:\/\/[^\s<]*[^<.,:;"'\]\s]/i.exec(source)?.[0] ?? ''
  while (address.endsWith(')') && address.split(')').length > address.split('(').length) {
    address = address.slice(0, -1).replace(/[.,:;"'\]]+$/, '')
  }
  return isWebAddress(address) ? [address, address] : null
}

const rules = {
  ...rulesExtended,
  list,
  link: onlyIf(
    inLine(maskedLink, { isLabel: true }),
    ([, label, target]) => isWebAddress(target) && label.trim() !== '' && !looksLikeAddress(label),
  ),
  autolink: onlyIf(autolink, ([, address]) => isWebAddress(address)),
  url: { ...url, match: matchAddress },
  escape: {
    ...escape,
    parse: ([written, sign], _parse, { isLabel }) => ({ type: 'text', content: isLabel ? written : sign }),
  },
  heading: inLine(atLineStart(heading, /^(#{1,3}) +([^\n]+?)(\n|$)/)),
  subtext: inLine(atLineStart(subtext, /^-# +([^\n]+?)(\n|$)/)),
  strong: inLine(strong),
  em: inLine(em),
  underline: inLine(underline),
  strikethrough: inLine(strikethrough),
  spoiler: inLine(spoiler),
  timestamp: onlyIf(timestamp, ([, seconds]) => !Number.isNaN(new Date(seconds * 1000).getTime())),
  guildNavigation: {
    ...guildNavigation,
    match: (source) => /^<(id):(?:(customize|browse|guide)|(linked-roles)(:\d{17,20})?)>/.exec(source),
  },
}

const parse = SimpleMarkdown.parserFor(rules)

/**
 * Discord's tree of one message. Discord trims a message.
 *
 * @param {string} message
 * @returns {import('./discord-rules.js').Node[]}
 */
export const parseMessage = (message) => parse(message.trim(), { inline: true })
