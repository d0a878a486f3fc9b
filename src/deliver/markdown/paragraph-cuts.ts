/** Where a page may end inside a paragraph, and how the marks that are open there are closed. */
import { codePoints } from './graphemes.ts'
import type { Open } from './marks.ts'
import { type Cut, PAGE_ROOM, type Rank, ranks } from './page.ts'
import type { Paragraph } from './paragraph-lines.ts'
import { leadOf } from './paragraph-text.ts'
import { edit, insert, type Part, type Rule } from './part.ts'
import type { Token } from './tokens.ts'

/** A cut inside the paragraph. */
export interface Inside {
  /** How many tokens stand before the cut. */
  readonly tokens: number
}

interface Fit {
  /** The paragraph does not fit on the page. */
  readonly over: boolean
  readonly cuts: readonly (Cut<Inside> & { readonly where: Inside })[]
}

/**
 * Counts the tokens until the page is full, and notes the last cut of each rank.
 *
 * @param size code points of the page with all that stands before the first token
 * @param limit index of the last token that may be read
 */
export function fitTokens(tokens: readonly Token[], size: number, limit: number): Fit {
  let reached = size
  const last = new Map<Rank, Cut<Inside> & { readonly where: Inside }>()
  for (const [at, token] of tokens.entries()) {
    reached += codePoints(token.out)
    if (at > limit) break
    const end = reached + closers(token.opens).length
    if (end > PAGE_ROOM)
      return { over: true, cuts: Array.from(last.values()).toSorted((a, b) => a.size - b.size) }
    const next = tokens[at + 1]
    if (next !== undefined && mayCut(token, next)) {
      const rank = rankAfter(token, next)
      last.set(rank, { rank, size: end, where: { tokens: at + 1 } })
    }
  }
  return { over: false, cuts: [] }
}

const closers = (opens: readonly Open[]): string =>
  opens
    .toReversed()
    .map(({ close }) => close)
    .join('')

/**
 * A page may end between two tokens, but not behind a mark that opens nor before one that closes, and not behind a lone
 * `_`: at the end of a message Discord would pair it with an earlier one.
 */
const mayCut = (token: Token, next: Token): boolean =>
  token.kind !== 'mark' &&
  token.bare !== true &&
  !(next.kind === 'mark' && next.opens.length < token.opens.length)

function rankAfter(token: Token, next: Token): Rank {
  if (token.kind === 'break' || next.kind === 'break') return ranks.line
  if (/[.!?…]["'”’)\]*_]*\s+$/.test(token.out) || /[。！？]["”’」』）]*$/.test(token.out))
    return ranks.sentence
  return /\s$/.test(token.out) || /[，、；：]$/.test(token.out) ? ranks.word : ranks.grapheme
}

/** The first tokens, with all marks closed that are open behind them. Discord closes no mark directly after a space. */
export function closed(
  tokens: readonly Token[],
  count: number,
  { opened }: Paragraph,
  rule: Rule,
): readonly Part[] {
  const parts: Part[] = tokens.slice(0, count)
  const opens = tokens[count - 1]?.opens ?? opened
  const end = parts.at(-1)
  if (opens.length === 0 || end === undefined) return parts
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const part = parts[at]
    if (part === undefined || part.out === '') continue
    const kept = part.out.trimEnd()
    if (kept !== part.out) parts[at] = edit(part.from, part.to, kept, rule)
    if (kept !== '') break
  }
  // Two pairs of pipes with nothing between them would hide, and end at, what follows.
  const inner = parts.findLastIndex(({ out }) => out.trim() !== '')
  const mark = opens.at(-1)
  if (mark !== undefined && parts[inner]?.out === mark.open && tokens[inner]?.kind === 'mark') {
    const { from, to } = parts[inner]
    parts[inner] = edit(from, to, '', rule)
    return [...parts, insert(end.to, closers(opens.slice(0, -1)), rule)]
  }
  return [...parts, insert(end.to, closers(opens), rule)]
}

/** The part of the paragraph that stays on the page. */
export const cutAt = (paragraph: Paragraph, tokens: readonly Token[], count: number): readonly Part[] => [
  ...leadOf(paragraph),
  ...closed(tokens, count, paragraph, 'page end'),
]
