/** Whether a question is complete in itself, so that what was said before it cannot change what it asks. */

import {
  comparatives,
  complements,
  greetings,
  halfNouns,
  leaningWords,
  manners,
  particles,
  referredNouns,
  requestOpeners,
  subjectOpeners,
  telling,
  titles,
  uniqueThings,
} from './leaning-words.ts'
import { namesTechnology } from './technologies.ts'
import { beginsWith, listed, mentions, phrases, without, wordsOf } from './words.ts'

const FEWEST_WORDS = 4

/** Whoever needs more tells of something of their own; and every word is looked at beside all behind it. */
const MOST_WORDS = 40

/** From this share of a question's own words on, the messages before it are about the same thing. */
const OVERLAP = 1 / 3

const leaning = phrases(leaningWords)
const half = phrases(halfNouns)
const referred = phrases(referredNouns)
const better = phrases(comparatives)
const subjects = phrases(subjectOpeners)
const requests = phrases(requestOpeners)
const tells = phrases(telling)
const manner = phrases(manners)
const unique = phrases(uniqueThings)
const title = phrases(titles)
const complement = new Set(listed(complements))
const particle = new Set(listed(particles))
const greeting = new Set(listed(greetings))

/**
 * True only for a question or a request that is sure to mean the same wherever it is asked. Careful to a fault: a wrong
 * no costs a cached answer, a wrong yes answers something that nobody asked.
 *
 * @param before the messages before it that it might lean on
 */
export function standsAlone(text: string, before: readonly string[] = []): boolean {
  // Code, lists and pasted texts are what follow-ups are made of.
  if (/[`\n\r]|\.{2,}|…|:\s*$/u.test(text)) return false
  const asked = withoutPoliteness(wordsOf(text))
  if (asked.length < FEWEST_WORDS || asked.length > MOST_WORDS || mentions(asked, leaning)) return false
  // "In simple words" says how to explain, and not what.
  const words = without(asked, manner).filter((word) => word !== '|')
  if (beginsWith(words, tells) && !isSubject(words[1])) return false
  const isNamed = namesTechnology(words)
  if (!beginsWith(words, subjects) && !(isNamed && beginsWith(words, requests))) return false
  const names = namesIn(text)
  if (!words.every((word, at) => isComplete(word, words, at, names))) return false
  if (mentions(words, better) && !words.includes('than') && !words.includes('als')) return false
  // "How do I sort a list" asks for another language where another one is the topic.
  if (!isNamed && before.some(isTechnical)) return false
  return overlap(words, before) < OVERLAP
}

const asks = new Set(['do', 'can', 'should', 'could', 'would', 'must'])
const articles = new Set(['the', 'der', 'die', 'den', 'dem', 'des'])

/** Whether a word needs nothing but this question to be understood. */
function isComplete(word: string, words: readonly string[], at: number, names: ReadonlySet<string>): boolean {
  const after = words.slice(at + 1)
  // "How do I …" is anybody's question; "I tried …" tells of something of the asker's own.
  if (word === 'i') return asks.has(words[at - 1] ?? '')
  if (word === 'ich') return at > 0
  if (articles.has(word)) {
    if (beginsWith(after, unique) || names.has(after.slice(0, 2).join(' '))) return true
    // "The error" is one that was spoken of, and so is whatever "die" with no noun behind it stands for.
    if (after.length === 0 || particle.has(after[0] ?? '') || mentions(after.slice(0, 2), referred))
      return false
    if (names.has(after[0] ?? '') && !beginsWith(after, title)) return true
    const isGenitive = at > 2 && (word === 'der' || word === 'des')
    return isGenitive || isToldApart(words, at)
  }
  // The advantages of what?
  if (!mentions([word], half) || after.some(isComplement)) return true
  const before = words[at - 1] ?? ''
  return names.has(before) || mentions([before, word], unique)
}

/** The capital *of France*; or itself what tells another apart: the tail *of the cat*. */
function isToldApart(words: readonly string[], at: number): boolean {
  const before = words.slice(0, at)
  return words.slice(at + 2).some(isComplement) || (before.some(isComplement) && before.some(isDeterminer))
}

/** What is to be explained; not how: "explain in English". */
const isSubject = (word: string | undefined): boolean => word !== undefined && !complement.has(word)

/**
 * What capitals make a name behind an article, as words: one behind "the" (the Doppler effect), and in German, where every
 * noun has them, two in a row (die Zahl Pi).
 */
const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    Array.from(text.matchAll(NAME), ([, english = '', german = '']) => wordsOf(english || german).join(' ')),
  )

const NAME = /\b(?:the (\p{Lu}[\p{L}\p{N}]*)|d(?:er|ie|en|em|es) (\p{Lu}[\p{L}\p{N}]* \p{Lu}[\p{L}\p{N}]*))/gu

const isComplement = (word: string): boolean => complement.has(word)

const isDeterminer = (word: string): boolean => articles.has(word) || /^(an?|eine?[rnms]?)$/.test(word)

/** "Could you please explain to me what …" asks what "explain what …" asks. */
const withoutPoliteness = (words: readonly string[]): readonly string[] =>
  words
    .filter((word) => !greeting.has(word))
    .join(' ')
    .replace(/^(?:(?:can|could|would|will) you|(?:kannst|koenntest) du) /, '')
    .replace(/\b(explain) to me\b/, '$1')
    // "Das" may stand for anything, but not before these.
    .replace(/\bdas ((?:internet|universum|sonnensystem|periodensystem|immunsystem|mittelalter)\b)/, '$1')
    .replace(/\b(give|show|teach|gib|zeige?|erklaere?|nenne?) (?:me|mir)\b/, '$1')
    .split(' ')
    .filter((word) => word !== '')

const isTechnical = (message: string): boolean => message.includes('`') || namesTechnology(wordsOf(message))

/** Which share of the words that carry meaning was said before, inflected or not. */
function overlap(words: readonly string[], before: readonly string[]): number {
  const said = new Set(before.flatMap((message) => wordsOf(message).map(stem)))
  const own = words.filter((word) => word.length > 1 && !common.has(word)).map(stem)
  if (own.length === 0) return 1
  return own.filter((word) => said.has(word)).length / own.length
}

const stem = (word: string): string => word.slice(0, 5)

const common = new Set(
  listed(`
    what, when, where, which, does, were, have, explain, describe, define, mean, between, difference, with, from,
    into, about, used, work, works, erkläre, erklär, beschreibe, sind, wurde, warum, wieso, eine, einer, eines,
    einem, einen, zwischen, unterschied, bedeutet, funktioniert, wird, kann, is, are, was, do, of, in, to, on, an, the,
    and, or, for, who, how, why, can, use, not, tall, high, far, big, give, example, examples, than, ist, sie, der, die,
    den, dem, des, ein, und, oder, für, mit, von, vom, zu, zum, zur, im, bei, wie, was, wer, wo, hat, man, ich, als, gib,
    nenn, nenne, beispiel, simply, words, wofür, steht, stand, called, heißt`),
)
