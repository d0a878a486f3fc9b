/** What a reader sees of a Discord message: its text in runs of one style each, with bullets and counted numbers. */
import { parseMessage } from '../../src/playground/page/discord-rules.js'
import type { ListNode, Node } from '../../src/playground/page/discord-rules.js'

export type Style =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'spoiler'
  | 'code'
  | 'block'
  | 'quote'
  | 'heading'
  | 'subtext'
  | 'link'

export interface Run {
  readonly text: string
  readonly styles: ReadonlySet<Style>
  readonly href?: string
  /** The number or bullet that Discord draws before an item. */
  readonly marker?: true
}

const STYLE_OF: Readonly<Record<string, Style>> = {
  strong: 'bold',
  em: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
  spoiler: 'spoiler',
}

/** A flat list of what is shown, in order. Line ends are in the texts. */
export function readMessage(message: string): readonly Run[] {
  const runs: Run[] = []
  const say = (text: string, styles: ReadonlySet<Style>, rest: Partial<Run> = {}): void => {
    if (text === '') return
    const last = runs.at(-1)
    const goesOn = last?.styles === styles && last.marker !== true && last.href === rest.href
    // The package reads sign by sign, in halves of what lies beyond the first plane.
    if (last !== undefined && goesOn && rest.marker !== true)
      runs[runs.length - 1] = { ...last, text: last.text + text }
    else runs.push({ text, styles, ...rest })
  }
  const breakLine = (styles: ReadonlySet<Style>): void => {
    const last = runs.at(-1)?.text ?? '\n'
    if (!last.endsWith('\n')) say('\n', styles)
  }
  const readAll = (
    nodes: Node['content'],
    styles: ReadonlySet<Style>,
    depth: number,
    href?: string,
  ): void => {
    if (typeof nodes === 'string') say(nodes, styles, href === undefined ? {} : { href })
    else for (const node of nodes ?? []) read(node, styles, depth, href)
  }
  const block = (node: Node, own: Style, styles: ReadonlySet<Style>, depth: number): void => {
    breakLine(styles)
    readAll(node.content, new Set([...styles, own]), depth)
    breakLine(styles)
  }
  const read = (node: Node, styles: ReadonlySet<Style>, depth: number, href?: string): void => {
    switch (node.type) {
      case 'br':
        say('\n', styles)
        return
      case 'blockQuote':
        block(node, 'quote', styles, depth)
        return
      case 'heading':
        block(node, 'heading', styles, depth)
        return
      case 'subtext':
        block(node, 'subtext', styles, depth)
        return
      case 'codeBlock':
        block(node, 'block', new Set([...styles, 'code']), depth)
        return
      case 'inlineCode':
        readAll(node.content, new Set([...styles, 'code']), depth, href)
        return
      case 'list':
        readList(node as ListNode, styles, depth + 1)
        return
      case 'link':
      case 'url':
      case 'autolink':
        readAll(node.content, new Set([...styles, 'link']), depth, String(node['target']))
        return
      default: {
        const style = STYLE_OF[node.type]
        if (style !== undefined) readAll(node.content, new Set([...styles, style]), depth, href)
        else if (node.content === undefined) say(drawn(node), styles)
        else readAll(node.content, styles, depth, href)
      }
    }
  }
  const readList = (node: ListNode, styles: ReadonlySet<Style>, depth: number): void => {
    let number = node.start
    for (const item of node.items) {
      if (runs.at(-1)?.marker !== true) breakLine(styles)
      // A bullet before a list of its own is drawn as the hollow bullet of the list inside.
      const hollow = depth > 1 || item.find(({ type }) => type !== 'br')?.type === 'list'
      say(node.ordered ? `${number}. ` : hollow ? '◦ ' : '• ', styles, { marker: true })
      readAll(item, styles, depth)
      breakLine(styles)
      number += 1
    }
  }
  readAll(parseMessage(message), new Set(), 0)
  return runs
}

/** Mentions, emoji and times: drawn in their own way, here by what they are written with. */
function drawn(node: Node): string {
  switch (node.type) {
    case 'everyone':
      return '@everyone'
    case 'here':
      return '@here'
    case 'twemoji':
      return String(node['name'])
    case 'emoji':
      return `<:${String(node['name'])}:${String(node['id'])}>`
    case 'user':
      return `<@${String(node['id'])}>`
    case 'channel':
      return `<#${String(node['id'])}>`
    case 'role':
      return `<@&${String(node['id'])}>`
    case 'timestamp':
      return `<t:${String(node['timestamp'])}${node['format'] === undefined ? '' : `:${node['format'] as string}`}>`
    case 'slashCommand':
      return `</${String(node['fullName'])}:${String(node['id'])}>`
    default:
      return `<${String(node['id'])}:${String(node['navigation'])}>`
  }
}

/** The runs of all pages, one below the other. */
export function readPages(pages: readonly string[]): readonly Run[] {
  return pages.flatMap((page, at) => [
    ...(at === 0 ? [] : [{ text: '\n', styles: new Set<Style>() }]),
    ...readMessage(page),
  ])
}

/** The text that is seen; signs without width, which only part marks, are left out. */
export const visibleText = (runs: readonly Run[]): string =>
  runs
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u200b', '')
