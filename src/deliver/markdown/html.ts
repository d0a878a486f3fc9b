/** What the HTML tags that models mix into Markdown become in Discord, which shows none of them. */
import type { Mark } from './emphasis.ts'

type Tag =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'code' }
  | { readonly kind: 'break' }
  | { readonly kind: 'link' }
  | { readonly kind: 'image' }
  | { readonly kind: 'nothing' }

const mark = (name: Mark): Tag => ({ kind: 'mark', mark: name })
const nothing: Tag = { kind: 'nothing' }
const verbatim: Tag = { kind: 'code' }

/** Tags that are not listed stay visible: `<T>` and `<your name>` are text that a reader needs. */
const tags: Readonly<Record<string, Tag>> = {
  b: mark('strong'),
  strong: mark('strong'),
  summary: mark('strong'),
  th: mark('strong'),
  i: mark('em'),
  em: mark('em'),
  cite: mark('em'),
  var: mark('em'),
  dfn: mark('em'),
  u: mark('underline'),
  ins: mark('underline'),
  s: mark('strike'),
  del: mark('strike'),
  strike: mark('strike'),
  code: verbatim,
  kbd: verbatim,
  samp: verbatim,
  tt: verbatim,
  br: { kind: 'break' },
  hr: { kind: 'break' },
  a: { kind: 'link' },
  img: { kind: 'image' },
  details: nothing,
  p: nothing,
  div: nothing,
  span: nothing,
  center: nothing,
  font: nothing,
  small: nothing,
  big: nothing,
  sub: nothing,
  sup: nothing,
  mark: nothing,
  q: nothing,
  abbr: nothing,
  section: nothing,
  article: nothing,
  header: nothing,
  footer: nothing,
  main: nothing,
  nav: nothing,
  figure: nothing,
  figcaption: nothing,
  blockquote: nothing,
  pre: nothing,
  ul: nothing,
  ol: nothing,
  li: nothing,
  dl: nothing,
  dt: nothing,
  dd: nothing,
  table: nothing,
  thead: nothing,
  tbody: nothing,
  tr: nothing,
  td: nothing,
  h1: nothing,
  h2: nothing,
  h3: nothing,
  h4: nothing,
  h5: nothing,
  h6: nothing,
  wbr: nothing,
}

export const tagNamed = (name: string): Tag | undefined => {
  const key = name.toLowerCase()
  return Object.hasOwn(tags, key) ? tags[key] : undefined
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  rarr: '→',
  larr: '←',
  times: '×',
  deg: '°',
  bull: '•',
  middot: '·',
  euro: '€',
  ensp: ' ',
}

/** The character that `&name;`, `&#123;` or `&#x1f;` stands for; undefined when it stands for none we show. */
export function entity(body: string): string | undefined {
  if (Object.hasOwn(entities, body)) return entities[body]
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(body)
  if (number === null) return undefined
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16)
  if (code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
  return String.fromCodePoint(code)
}
