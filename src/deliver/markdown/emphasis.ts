/** Pairs the marks of a paragraph (`**`, `_`, `~~`, `||`) by the delimiter rules of CommonMark (two marks beside punctuation are read more kindly), in linear time. */

/** A mark that Discord knows too; what it is written as there stands in spell.ts. */
export type Mark = 'strong' | 'em' | 'underline' | 'strike' | 'spoiler'

/** A mark that is open at some point, with the characters that opened it: a cut writes them again on the next page. */
export interface Open {
  readonly mark: Mark
  readonly source: string
}

/** A row of one delimiter character, and what came of it. */
export interface Delimiter {
  readonly char: string
  readonly from: number
  readonly to: number
  readonly canOpen: boolean
  readonly canClose: boolean
  /** How many of its characters have paired with nothing. */
  left: number
  /** Marks that it closes, innermost first, and marks that it opens, outermost first. */
  closes: Open[]
  opens: Open[]
}

/** Reads the row of `char` at `from`, and by its neighbours whether it may open or close (CommonMark, 6.2). */
export function delimiterAt(source: string, from: number): Delimiter {
  const char = source.charAt(from)
  let to = from + 1
  while (source.charAt(to) === char) to += 1
  const before = from === 0 ? ' ' : (source.slice(Math.max(0, from - 2), from).match(/.$/su)?.[0] ?? ' ')
  const after = to >= source.length ? ' ' : String.fromCodePoint(source.codePointAt(to) ?? 32)
  const inWord = char === '_'
  // CommonMark shows the stars of `**Note:**text` and of most bold Chinese; models mean bold, and Discord shows bold.
  const lenient = !inWord && to - from === 2
  const left =
    !isSpace(after) && (lenient || !isPunctuation(after) || isSpace(before) || isPunctuation(before))
  const right =
    !isSpace(before) && (lenient || !isPunctuation(before) || isSpace(after) || isPunctuation(after))
  const fits = (char !== '~' && char !== '|') || to - from === 2
  const canOpen = fits && left && (!inWord || !right || isPunctuation(before))
  const canClose = fits && right && (!inWord || !left || isPunctuation(after))
  return { char, from, to, canOpen, canClose, left: to - from, closes: [], opens: [] }
}

/** Pairs openers with closers, in place; what it returns could still pair with a closer that comes later. */
export function pairDelimiters(row: readonly Delimiter[]): readonly Delimiter[] {
  const openers: Delimiter[] = []
  // How low a kind of closer has searched in vain: without it a row of lone closers would cost a square.
  const floor = new Map<string, number>()
  for (const closer of row) {
    if (closer.canClose) closeAll(closer, openers, floor)
    if (closer.canOpen && closer.left > 0) openers.push(closer)
  }
  return openers
}

function closeAll(closer: Delimiter, openers: Delimiter[], floor: Map<string, number>): void {
  const key = `${closer.char}${closer.canOpen}${(closer.to - closer.from) % 3}`
  while (closer.left > 0) {
    const at = findOpener(closer, openers, Math.min(floor.get(key) ?? 0, openers.length))
    const opener = openers[at]
    if (opener === undefined) {
      floor.set(key, openers.length)
      return
    }
    const size = opener.left >= 2 && closer.left >= 2 ? 2 : 1
    const open: Open = { mark: markOf(closer.char, size), source: closer.char.repeat(size) }
    opener.opens.unshift(open)
    closer.closes.push(open)
    opener.left -= size
    closer.left -= size
    openers.length = opener.left > 0 ? at + 1 : at
    for (const [name, height] of floor) if (height > openers.length) floor.set(name, openers.length)
  }
}

function findOpener(closer: Delimiter, openers: readonly Delimiter[], floor: number): number {
  for (let at = openers.length - 1; at >= floor; at -= 1) {
    const opener = openers[at]
    if (opener !== undefined && opener.char === closer.char && mayPair(opener, closer)) return at
  }
  return -1
}

function mayPair(opener: Delimiter, closer: Delimiter): boolean {
  if (opener.char === '~' || opener.char === '|') return true
  if (!opener.canClose && !closer.canOpen) return true
  const lengths = [opener.to - opener.from, closer.to - closer.from] as const
  return (lengths[0] + lengths[1]) % 3 !== 0 || (lengths[0] % 3 === 0 && lengths[1] % 3 === 0)
}

/** In a text that is still growing: marks that wait for their closer are open until the end. */
export function openUnpaired(openers: readonly Delimiter[], since: number): void {
  for (const delimiter of openers) {
    // A lone `*` that is long ago or inside a word is a star; a lone `**` hardly ever is one.
    if (delimiter.left === 1 && (delimiter.from < since || delimiter.canClose)) continue
    for (let size = delimiter.left; size > 0; size -= 2) {
      const source = delimiter.char.repeat(Math.min(2, size))
      delimiter.opens.unshift({ mark: markOf(delimiter.char, source.length), source })
    }
    delimiter.left = 0
  }
}

const marksOf: Readonly<Record<string, Mark>> = { '~': 'strike', '|': 'spoiler' }
const markOf = (char: string, size: number): Mark => marksOf[char] ?? (size === 2 ? 'strong' : 'em')
const isSpace = (char: string): boolean => /\s/.test(char)
const isPunctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char)
