/** The HTML tags and entities that models mix into Markdown: which of them Discord can show in another form. */
import type { Mark } from './marks.ts'

export type Tag =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'code' | 'break' | 'link' | 'image' | 'raised' | 'lowered' | 'box' | 'words' }

const tagsOf = (names: string, tag: Tag): Readonly<Record<string, Tag>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, tag]))

/** Other tags stay visible: `<T>` and `<your name>` are text that a reader needs. */
const tags: Readonly<Record<string, Tag>> = {
  ...tagsOf('b strong summary th', { kind: 'mark', mark: 'strong' }),
  ...tagsOf('i em cite var dfn', { kind: 'mark', mark: 'em' }),
  ...tagsOf('u ins', { kind: 'mark', mark: 'underline' }),
  ...tagsOf('s del strike', { kind: 'mark', mark: 'strike' }),
  ...tagsOf('code kbd samp tt', { kind: 'code' }),
  ...tagsOf('br hr', { kind: 'break' }),
  ...tagsOf('a', { kind: 'link' }),
  ...tagsOf('img', { kind: 'image' }),
  ...tagsOf('sup', { kind: 'raised' }),
  ...tagsOf('sub', { kind: 'lowered' }),
  ...tagsOf('span font small big mark q abbr wbr', { kind: 'words' }),
  ...tagsOf(
    'details p div center section article header footer main nav figure figcaption blockquote pre ul ol li dl dt dd ' +
      'table thead tbody tr td h1 h2 h3 h4 h5 h6 picture source video',
    { kind: 'box' },
  ),
}

export function tagNamed(name: string): Tag | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(tags, key) ? tags[key] : undefined
}

const entities: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'amp & lt < gt > quot " apos \' nbsp \u00a0 ensp \u2002 copy © reg ® trade ™ hellip … mdash — ndash – rarr → larr ← ' +
    'times × deg ° bull • middot · euro €'
  )
    .split(' ')
    .reduce<[string, string][]>(
      (pairs, word, at, all) => (at % 2 === 0 ? [...pairs, [word, all[at + 1] ?? '']] : pairs),
      [],
    ),
)

/** The character that `&name;`, `&#123;` or `&#x1f;` stands for; undefined when it stands for none we show. */
export function entity(body: string): string | undefined {
  if (Object.hasOwn(entities, body)) return entities[body]
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(body)
  if (number === null) return undefined
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16)
  if (code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
  return String.fromCodePoint(code)
}

/** A tag at `from` of `source`, of those that become something else in Discord. */
export interface FoundTag {
  readonly tag: Tag
  readonly name: string
  readonly isClosing: boolean
  readonly attributes: string
  readonly to: number
}

export function tagAt(source: string, from: number): FoundTag | undefined {
  const form = /<(\/?)([a-z][a-z0-9]{0,11})(\s[^<>]{0,600})?\/?>/iy
  form.lastIndex = from
  const found = form.exec(source)
  const name = (found?.[2] ?? '').toLowerCase()
  const tag = tagNamed(name)
  if (found === null || tag === undefined) return undefined
  return { tag, name, isClosing: found[1] === '/', attributes: found[3] ?? '', to: form.lastIndex }
}

/** How far away the end of a tag may be. */
const REACH = 600

/**
 * The text between a tag and its end, if it has no spaces at its edges. In prose about HTML a tag has no end, or a space
 * follows it.
 */
export function contentOf(
  source: string,
  { name, to }: FoundTag,
): { readonly inner: string; readonly end: number } | undefined {
  const close = `</${name}>`
  const end = source
    .slice(to, to + REACH)
    .toLowerCase()
    .indexOf(close)
  const inner = source.slice(to, to + Math.max(0, end))
  return end < 0 || inner.trim() === '' || inner !== inner.trim()
    ? undefined
    : { inner, end: to + end + close.length }
}

/** Whether a tag without a partner shapes the page: it is alone on its line with other tags, or has settings. */
export function isAlone(source: string, from: number, { to, attributes, isClosing }: FoundTag): boolean {
  const start = source.lastIndexOf('\n', from - 1) + 1
  const end = source.indexOf('\n', to)
  const before = source.slice(start, from)
  const after = source.slice(to, end < 0 ? undefined : end)
  if (!/^\s*(?:<[^<>]*>\s*)*$/.test(before)) return isClosing && /^\s*(?:<[^<>]*>\s*)*$/.test(after)
  return attributes.trim() !== '' || /^\s*(?:<[^<>]*>|$)/.test(after)
}

export const attributeOf = (name: string, attributes: string): string | undefined =>
  new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i')
    .exec(attributes)
    ?.slice(1)
    .find((value) => value !== undefined)
    ?.trim()

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const LOWERED = '₀₁₂₃₄₅₆₇₈₉'

/** An exponent or index as text: digits in their small form, else behind `^` or `_`. */
export function raised(inner: string, isLowered: boolean): string | undefined {
  if (!/^[\p{L}\p{N}+\-−–*/=., ()]{1,24}$/u.test(inner)) return undefined
  if (/^\d+$/.test(inner))
    return Array.from(inner, (digit) => (isLowered ? LOWERED : RAISED).charAt(Number(digit))).join('')
  const sign = isLowered ? '_' : '^'
  return /^[+\-−–]?[\p{L}\p{N}]+$/u.test(inner) ? sign + inner : `${sign}(${inner})`
}
