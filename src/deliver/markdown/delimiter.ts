/**
 * Reads a delimiter run (`**`, `_`, `~~`, `||`): may it open a mark, may it close one?
 *
 * CommonMark's flanking rules (6.2) are the base. They are too strict for bold text beside punctuation and for languages
 * without spaces: there the run counts as a mark, as Discord shows it. Signs in sums, powers, globs, names and faces are
 * plain text.
 */
import { isGlue, isPunctuation, isSoft, isSpace, isSpaceless } from './character-kinds.ts'
import type { Open } from './marks.ts'

/** A run of one sign, and what came of it. */
export interface Delimiter {
  readonly char: string
  readonly from: number
  readonly to: number
  readonly before: string
  readonly after: string
  readonly canOpen: boolean
  readonly canClose: boolean
  /** How many of its signs have paired with nothing. */
  left: number
  /** Marks that it closes, innermost first, and marks that it opens, outermost first. */
  closes: Open[]
  opens: Open[]
}

/** Reads the run at `from`. Its neighbours decide whether it may open or close a mark. */
export function delimiterAt(source: string, from: number): Delimiter {
  const char = source.charAt(from)
  let to = from + 1
  while (source.charAt(to) === char) to += 1
  const before = from === 0 ? ' ' : (source.slice(Math.max(0, from - 2), from).match(/.$/su)?.[0] ?? ' ')
  const after = to >= source.length ? ' ' : String.fromCodePoint(source.codePointAt(to) ?? 32)
  const run = { char, from, to, before, after, left: to - from, closes: [], opens: [] }
  const [canOpen, canClose] = isFace(before, after) ? [false, false] : openAndClose(source, run)
  return { ...run, canOpen, canClose }
}

/** How many signs the run has. A mark that was open before the text has no place in it: `left` is its length. */
export const runLength = ({ from, to, left }: Delimiter): number => (to === 0 ? left : to - from)

type Run = Pick<Delimiter, 'char' | 'from' | 'to' | 'before' | 'after'>

function openAndClose(source: string, run: Run): readonly [boolean, boolean] {
  const { char, from, to, before, after } = run
  const size = to - from
  if ((char === '~' && size !== 2) || (char === '|' && size !== 2 && size !== 3)) return [false, false]
  if (char === '|' && (isSpace(before) || isSpace(after))) {
    const padded = padding(source, run)
    if (padded !== undefined) return padded
  }
  const lenient = char !== '_' && size === 2
  const left = !isSpace(after) && (lenient || !isPunctuation(after) || isSoft(before))
  const right = !isSpace(before) && (lenient || !isPunctuation(before) || isSoft(after))
  if (char === '_') {
    const canOpen = left && (!right || isPunctuation(before) || isSpaceless(before))
    const canClose = right && (!left || isPunctuation(after) || isSpaceless(after))
    return [canOpen && !/[./\\@#$=]/.test(before), canClose && !/[([/=]/.test(after)]
  }
  const opensInWord = size < 3 && isGlue(before) && !marksSyllable(source, run)
  const opensPath = before === '/' || before === '\\'
  // Quotation marks that end a quotation in one language begin it in another: the next character decides.
  const endsQuote = size === 1 && /[»”’]/.test(after) && !/[\p{L}\p{N}]/u.test(source.charAt(to + 1))
  const opensNothing = endsQuote || (size === 1 ? /[)\]},;:!?]/ : /[)\]}]/).test(after)
  const beginsQuote = /[«“‘]/.test(before) && !/\S/.test(source.charAt(from - 2))
  const closesNothing = beginsQuote || /[([{„]/.test(before)
  return [left && !opensInWord && !opensPath && !opensNothing, right && !closesNothing]
}

/** Spaces inside a spoiler: `||` is an "or" unless it stands where a spoiler would begin or end. */
function padding(source: string, { from, to, before, after }: Run): readonly [boolean, boolean] | undefined {
  const line = source.slice(Math.max(0, from - 40), from)
  const begins = isSpace(after) && /(?:^|\n)[ \t>]*$|[:：–—-][ \t]*$/.test(line)
  // At the start of a line it can also end an open spoiler.
  const isFirst = isSpace(after) && /(?:^|\n)[ \t]*$/.test(line)
  const ends = isSpace(before) && (isFirst || /^[ \t]*(?:$|\n|[.!?,;:)])/.test(source.slice(to, to + 40)))
  return begins || ends ? [begins, ends] : undefined
}

/** `ge**gang**en` marks a part of a word; `x**2**y` is a power. */
function marksSyllable(source: string, { from, to, before }: Run): boolean {
  if (to - from !== 2 || !/\p{L}/u.test(before)) return false
  const form = /(\*\*|~~|\|\|)\p{L}{2,20}\1/uy
  form.lastIndex = from
  return form.test(source)
}

/** `^_^`, `-_-`, `>_<`, `"*"`: a delimiter between two signs of a kind is no mark. */
const isFace = (before: string, after: string): boolean =>
  (before === after && isPunctuation(before) && !/[*_~|`]/.test(before)) || PAIRS.includes(before + after)

const PAIRS = ['><', '()', '[]', '{}', '“”', '„“', '‘’', '«»', '»«', '「」', '『』', '（）', '【】', '《》']
