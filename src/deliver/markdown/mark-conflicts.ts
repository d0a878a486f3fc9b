/** Rewrites marks that Discord would close at another place than Claude does. */
import type { Open } from './marks.ts'
import type { Token } from './tokens.ts'

/** An invisible character. It separates two runs of signs, and breaks signs in code that would end a mark around it. */
const SEPARATOR = '\u200b'

/**
 * Discord looks for the end of a mark in the plain text, even in code and addresses. If code contains the sign of a mark
 * around it, the mark uses the other sign for italics, or it is closed before the code and opened again behind it. A
 * spoiler must not open, so in a spoiler the code gets an invisible character.
 */
export function resolveMarkConflicts(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ kind }) => kind === 'mark' || kind === 'address')) return tokens
  const settled = [...tokens]
  const open: { readonly open: Open; readonly at: number }[] = []
  let opens: readonly Open[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'address') settleAddress(settled, at)
    if (token.opens === opens) continue
    const closed = opens.filter((one) => !token.opens.includes(one))
    for (const one of closed) {
      const found = open.findLastIndex((other) => other.open === one)
      const start = open[found]
      if (start !== undefined) {
        open.splice(found, 1)
        settlePair(settled, start.at, at, one)
      }
    }
    for (const one of token.opens) if (!opens.includes(one)) open.push({ open: one, at })
    opens = token.opens
  }
  // What is still open is closed at the end.
  for (const { open: one, at } of open.toReversed()) settlePair(settled, at, tokens.length, one)
  return pulledUp(parted(settled))
}

/** Discord reads a backslash or a mark behind an address as a part of it, so the address gets angle brackets. */
function settleAddress(tokens: Token[], at: number): void {
  const token = tokens[at]
  const next = tokens[at + 1]
  if (token === undefined || next === undefined || token.out.startsWith('<')) return
  const closes = next.kind === 'mark' && next.opens.length < token.opens.length
  if (!closes && /^[\\*_~|`]/.test(next.out)) tokens[at] = { ...token, out: `<${token.out}>`, rule: 'link' }
}

const isAtomic = ({ kind }: Token): boolean => kind === 'code' || kind === 'solid' || kind === 'address'

function settlePair(tokens: Token[], from: number, to: number, { open, mark }: Open): void {
  if (mark === 'code') return
  const inside = tokens.slice(from + 1, to)
  const clashes = (sign: string): boolean =>
    inside.some((token) => isAtomic(token) && token.out.includes(sign))
  if (!clashes(open)) return
  if (mark === 'spoiler') {
    for (let at = from + 1; at < to; at += 1) hide(tokens, at)
    return
  }
  const other = open === '*' ? '_' : '*'
  if (mark === 'em' && !inside.some(({ out }) => out.includes(other)) && standsFree(tokens, from, to)) {
    rewrite(tokens, from, open, other)
    rewrite(tokens, to, open, other)
    return
  }
  for (let at = from + 1; at < to; at += 1) if (clashesAt(tokens, at, open)) stepOutside(tokens, at, open)
}

/** Discord takes `_` for a mark only where a word ends. */
const standsFree = (tokens: readonly Token[], from: number, to: number): boolean =>
  !/[\p{L}\p{N}]$/u.test(tokens[from - 1]?.out ?? '') && !/^[\p{L}\p{N}]/u.test(tokens[to + 1]?.out ?? '')

function rewrite(tokens: Token[], at: number, sign: string, other: string): void {
  const token = tokens[at]
  if (token !== undefined && token.out === sign) tokens[at] = { ...token, out: other, rule: 'mark' }
}

const clashesAt = (tokens: readonly Token[], at: number, sign: string): boolean => {
  const token = tokens[at]
  return token !== undefined && isAtomic(token) && token.out.includes(sign)
}

/** Closes a mark before a token and opens it again behind it. For code, that is outside of its backticks. */
function stepOutside(tokens: Token[], at: number, sign: string): void {
  let first = at
  let last = at
  if (tokens[at]?.kind === 'code') {
    while (tokens[first]?.kind === 'code' || tokens[first]?.kind === 'break') first -= 1
    while (tokens[last]?.kind === 'code' || tokens[last]?.kind === 'break') last += 1
  }
  const before = tokens[first]
  const after = tokens[last]
  if (before === undefined || after === undefined || before.out.startsWith(sign)) return
  const trailing = /\s*$/.exec(tokens[first - 1]?.out ?? '')?.[0] ?? ''
  const previous = tokens[first - 1]
  // A mark that begins or ends right there would be empty, and Discord would show its signs.
  if (previous !== undefined && isSign(previous, sign))
    tokens[first - 1] = { ...previous, out: '', rule: 'mark' }
  else if (previous !== undefined && trailing !== '')
    tokens[first - 1] = {
      ...previous,
      out: previous.out.slice(0, previous.out.length - trailing.length) + sign + trailing,
      rule: 'mark',
    }
  else tokens[first] = { ...before, out: sign + before.out, rule: 'mark' }
  const next = tokens[last + 1]
  const leading = /^\s*/.exec(next?.out ?? '')?.[0] ?? ''
  if (next !== undefined && isSign(next, sign)) tokens[last + 1] = { ...next, out: '', rule: 'mark' }
  else if (next !== undefined && leading !== '')
    tokens[last + 1] = { ...next, out: leading + sign + next.out.slice(leading.length), rule: 'mark' }
  else {
    const end = tokens[last]
    if (end !== undefined) tokens[last] = { ...end, out: end.out + sign, rule: 'mark' }
  }
}

const isSign = ({ kind, out }: Token, sign: string): boolean => kind === 'mark' && out === sign

function hide(tokens: Token[], at: number): void {
  const token = tokens[at]
  if (token === undefined || !isAtomic(token)) return
  const before = tokens[at - 1]
  const joins =
    token.kind === 'code' && before?.kind === 'code' && before.out.endsWith('|') && token.out.startsWith('|')
  const out = (joins ? SEPARATOR : '') + token.out.replace(/\|(?=\|)/g, `|${SEPARATOR}`)
  if (out !== token.out) tokens[at] = { ...token, out, rule: 'code span' }
}

/** A closing mark on its own line moves to the end of the line before: its line would end a list. */
function pulledUp(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, at) => {
    const next = tokens[at + 1]
    const closes = next?.kind === 'mark' && next.opens.length < token.opens.length
    const isLast = tokens[at + 2] === undefined || tokens[at + 2]?.kind === 'break'
    return token.kind === 'break' && closes && isLast ? { ...token, out: '', rule: 'mark' } : token
  })
}

/** `**a**` and `*b*` side by side would be one run of stars: an invisible character separates them. */
function parted(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, at) => {
    const before = tokens[at - 1]
    if (token.kind !== 'mark' || before === undefined || token.out === '' || before.out === '') return token
    const opening = token.opens.length > before.opens.length
    const closed = before.kind === 'mark' && before.opens.length < (tokens[at - 2]?.opens.length ?? 0)
    const touches = opening && before.out.at(-1) === token.out.at(0) && (closed || token.out.startsWith('`'))
    return touches ? { ...token, out: SEPARATOR + token.out, rule: 'mark' } : token
  })
}
