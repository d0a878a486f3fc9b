/**
 * Compares what an answer says with what Discord shows of it, and names each word that is lost, added, joined, renumbered
 * or shown as something that it is not.
 *
 * A word is lost only if CommonMark and the raw text both have it, and added only if neither has it: where CommonMark
 * takes prose for markup, the raw words are the truth.
 */
import { align, FULL_WEIGHT } from './align.ts'
import { readPages, visibleText } from './discord-reading.ts'
import type { Run, Style } from './discord-reading.ts'
import { readPlain, wordsIn } from './plain-reading.ts'
import type { PlainReading, Word } from './plain-reading.ts'

export type LossKind =
  | 'lost word'
  | 'added word'
  | 'joined words'
  | 'changed number'
  | 'code changed'
  | 'wrongly code'
  | 'not code'
  | 'struck'
  | 'not struck'
  | 'hidden'
  | 'not hidden'
  | 'quoted'

export interface Loss {
  readonly kind: LossKind
  readonly words: string
  readonly context: string
}

interface Shown {
  readonly text: string
  readonly styles: ReadonlySet<Style>
  readonly marker: boolean
}

/** The words that are seen. A change of style in the middle of a word does not end it. */
export function shownWords(runs: readonly Run[]): readonly Shown[] {
  const words: Shown[] = []
  let open = ''
  let first: Run | undefined
  const flush = (): void => {
    if (open !== '' && first !== undefined) {
      words.push({ text: open, styles: first.styles, marker: first.marker === true })
    }
    open = ''
  }
  for (const run of runs) {
    const text = run.text.replaceAll('\u200b', '')
    for (const part of text.match(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu) ?? []) {
      if (!/^[\p{L}\p{N}\p{M}]/u.test(part)) {
        flush()
        continue
      }
      if (open === '') first = run
      open += part
    }
  }
  flush()
  return words
}

/** All words of the raw text, with entities read: what is there whatever it is taken for. */
function crudeWords(source: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const text = source.replace(/&(?:#\d+|#x[\da-f]+|[a-z]\w*);/gi, (entity) => ` ${entity} `)
  for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

export function findLosses(source: string, pages: readonly string[]): readonly Loss[] {
  const plain = readPlain(source)
  const runs = readPages(pages)
  const shown = shownWords(runs)
  const places = align(
    plain.words.map(keyOf),
    shown.map(({ text }) => text),
    (at, place) => worth(plain.words[at], shown[place]),
  )
  return [
    ...wordLosses(plain.words, shown, places, crudeWords(source)),
    ...styleLosses(plain.words, shown, places),
    ...codeLosses(plain, runs),
  ]
}

/** Of two places that are as good, that where the word is shown as what it is. */
function worth(word: Word | undefined, seen: Shown | undefined): number {
  if (word === undefined || seen === undefined || word.optional || word.anywhere) return 2
  const fits = (word.code === 'yes') === seen.styles.has('code') || word.code === 'maybe'
  return fits && (word.item !== undefined) === seen.marker ? FULL_WEIGHT : FULL_WEIGHT - 1
}

const keyOf = ({ text }: Word): string => text

const around = (words: readonly { readonly text: string }[], from: number, to: number): string =>
  words
    .slice(Math.max(0, from - 4), to + 4)
    .map(({ text }) => text)
    .join(' ')

/** Goes through the gaps between words that stand beside their like. */
function wordLosses(
  plain: readonly Word[],
  shown: readonly Shown[],
  places: readonly number[],
  crude: ReadonlyMap<string, number>,
): readonly Loss[] {
  const losses: Loss[] = []
  let i = 0
  let j = 0
  while (i < plain.length || j < shown.length) {
    if (i < plain.length && places[i] === j) {
      i += 1
      j += 1
      continue
    }
    let to = i
    while (to < plain.length && (places[to] ?? -1) < 0) to += 1
    const until = to < plain.length ? (places[to] ?? j) : shown.length
    losses.push(...gapLosses(plain, [i, to], shown, [j, until], crude))
    i = to
    j = until
  }
  return losses
}

function gapLosses(
  plain: readonly Word[],
  [i, to]: readonly [number, number],
  shown: readonly Shown[],
  [j, until]: readonly [number, number],
  crude: ReadonlyMap<string, number>,
): readonly Loss[] {
  const seen = new Set(shown.map(({ text }) => text))
  const missing = plain
    .slice(i, to)
    .filter(({ optional, anywhere, text }) => !optional && !(anywhere && seen.has(text)))
  const extra = shown.slice(j, until)
  const context = `${around(plain, i, to)} → ${around(shown, j, until)}`
  const join = (words: readonly { readonly text: string }[], between = ''): string =>
    words.map(({ text }) => text).join(between)
  if (missing.length === extra.length && missing.some(({ item }) => item !== undefined)) {
    return missing.flatMap((word, at) => {
      const text = extra[at]?.text ?? ''
      if (word.text === text || (word.item?.onlyOnes === true && word.item.counted === text)) return []
      return [
        {
          kind: word.item === undefined ? 'lost word' : 'changed number',
          words: `${word.text} → ${text}`,
          context,
        },
      ]
    })
  }
  const joined = missing.length > 0 && extra.length > 0 && join(missing) === join(extra)
  // Cut apart or put together otherwise than CommonMark does, but as the raw text has it: a mark in a word.
  if (joined && extra.every(({ text }) => crude.has(text))) return []
  if (joined) return [{ kind: 'joined words', words: `${join(missing, ' ')} → ${join(extra, ' ')}`, context }]
  const losses: Loss[] = []
  for (const { text, item } of missing) {
    if (item !== undefined) losses.push({ kind: 'changed number', words: `${text} → none`, context })
    else if (crude.has(text)) losses.push({ kind: 'lost word', words: text, context })
  }
  const known = new Set(plain.map(({ text }) => text))
  for (const { text, marker } of extra) {
    if (marker) losses.push({ kind: 'changed number', words: `none → ${text}`, context })
    else if (!crude.has(text) && !known.has(text)) losses.push({ kind: 'added word', words: text, context })
  }
  return losses
}

/** What each word is shown as, beside what it is. Neighbours with the same fault are one loss. */
function styleLosses(
  plain: readonly Word[],
  shown: readonly Shown[],
  places: readonly number[],
): readonly Loss[] {
  const losses: Loss[] = []
  let last: { kind: LossKind; at: number } | undefined
  plain.forEach((word, at) => {
    const seen = shown[places[at] ?? -1]
    if (seen === undefined || word.optional || word.anywhere) return
    for (const kind of styleFaults(word, seen)) {
      const before = losses.at(-1)
      if (last?.kind === kind && last.at === at - 1 && before !== undefined) {
        losses[losses.length - 1] = { ...before, words: `${before.words} ${word.text}` }
      } else losses.push({ kind, words: word.text, context: around(plain, at, at + 1) })
      last = { kind, at }
    }
  })
  return losses
}

function styleFaults(word: Word, { styles, marker }: Shown): readonly LossKind[] {
  const kinds: LossKind[] = []
  if (word.code === 'no' && styles.has('code')) kinds.push('wrongly code')
  if (word.code === 'yes' && !styles.has('code')) kinds.push('not code')
  if (word.struck === 'no' && styles.has('strike')) kinds.push('struck')
  if (word.struck === 'yes' && !styles.has('strike')) kinds.push('not struck')
  if (word.hidden === 'no' && styles.has('spoiler') && !marker) kinds.push('hidden')
  if (word.hidden === 'yes' && !styles.has('spoiler')) kinds.push('not hidden')
  if (!word.quoted && styles.has('quote')) kinds.push('quoted')
  return kinds
}

/** Code is compared sign for sign; line ends may fall away at the ends of a block and where a page ends. */
function codeLosses({ blocks, codes }: PlainReading, runs: readonly Run[]): readonly Loss[] {
  const losses: Loss[] = []
  const tight = (text: string): string =>
    text
      .replaceAll('\u200b', '')
      .replace(/\r\n?|\t|\f/g, (sign) => (sign === '\t' ? '    ' : sign === '\f' ? '' : '\n'))
      .replace(/ *\n/g, '\n')
  const flat = (text: string): string => tight(text).replaceAll('\n', '').trimEnd()
  const shownBlocks = runs.filter(({ styles }) => styles.has('block'))
  const allBlocks = shownBlocks.map(({ text }) => flat(text)).join('')
  const lines = new Set(
    shownBlocks.flatMap(({ text }) =>
      tight(text)
        .split('\n')
        .map((line) => line.trimEnd()),
    ),
  )
  let from = 0
  for (const block of blocks) {
    const wanted = flat(block)
    const at = allBlocks.indexOf(wanted, from)
    const short = !/[^\n]{900}/.test(block)
    const missing = short
      ? tight(block)
          .split('\n')
          .find((line) => line.trim() !== '' && !lines.has(line.trimEnd()))
      : undefined
    if (at < 0 || missing !== undefined) {
      losses.push({
        kind: 'code changed',
        words: missing ?? block.slice(0, 80),
        context: block.slice(0, 200),
      })
    } else from = at + wanted.length
  }
  const fold = (text: string): string => tight(text).replace(/\s+/g, ' ').trim()
  const shownCodes = fold(visibleText(runs.filter(({ styles }) => styles.has('code'))))
  for (const code of codes) {
    if (!shownCodes.includes(fold(code))) losses.push({ kind: 'code changed', words: code, context: code })
  }
  return losses
}
