/**
 * Pairs the delimiters of a paragraph as the writer means them, in linear time.
 *
 * Discord pairs nearly every two delimiters, CommonMark fewer, and a writer means still fewer.
 */
import { isGlue, isSpaceless } from './character-kinds.ts'
import { type Delimiter, runLength } from './delimiter.ts'
import { delimitersInside } from './delimiters-inside.ts'
import { type Open, openOf } from './marks.ts'

/**
 * Pairs openers with closers, in place. Returns the openers that a later closer could still pair with.
 *
 * @param opened marks that are open before the first delimiter, outermost first
 */
export function pairDelimiters(
  source: string,
  delimiters: readonly Delimiter[],
  opened: readonly Open[],
  growing: boolean,
): readonly Delimiter[] {
  const openers: Delimiter[] = opened.filter(({ mark }) => mark !== 'code').map(asOpener)
  // How far down each kind of closer has searched without a hit. Without it, lone closers would cost quadratic time.
  const searchedTo = new Map<string, number>()
  const inside = delimitersInside(delimiters, opened, growing)
  for (const closer of delimiters) {
    if (inside.has(closer)) continue
    if (closer.canClose) closeAll(source, closer, openers, searchedTo)
    if (closer.canOpen && closer.left > 0) openers.push(closer)
  }
  return openers.filter(({ to }) => to > 0)
}

const asOpener = ({ open }: Open): Delimiter => ({
  char: open.charAt(0),
  from: 0,
  to: 0,
  before: ' ',
  after: 'a',
  canOpen: true,
  canClose: false,
  left: open.length,
  closes: [],
  opens: [],
})

function closeAll(
  source: string,
  closer: Delimiter,
  openers: Delimiter[],
  searchedTo: Map<string, number>,
): void {
  const isInWord = closer.before === '/' || isGlue(closer.after)
  const key = `${closer.char}${closer.canOpen}${isInWord}${isSpaceless(closer.after)}${Math.min(6, closer.to - closer.from)}`
  while (closer.left > 0) {
    const at = findOpener(source, closer, openers, Math.min(searchedTo.get(key) ?? 0, openers.length))
    const opener = openers[at]
    if (opener === undefined) {
      searchedTo.set(key, openers.length)
      return
    }
    const size = opener.left >= 2 && closer.left >= 2 ? 2 : 1
    const open = openOf(closer.char, size)
    opener.opens.unshift(open)
    closer.closes.push(open)
    opener.left -= size
    closer.left -= size
    openers.length = opener.left > 0 ? at + 1 : at
    for (const [name, height] of searchedTo) if (height > openers.length) searchedTo.set(name, openers.length)
  }
}

function findOpener(
  source: string,
  closer: Delimiter,
  openers: readonly Delimiter[],
  searchedTo: number,
): number {
  for (let at = openers.length - 1; at >= searchedTo; at -= 1) {
    const opener = openers[at]
    if (opener !== undefined && opener.char === closer.char && mayPair(source, opener, closer)) return at
  }
  return -1
}

/** How many characters between two delimiters are looked at. */
const MOST_BETWEEN = 80

function mayPair(source: string, opener: Delimiter, closer: Delimiter): boolean {
  const { char } = closer
  // No word between two stars: it is a face.
  if (
    opener.to > 0 &&
    closer.from - opener.to < 3 &&
    !/[^\p{P}\s]/u.test(source.slice(opener.to, closer.from))
  )
    return false
  // `**so *args is**`: one star is not the end of two.
  if (runLength(opener) + runLength(closer) === 3) return false
  const single = opener.left === 1 || closer.left === 1
  if (opener.to > 0 && (closer.before === '/' || (char === '*' && single && isGlue(closer.after)))) {
    // `src/**` closes nothing, nor does the star of `Kolleg*innen`; `**src/**` and `*un*likely` are marked.
    const between = source.slice(opener.to, Math.min(closer.from, opener.to + MOST_BETWEEN))
    if (closer.from - opener.to >= MOST_BETWEEN || /[\s*]/.test(between)) return false
    if (isGlue(closer.after) && !/^\p{L}+$/u.test(between)) return false
  }
  // Without spaces a name with underscores looks like a mark.
  const isName = char === '_' && (isSpaceless(opener.before) || isSpaceless(closer.after))
  if (isName && /[_\s]/.test(source.slice(opener.to, closer.from))) return false
  if (char === '~' || char === '|') return true
  if (!opener.canClose && !closer.canOpen) return true
  const lengths = [runLength(opener), runLength(closer)] as const
  return (lengths[0] + lengths[1]) % 3 !== 0 || (lengths[0] % 3 === 0 && lengths[1] % 3 === 0)
}
