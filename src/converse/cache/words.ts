/** A text as plain words, and phrases that are looked for in them; boundaries hold for umlauts, where `\b` does not. */

/** Words of a phrase: `word*` is a word and all that begin with it, `…` up to five words of any kind, `$` the end. */
type Phrase = readonly string[]

/** By their first words, or a long text would be compared with every phrase at every word. */
export interface Phrases {
  readonly byFirst: ReadonlyMap<string, readonly Phrase[]>
  /** Those whose first word may have an ending. */
  readonly stems: readonly Phrase[]
}

/**
 * Lower case, umlauts spelled out (`wie spät` is also written `wie spaet`), everything but letters and digits a gap.
 * Takes time in proportion to the text.
 */
export const wordsOf = (text: string): readonly string[] =>
  Array.from(
    spelledOut(text.normalize('NFKC').toLowerCase()).matchAll(/[\p{L}\p{N}\p{M}_]+/gu),
    ([word]) => word,
  )

const spelledOut = (text: string): string => text.replaceAll(/[äöüß]/g, (letter) => spelled[letter] ?? letter)

const spelled: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

/** The entries of a written list, parted by commas. */
export const entries = (list: string): readonly string[] =>
  list
    .split(',')
    .map((entry) => entry.replaceAll(/\s+/g, ' ').trim())
    .filter((entry) => entry !== '')

/** The words of a written list, as `wordsOf` would make them. */
export const listed = (list: string): readonly string[] => entries(list).map(spelledOut)

/** @param list phrases as a person writes them, umlauts and all, parted by commas */
export function phrases(list: string): Phrases {
  const all = entries(list).map((entry) => spelledOut(entry).split(' '))
  return {
    byFirst: Map.groupBy(
      all.filter((phrase) => !isStem(phrase)),
      ([first = '']) => first,
    ),
    stems: all.filter(isStem),
  }
}

const isStem = ([first]: Phrase): boolean => first?.endsWith('*') === true

export const mentions = (words: readonly string[], wanted: Phrases): boolean =>
  words.some((_, at) => lengthOfAny(words, at, wanted) > 0)

export const beginsWith = (words: readonly string[], wanted: Phrases): boolean =>
  lengthOfAny(words, 0, wanted) > 0

/** The words with every one of these phrases replaced by a mark that is no word, so that nothing is found across it. */
export function without(words: readonly string[], unwanted: Phrases): readonly string[] {
  const left: string[] = []
  for (let at = 0; at < words.length;) {
    const length = lengthOfAny(words, at, unwanted)
    left.push(length === 0 ? (words[at] ?? '') : '|')
    at += Math.max(1, length)
  }
  return left
}

/** The length of the longest of the phrases that begins at `at`, 0 when none does. */
function lengthOfAny(words: readonly string[], at: number, { byFirst, stems }: Phrases): number {
  let longest = 0
  for (const some of [byFirst.get(words[at] ?? '') ?? [], stems]) {
    for (const phrase of some) longest = Math.max(longest, lengthAt(words, at, phrase) ?? 0)
  }
  return longest
}

/** How many words of any kind may stand where a phrase has `…`. */
const GAP = 5

/** How many words a phrase takes up that begins at `at`; undefined when it does not. */
function lengthAt(words: readonly string[], at: number, phrase: Phrase): number | undefined {
  let length = 0
  for (const [n, wanted] of phrase.entries()) {
    const word = words[at + length]
    if (wanted === '…') {
      const rest = phrase.slice(n + 1)
      for (let gap = 0; gap <= GAP; gap += 1) {
        const more = lengthAt(words, at + length + gap, rest)
        if (more !== undefined) return length + gap + more
      }
      return undefined
    }
    if (wanted === '$') return word === undefined ? length : undefined
    if (word === undefined || !isWord(word, wanted)) return undefined
    length += 1
  }
  return length
}

/** `random_seed` is a name of a program's, not an inflection of "random". */
const isWord = (word: string, wanted: string): boolean =>
  wanted.endsWith('*') ? word.startsWith(wanted.slice(0, -1)) && !word.includes('_') : word === wanted
