/** Inline rules for HTML: tags, comments and entities become the nearest thing in Discord. Tags in prose about HTML stay. */
import { attributeOf, contentOf, entity, isAlone, raised, tagAt } from './html.ts'
import type { FoundTag } from './html.ts'
import { isMemberId } from '../../ids.ts'
import { linkOut } from './link-rules.ts'
import { mentionAt } from './mentions.ts'
import type { Mark, Open } from './marks.ts'
import { emitSource, emit, emitCodeSpan } from './scan.ts'
import type { Scan } from './scan.ts'

/** Discord's own syntax: mentions, emoji, times, commands, addresses. */
const KNOWN =
  /<(?:@[!&]?\d{1,20}|#\d{1,20}|a?:\w{1,32}:\d{1,20}|t:-?\d{1,13}(?::[a-zA-Z])?|\/[^\n<>:]{1,100}:\d{1,20}|id:\w{1,20})>|<https?:\/\/[^\s<>]{1,1200}>/iy

export function angle(scan: Scan, at: number): number | undefined {
  const { source } = scan
  const mentioned = mention(scan, at)
  if (mentioned !== undefined) return mentioned
  KNOWN.lastIndex = at
  const known = KNOWN.exec(source)?.[0]
  if (known !== undefined) return emitSource(scan, 'solid', at, at + known.length)
  if (source.startsWith('<!--', at)) return comment(scan, at)
  const found = tagAt(source, at)
  return found === undefined ? undefined : (becomes(scan, at, found) ?? stays(scan, at, found))
}

/** A number that nobody has is text: Discord would show it as an unknown person. */
function mention(scan: Scan, at: number): number | undefined {
  const { source, mentions, inside } = scan
  const found = mentions === undefined ? undefined : mentionAt(source, at)
  if (found === undefined) return undefined
  const { number, to } = found
  const person = mentions?.(number)
  // A member who was forgotten has no id any more.
  if (person !== undefined && isMemberId(person.id))
    return emit(scan, 'solid', at, to, `<@${person.id}>`, 'mention')
  return inside === undefined
    ? emit(scan, 'solid', at, at + 1, '\\<', 'mention')
    : emitSource(scan, 'solid', at, at + 1)
}

/** A tag in prose stays visible, and signs inside it are no marks. */
function stays(scan: Scan, at: number, { to }: FoundTag): number {
  return /[*_~|`\\]/.test(scan.source.slice(at, to))
    ? emitSource(scan, 'word', at, at + 1)
    : emitSource(scan, 'word', at, to)
}

/** A comment at the start or end of a line is removed. One within a sentence is prose about HTML and stays. */
function comment(scan: Scan, at: number): number | undefined {
  const { source } = scan
  const end = source.indexOf('-->', at + 4)
  if (end < 0) return undefined
  const to = end + 3
  const isFirst = /(?:^|\n)[ \t]*$/.test(source.slice(Math.max(0, at - 40), at))
  const isLast = /^[ \t]*(?:\n|$)|^<\//.test(source.slice(to, to + 40))
  return isFirst || isLast ? emit(scan, 'word', at, to, '', 'tag') : undefined
}

function becomes(scan: Scan, at: number, found: FoundTag): number | undefined {
  const { source } = scan
  const { tag, to, isClosing, attributes } = found
  switch (tag.kind) {
    case 'break':
      return breaksLine(source, at, to)
        ? emit(scan, 'break', at, to, source.charAt(to) === '\n' ? '' : `\n${scan.lineStart}`, 'tag')
        : undefined
    case 'image': {
      const src = attributeOf('src', attributes) ?? ''
      const alt = attributeOf('alt', attributes) ?? ''
      const out = linkOut(scan, alt, src)
      return attributes.trim() === '' ? undefined : emit(scan, 'solid', at, to, out ?? alt, 'image')
    }
    case 'box':
      if (isAlone(source, at, found) || closes(scan, at, found))
        return emit(scan, 'word', at, to, parting(source, at, to), 'tag')
      if (isClosing || contentOf(source, found) === undefined) return undefined
      scan.nodes.push(closing(source, found))
      return emit(scan, 'word', at, to, '', 'tag')
    case 'mark':
    case 'code':
    case 'link':
    case 'raised':
    case 'lowered':
    case 'words':
      return marks(scan, at, found)
  }
}

/** A tag that formats the words up to its end. */
function marks(scan: Scan, at: number, found: FoundTag): number | undefined {
  const { source } = scan
  const { tag, to, isClosing, attributes } = found
  if (isClosing) return closes(scan, at, found) ? closed(scan, at, found) : undefined
  const content = contentOf(source, found)
  if (content === undefined)
    return tag.kind === 'words' && attributes.trim() !== ''
      ? emit(scan, 'word', at, to, '', 'tag')
      : undefined
  const { inner, end } = content
  switch (tag.kind) {
    case 'code':
      if (!/[<\n]/.test(inner)) return emitCodeSpan(scan, unescaped(inner), at, end, 'tag')
      break
    case 'raised':
    case 'lowered': {
      const out = raised(inner, tag.kind === 'lowered')
      if (out !== undefined) return emit(scan, 'word', at, end, out, 'tag')
      break
    }
    case 'link': {
      const href = attributeOf('href', attributes)
      const out =
        href === undefined || /<(?!\/?(?:b|i|em|strong|code)>)/i.test(inner)
          ? undefined
          : linkOut(scan, inner.replace(/<[^<>]*>/g, ''), href)
      if (out !== undefined) return emit(scan, 'solid', at, end, out, 'link')
      break
    }
    case 'mark':
      scan.nodes.push(closing(source, found))
      return opens(scan, at, to, tag.mark)
    case 'words':
    case 'break':
    case 'image':
    case 'box':
  }
  scan.nodes.push(closing(source, found))
  const isSmall = tag.kind === 'raised' || tag.kind === 'lowered'
  return emit(scan, 'word', at, to, isSmall ? parting(source, at, to) : '', 'tag')
}

/** A space where a removed tag would join two words. */
const parting = (source: string, at: number, to: number): string =>
  /[^\s>]$/.test(source.slice(0, at)) && /^(?:<[^<>]*>)*[^\s<]/.test(source.slice(to, to + 200)) ? ' ' : ''

const SIGNS: Readonly<Record<Exclude<Mark, 'code'>, string>> = {
  strong: '**',
  em: '*',
  underline: '__',
  strike: '~~',
  spoiler: '||',
}

function opens(scan: Scan, from: number, to: number, mark: Mark): number {
  const sign = mark === 'code' ? '`' : SIGNS[mark]
  const open: Open = { mark, open: sign, close: sign }
  scan.nodes.push({ kind: 'open', open, from, to, out: sign })
  return to
}

/** Remembers where the end of a replaced tag stands. */
const closing = (source: string, found: FoundTag): Scan['nodes'][number] => ({
  kind: 'expect',
  name: found.name,
  at: (contentOf(source, found)?.end ?? 0) - found.name.length - 3,
})

const closes = (scan: Scan, at: number, { isClosing, name }: FoundTag): boolean =>
  isClosing && scan.nodes.some((node) => node.kind === 'expect' && node.name === name && node.at === at)

function closed(scan: Scan, at: number, { tag, to }: FoundTag): number {
  if (tag.kind !== 'mark') return emit(scan, 'word', at, to, '', 'tag')
  const out = tag.mark === 'code' ? '`' : SIGNS[tag.mark]
  scan.nodes.push({ kind: 'close', mark: tag.mark, from: at, to, out })
  return to
}

/** `a<br>b` breaks a line; `the <br> tag` and `"<br>"` are prose about HTML. */
function breaksLine(source: string, at: number, to: number): boolean {
  const before = source.slice(Math.max(0, at - 2), at)
  if (/^[ \t]*(?:\n|$)/.test(source.slice(to, to + 20))) return true
  const isQuoted = /(?:^|\s)["'([{]$|[“„«‘「『（]$/.test(before)
  return /\S$/.test(before) ? !isQuoted : /^$|\n$/.test(before) && /^\S/.test(source.slice(to, to + 1))
}

const unescaped = (text: string): string =>
  text.replace(/&(#?\w{1,8});/g, (name, body: string) => entity(body) ?? name)

export function namedCharacter(scan: Scan, at: number): number | undefined {
  const form = /&(#?\w{1,8});/y
  form.lastIndex = at
  const found = form.exec(scan.source)
  const char = entity(found?.[1] ?? '')
  if (found === null || char === undefined) return undefined
  const isMark = /[*_~|`\\<>#-]/.test(char) && scan.inside === undefined
  return emit(scan, 'word', at, at + found[0].length, isMark ? `\\${char}` : char, 'entity')
}
