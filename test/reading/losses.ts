/**
 * Compares what an answer says with what Discord shows of it, and names each word that is lost, added, joined, renumbered
 * or shown as something that it is not.
 *
 * A word is lost only if CommonMark and the raw text both have it, and added only if neither has it: where CommonMark
 * takes prose for markup, the raw words are the truth.
 */
import { align, FULL_WEIGHT } from './align.ts'
import { codeLosses } from './code-losses.ts'
import { readPages } from './discord-reading.ts'
import { around } from './loss.ts'
import type { Loss, LossKind } from './loss.ts'
import { readPlain } from './plain-reading.ts'
import type { Word } from './plain-words.ts'
import { shownWords } from './shown-words.ts'
import type { Shown } from './shown-words.ts'
import { crudeWords, wordLosses } from './word-losses.ts'

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
    ...signLosses(source, plain.words, shown, places),
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

/** Signs of prose that Discord could take for marks, and the backslashes that keep it from doing so. */
const SIGNS = /\|\||[*_~|<>\\#^[\]+=]/g

/** Signs between two words that stand side by side in the answer and in what is shown. */
function signLosses(
  source: string,
  plain: readonly Word[],
  shown: readonly Shown[],
  places: readonly number[],
): readonly Loss[] {
  const losses: Loss[] = []
  plain.forEach((word, at) => {
    const place = places[at] ?? -1
    const seen = shown[place]?.before
    if (word.before === undefined || seen === undefined || places[at - 1] !== place - 1) return
    // Two pipes may be the edge of a spoiler; a formula is written anew.
    if (word.optional || word.code === 'maybe' || word.before.includes('||')) return
    const wanted = word.before.match(SIGNS) ?? []
    const found: readonly string[] = seen.match(SIGNS) ?? []
    let from = 0
    const lost = wanted.find((sign) => {
      from = found.indexOf(sign, from) + 1
      return from === 0
    })
    const context = around(plain, at, at)
    if (lost !== undefined)
      losses.push({ kind: 'lost sign', words: lost, context: `${context}: ${word.before} → ${seen}` })
    if (seen.includes('\\') && !source.includes('\\'))
      losses.push({ kind: 'mark shown', words: seen, context })
  })
  return losses
}
