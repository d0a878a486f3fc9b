/**
 * Pairs the marks of a paragraph (`**`, `_`, `~~`, `||`) as a writer means them, in linear time.
 *
 * Discord pairs nearly every two marks, CommonMark fewer, and writers mean still fewer: what stands in sums, powers, globs,
 * names and faces is a sign. CommonMark's flanking (6.2) is the base; where it is too strict (bold beside punctuation, text
 * without spaces) the writer's meaning is plain, and Discord shows it.
 */
import { UNSPACED } from '../../scripts.ts'

/** A mark that Discord knows. */
export type Mark = 'strong' | 'em' | 'underline' | 'strike' | 'spoiler' | 'code'

/** A mark that is open at some point: how it is opened again after a cut, and closed before it. */
export interface Open {
  readonly mark: Mark
  readonly open: string
  readonly close: string
}

/** A row of one sign, and what came of it. */
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

/** Reads the row of signs at `from`, and by its neighbours whether it may open or close a mark. */
export function delimiterAt(source: string, from: number): Delimiter {
  const char = source.charAt(from)
  let to = from + 1
  while (source.charAt(to) === char) to += 1
  const before = from === 0 ? ' ' : (source.slice(Math.max(0, from - 2), from).match(/.$/su)?.[0] ?? ' ')
  const after = to >= source.length ? ' ' : String.fromCodePoint(source.codePointAt(to) ?? 32)
  const row = { char, from, to, before, after, left: to - from, closes: [], opens: [] }
  const [canOpen, canClose] = isFace(before, after) ? [false, false] : abilities(source, row)
  return { ...row, canOpen, canClose }
}

type Row = Pick<Delimiter, 'char' | 'from' | 'to' | 'before' | 'after'>

function abilities(source: string, row: Row): readonly [boolean, boolean] {
  const { char, from, to, before, after } = row
  const size = to - from
  if ((char === '~' && size !== 2) || (char === '|' && size !== 2 && size !== 3)) return [false, false]
  if (char === '|' && (isSpace(before) || isSpace(after))) {
    const padded = padding(source, row)
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
  const opensInWord = size < 3 && isGlue(before) && !marksSyllable(source, row)
  const opensPath = before === '/' || before === '\\'
  // Quotation marks that end a quotation in one language begin it in another: what stands behind them tells.
  const endsQuote = size === 1 && /[»”’]/.test(after) && !/[\p{L}\p{N}]/u.test(source.charAt(to + 1))
  const opensNothing = endsQuote || (size === 1 ? /[)\]},;:!?]/ : /[)\]}]/).test(after)
  const beginsQuote = /[«“‘]/.test(before) && !/\S/.test(source.charAt(from - 2))
  const closesNothing = beginsQuote || /[([{„]/.test(before)
  return [left && !opensInWord && !opensPath && !opensNothing, right && !closesNothing]
}

/** Spaces inside a spoiler: `||` is an "or" unless it stands where a spoiler would begin or end. */
function padding(source: string, { from, to, before, after }: Row): readonly [boolean, boolean] | undefined {
  const line = source.slice(Math.max(0, from - 40), from)
  const begins = isSpace(after) && /(?:^|\n)[ \t>]*$|[:：–—-][ \t]*$/.test(line)
  // At the start of a line it is the end where a spoiler is open.
  const isFirst = isSpace(after) && /(?:^|\n)[ \t]*$/.test(line)
  const ends = isSpace(before) && (isFirst || /^[ \t]*(?:$|\n|[.!?,;:)])/.test(source.slice(to, to + 40)))
  return begins || ends ? [begins, ends] : undefined
}

/** `ge**gang**en` marks a part of a word; `x**2**y` is a power. */
function marksSyllable(source: string, { from, to, before }: Row): boolean {
  if (to - from !== 2 || !/\p{L}/u.test(before)) return false
  const form = /(\*\*|~~|\|\|)\p{L}{2,20}\1/uy
  form.lastIndex = from
  return form.test(source)
}

/** `^_^`, `-_-`, `>_<`, `"*"`: between two signs of a kind a mark marks nothing. */
const isFace = (before: string, after: string): boolean =>
  (before === after && isPunctuation(before) && !/[*_~|`]/.test(before)) || PAIRS.includes(before + after)

const PAIRS = ['><', '()', '[]', '{}', '“”', '„“', '‘’', '«»', '»«', '「」', '『』', '（）', '【】', '《》']

/**
 * Pairs openers with closers, in place; what it returns could still pair with a closer that comes later.
 *
 * @param opened marks that are open before the first of the row, outermost first
 */
export function pairDelimiters(
  source: string,
  row: readonly Delimiter[],
  opened: readonly Open[],
  growing: boolean,
): readonly Delimiter[] {
  const openers: Delimiter[] = opened.filter(({ mark }) => mark !== 'code').map(asOpener)
  // How low a kind of closer has searched in vain: without it a row of lone closers would cost a square.
  const floor = new Map<string, number>()
  const inside = signsInside(row, opened, growing)
  for (const closer of row) {
    if (inside.has(closer)) continue
    if (closer.canClose) closeAll(source, closer, openers, floor)
    if (closer.canOpen && closer.left > 0) openers.push(closer)
  }
  return openers.filter(({ to }) => to > 0)
}

/**
 * Signs that stand inside the mark around them and end it only where nothing else does: in `**so 2**10 is**` those of the
 * power. A spoiler ends at the last row that can only close; what it hides while the text grows stays hidden.
 */
function signsInside(
  row: readonly Delimiter[],
  opened: readonly Open[],
  growing: boolean,
): ReadonlySet<Delimiter> {
  const next = nextOfKind(row)
  const inside = new Set<Delimiter>()
  let isCarried = opened.some(({ mark }) => mark === 'spoiler')
  let isHidden = isCarried
  let isNested = false
  for (const one of row) {
    if (!one.canOpen && !one.canClose) continue
    const after = next.get(one)
    const isGlued = isOperator(one)
    const endsLater = after?.canClose === true && !after.canOpen
    const mayEndLater = after === undefined && ((isCarried && isGlued) || (growing && (isGlued || isNested)))
    if (one.char !== '|') {
      if (isGlued && endsLater) inside.add(one)
    } else if (!isHidden) {
      isHidden = one.canOpen
      isNested = false
      isCarried = one.after === '\n'
    } else if (!one.canClose || endsLater || mayEndLater) {
      inside.add(one)
      isNested ||= !one.canClose
    } else isHidden = false
  }
  return inside
}

/** For each row of signs the next of its kind that is no operator. */
function nextOfKind(row: readonly Delimiter[]): ReadonlyMap<Delimiter, Delimiter> {
  const next = new Map<Delimiter, Delimiter>()
  const last = new Map<string, Delimiter>()
  for (const one of row.toReversed()) {
    const kind = one.char === '|' ? one.char : `${one.char}${Math.min(3, sizeOf(one))}`
    const after = last.get(kind)
    if (after !== undefined) next.set(one, after)
    if ((one.canOpen || one.canClose) && !isOperator(one)) last.set(kind, one)
  }
  return next
}

const isOperator = ({ canOpen, before, after }: Delimiter): boolean =>
  !canOpen && isGlue(before) && (isGlue(after) || after === '(')

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

function closeAll(source: string, closer: Delimiter, openers: Delimiter[], floor: Map<string, number>): void {
  const isInWord = closer.before === '/' || isGlue(closer.after)
  const key = `${closer.char}${closer.canOpen}${isInWord}${isSpaceless(closer.after)}${Math.min(6, closer.to - closer.from)}`
  while (closer.left > 0) {
    const at = findOpener(source, closer, openers, Math.min(floor.get(key) ?? 0, openers.length))
    const opener = openers[at]
    if (opener === undefined) {
      floor.set(key, openers.length)
      return
    }
    const size = opener.left >= 2 && closer.left >= 2 ? 2 : 1
    const open = openOf(closer.char, size)
    opener.opens.unshift(open)
    closer.closes.push(open)
    opener.left -= size
    closer.left -= size
    openers.length = opener.left > 0 ? at + 1 : at
    for (const [name, height] of floor) if (height > openers.length) floor.set(name, openers.length)
  }
}

function findOpener(source: string, closer: Delimiter, openers: readonly Delimiter[], floor: number): number {
  for (let at = openers.length - 1; at >= floor; at -= 1) {
    const opener = openers[at]
    if (opener !== undefined && opener.char === closer.char && mayPair(source, opener, closer)) return at
  }
  return -1
}

const sizeOf = ({ from, to, left }: Delimiter): number => (to === 0 ? left : to - from)

/** How far the text between two marks is looked at. */
const LOOK = 80

function mayPair(source: string, opener: Delimiter, closer: Delimiter): boolean {
  const { char } = closer
  // Between two stars of a face stands no word.
  if (
    opener.to > 0 &&
    closer.from - opener.to < 3 &&
    !/[^\p{P}\s]/u.test(source.slice(opener.to, closer.from))
  )
    return false
  // `**so *args is**`: one star is not the end of two.
  if (sizeOf(opener) + sizeOf(closer) === 3) return false
  const single = opener.left === 1 || closer.left === 1
  if (opener.to > 0 && (closer.before === '/' || (char === '*' && single && isGlue(closer.after)))) {
    // `src/**` closes nothing, nor does the star of `Kolleg*innen`; `**src/**` and `*un*likely` are marked.
    const between = source.slice(opener.to, Math.min(closer.from, opener.to + LOOK))
    if (closer.from - opener.to >= LOOK || /[\s*]/.test(between)) return false
    if (isGlue(closer.after) && !/^\p{L}+$/u.test(between)) return false
  }
  // Without spaces a name with underscores looks like a mark.
  const isName = char === '_' && (isSpaceless(opener.before) || isSpaceless(closer.after))
  if (isName && /[_\s]/.test(source.slice(opener.to, closer.from))) return false
  if (char === '~' || char === '|') return true
  if (!opener.canClose && !closer.canOpen) return true
  const lengths = [sizeOf(opener), sizeOf(closer)] as const
  return (lengths[0] + lengths[1]) % 3 !== 0 || (lengths[0] % 3 === 0 && lengths[1] % 3 === 0)
}

/**
 * In a text that is still growing: marks that wait for their closer are open until the end.
 *
 * @param code the text of code that is open there: a mark that it holds would end inside
 */
export function openUnpaired(openers: readonly Delimiter[], since: number, code: string): void {
  const seen = new Set<string>()
  for (const delimiter of openers.toReversed()) {
    // A mark inside itself is none: the last one is open.
    const sign = delimiter.char + delimiter.left
    if (seen.has(sign)) continue
    seen.add(sign)
    if (delimiter.char !== '|' && code.includes(delimiter.char)) continue
    // A lone `*` that is long ago or inside a word is a star; a lone `**` hardly ever is one.
    if (delimiter.left === 1 && (delimiter.from < since || delimiter.canClose)) continue
    if (delimiter.char === '_' && isSpaceless(delimiter.before)) continue
    openRest(delimiter)
  }
}

/** Opens what is left of a row of signs, though nothing closes it. */
export function openRest(delimiter: Delimiter): void {
  const most = delimiter.char === '|' ? 1 : 0
  for (; delimiter.left > most; delimiter.left -= Math.min(2, delimiter.left))
    delimiter.opens.unshift(openOf(delimiter.char, Math.min(2, delimiter.left)))
}

/** Whether a mark that nothing closes in its paragraph may reach over more of them. */
export const mayReachOver = ({ char, left, from, canOpen, canClose }: Delimiter): boolean =>
  canOpen && (char === '|' ? left >= 2 : left === 2 && from === 0 && !canClose)

const marks: Readonly<Record<string, Mark>> = {
  '*': 'em',
  _: 'em',
  '**': 'strong',
  __: 'underline',
  '~~': 'strike',
  '||': 'spoiler',
}

function openOf(char: string, size: number): Open {
  const sign = char.repeat(size)
  return { mark: marks[sign] ?? 'em', open: sign, close: sign }
}

const isSpace = (char: string): boolean => /\s/.test(char)
const isPunctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char)
/** Scripts that part no words with spaces, and Korean, whose particles follow a mark directly. */
const isSpaceless = (char: string): boolean => UNSPACED.test(char) || /[\p{sc=Hangul}ー]/u.test(char)
const isSoft = (char: string): boolean => isSpace(char) || isPunctuation(char) || isSpaceless(char)
/** What a sign is glued to when it is an operator: a letter, a digit, a closing bracket. */
const isGlue = (char: string): boolean => /[\p{L}\p{N})\]]/u.test(char) && !isSpaceless(char)
