/** Turns the nodes of a scan into tokens. A page may end between two tokens. */
import type { Delimiter } from './delimiter.ts'
import type { Mark, Open } from './marks.ts'
import type { Part } from './part.ts'
import type { Node, Scan } from './scan.ts'

export interface Token extends Part {
  /**
   * `word`: text with the spaces after it. `solid`: never cut (link, mention, emoji). `address`: a bare one, never cut.
   * `code`: text of a code span. `break`: the end of a line. `mark`: signs that open or close a mark.
   */
  readonly kind: 'word' | 'solid' | 'address' | 'code' | 'break' | 'mark'
  /** What is open after it, outermost first. */
  readonly opens: readonly Open[]
}

const MARKS_AT_ONCE = 12

/** The tokens of a scan, each with the marks that are open after it. */
export function tokensOf(scan: Scan, opened: readonly Open[]): readonly Token[] {
  const tokens: Token[] = []
  let opens = opened
  const push = (token: Omit<Token, 'opens'>): void => {
    tokens.push({ ...token, opens })
  }
  const close = (mark: Mark): void => {
    const at = opens.findLastIndex((open) => open.mark === mark)
    if (at >= 0) opens = opens.toSpliced(at, 1)
  }
  const has = (mark: Mark): boolean => opens.some((open) => open.mark === mark)
  const isFull = (): boolean => opens.length >= MARKS_AT_ONCE
  /** Tags whose mark was open already: their ends close nothing. */
  const ignored: Mark[] = []
  for (const node of scan.nodes) {
    switch (node.kind) {
      case 'token':
        push(node.token)
        break
      case 'open': {
        const { from, to, open } = node
        const isCode = open.mark === 'code'
        if (!isCode && (has(open.mark) || isFull())) {
          ignored.push(open.mark)
          push({ kind: 'mark', from, to, out: '', rule: 'tag' })
          break
        }
        if (!(isCode && has('code'))) opens = [...opens, open]
        push(marked(scan, node, isCode ? 'code span' : 'tag'))
        break
      }
      case 'close': {
        const { from, to, mark } = node
        const at = ignored.lastIndexOf(mark)
        if (at >= 0) {
          ignored.splice(at, 1)
          push({ kind: 'mark', from, to, out: '', rule: 'tag' })
          break
        }
        close(mark)
        push(marked(scan, node, mark === 'code' ? 'code span' : 'tag'))
        break
      }
      case 'delimiter':
        for (const token of signs(scan, node.delimiter, opens)) {
          if (token.closes !== undefined) close(token.closes)
          if (token.open !== undefined) opens = [...opens, token.open]
          push(token.token)
        }
        break
      case 'expect':
    }
  }
  return tokens
}

function marked(
  scan: Scan,
  { from, to, out }: Extract<Node, { kind: 'open' | 'close' }>,
  rule: 'code span' | 'tag',
): Omit<Token, 'opens'> {
  const token = { kind: 'mark', from, to, out } as const
  return scan.source.slice(from, to) === out ? token : { ...token, rule }
}

interface Sign {
  readonly token: Omit<Token, 'opens'>
  readonly closes?: Mark
  readonly open?: Open
}

/** The tokens of a delimiter in order: the marks that it closes, its plain signs, the marks that it opens. */
function* signs(scan: Scan, delimiter: Delimiter, opens: readonly Open[]): Generator<Sign> {
  const { closes, opens: opened, from } = delimiter
  let at = from
  for (const { mark, close } of closes) {
    yield { token: { kind: 'mark', from: at, to: at + close.length, out: close }, closes: mark }
    at += close.length
  }
  yield* plainSigns(scan, delimiter, opens, at)
  at += delimiter.left
  for (const open of opened) {
    yield { token: { kind: 'mark', from: at, to: at + open.open.length, out: open.open }, open }
    at += open.open.length
  }
}

/** A long run is split into tokens of this length, so that a page may end within it. */
const ROW = 16

/** Plain signs, escaped if Discord could pair them. */
function* plainSigns(
  scan: Scan,
  delimiter: Delimiter,
  opens: readonly Open[],
  start: number,
): Generator<Sign> {
  const { char, left } = delimiter
  const isPlain = scan.inside !== undefined || isHarmless(delimiter, opens)
  if (left === 1 && isPlain) {
    const bare = char === '_' && scan.inside === undefined ? ({ bare: true } as const) : {}
    yield { token: { kind: 'word', from: start, to: start + 1, out: char, ...bare } }
    return
  }
  // A spoiler ends at two pipes, also where the first is escaped.
  const parting = char === '|' && opens.some(({ mark }) => mark === 'spoiler') ? '\u200b' : ''
  for (let done = 0; done < left; done += ROW) {
    const size = Math.min(ROW, left - done)
    const from = start + done
    const token = { kind: 'word', from, to: from + size } as const
    yield isPlain
      ? { token: { ...token, out: char.repeat(size) } }
      : { token: { ...token, out: `\\${char}`.repeat(size) + parting, rule: 'plain sign' } }
  }
}

/** Whether this is a lone sign that Discord does not pair. */
function isHarmless({ char, before, after, left, from, to }: Delimiter, opens: readonly Open[]): boolean {
  if (left !== 1 || to - from !== 1) return false
  if (char === '*') return /\s/.test(before) && /\s/.test(after) && !opens.some(({ open }) => open === '*')
  return char !== '_' || (/[A-Za-z0-9]/.test(after) && !opens.some(({ open }) => open === '_'))
}
