/**
 * The rules by which Discord reads a message: those of `discord-markdown-parser`, with lists and the corrections below.
 *
 * What differs from the package, and why:
 * - Lists: the package has none. Discord took them from simple-markdown, so they follow its patterns: `-` and `*` (no `+`),
 *   `1.` (no `1)`), a space behind; a list ends at a line that is neither indented nor an item of it; any deeper
 *   indentation nests; marks do not cross items, since every item is read by itself.
 * - Masked links: only to http(s), and not with a label that looks like an address; else they stand there as written.
 * - Addresses: a closing bracket belongs to the address as long as one is open in it.
 * - Headings, subtext and quotes begin at every line start, also behind a quote or a list; the package looks at the last
 *   group of the last match, which is not the line end there.
 * - The start of a bold, italic, underlined, struck, hidden or linked text is no line start, although the mark stands at one.
 */
import { rulesExtended, SimpleMarkdown } from 'discord-markdown-parser'

/** A node of the package's tree: what a rule's `parse` returned and the rule's name. */
export interface Node {
  readonly type: string
  readonly content?: string | readonly Node[]
  readonly [key: string]: unknown
}

export interface ListNode extends Node {
  readonly type: 'list'
  readonly ordered: boolean
  readonly start: number
  readonly items: readonly (readonly Node[])[]
}

type Rule = (typeof rulesExtended)[string]
type State = Parameters<Rule['parse']>[2]

const ITEM = /^( *)([-*]|\d+\.) +/
const ITEM_START = /^( *)(?:[-*]|\d+\.) /
const LINE_START = /^$|\n *$/

const atLineStart = (rule: Rule, pattern: RegExp): Rule => ({
  ...rule,
  match: (source: string, _state: State, previous: string) =>
    LINE_START.test(previous) ? pattern.exec(source) : null,
})

/** A rule whose inside begins in the middle of a line. */
const inLine = (rule: Rule): Rule => ({
  ...rule,
  parse: (capture, parse, state) => {
    state['prevCapture'] = ['x']
    return rule.parse(capture, parse, state)
  },
})

/** The lines of a list from its first item on, as simple-markdown's pattern ends them. */
function matchList(source: string, _state: State, previous: string): RegExpExecArray | null {
  const indent = LINE_START.test(previous) ? ITEM_START.exec(source)?.[1] : undefined
  if (indent === undefined) return null
  const lines = source.split('\n')
  let end = 1
  let blank = 0
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const goesOn = line === '' || line.startsWith(' ') || ITEM_START.exec(line)?.[1] === indent
    if (!goesOn) break
    blank = line.trim() === '' ? blank + 1 : 0
    end = at + 1
  }
  const all = end === lines.length ? source : `${lines.slice(0, end).join('\n')}\n`
  return Object.assign([all], { index: 0, input: source }) as RegExpExecArray
}

const list: Rule = {
  order: -1,
  match: matchList,
  parse: (capture, parse, state) => {
    const lines = (capture[0] ?? '').replace(/\n+$/, '').split('\n')
    const [, indent = '', marker = ''] = ITEM.exec(`${lines[0]} `) ?? []
    const items: string[][] = []
    for (const line of lines) {
      if (ITEM_START.exec(line)?.[1] === indent) items.push([line])
      else items.at(-1)?.push(line)
    }
    return {
      type: 'list',
      ordered: marker.length > 1,
      start: Number.parseInt(marker, 10),
      items: items.map(([first = '', ...rest]) => {
        const prefix = ITEM.exec(first)?.[0] ?? ''
        const unindent = new RegExp(`^ {1,${prefix.length}}`)
        const content = [first.slice(prefix.length), ...rest.map((line) => line.replace(unindent, ''))]
        return parse(content.join('\n'), { ...state, prevCapture: null })
      }),
    }
  },
}

const { link, url, heading, subtext, strong, em, underline, strikethrough, spoiler } =
  rulesExtended as Record<
    'link' | 'url' | 'heading' | 'subtext' | 'strong' | 'em' | 'underline' | 'strikethrough' | 'spoiler',
    Rule
  >

const looksLikeAddress = (label: string): boolean => /https?:\/\/|\b(?:www\.)[\w-]+\.\w/i.test(label)

const maskedLink: Rule = {
  ...inLine(link),
  match: (source, state, previous) => {
    const capture = link.match(source, state, previous)
    const [, label = '', target = ''] = capture ?? []
    return /^https?:\/\/\S/i.test(target) && label.trim() !== '' && !looksLikeAddress(label) ? capture : null
  },
}

/** The address up to its last sign that is no punctuation; a bracket at its end stays if it closes one inside. */
function matchAddress(source: string): RegExpExecArray | null {
  let address = /^https?:\/\/[^\s<]*[^<.,:;"'\]\s]/i.exec(source)?.[0] ?? ''
  while (address.endsWith(')') && address.split(')').length > address.split('(').length) {
    address = address.slice(0, -1).replace(/[.,:;"'\]]+$/, '')
  }
  if (!/^https?:\/\/./i.test(address)) return null
  return Object.assign([address, address], { index: 0, input: source }) as unknown as RegExpExecArray
}

const rules: Record<string, Rule> = {
  ...rulesExtended,
  list,
  link: maskedLink,
  url: { ...url, match: matchAddress },
  heading: atLineStart(heading, /^(#{1,3}) +([^\n]+?)(\n|$)/),
  subtext: atLineStart(subtext, /^-# +([^\n]+?)(\n|$)/),
  strong: inLine(strong),
  em: inLine(em),
  underline: inLine(underline),
  strikethrough: inLine(strikethrough),
  spoiler: inLine(spoiler),
}

const parse = SimpleMarkdown.parserFor(rules)

/** Discord's tree of one message. Discord trims a message. */
export const parseMessage = (message: string): readonly Node[] => parse(message.trim(), { inline: true })
