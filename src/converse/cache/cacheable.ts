/** Whether an answer may be given again to whoever asks the same, and why not. */

import type { CacheWhy } from '../../measure/figures.ts'
import { CACHED_ANSWER_BYTES } from '../../limits.ts'
import { proseOf } from './code-spans.ts'
import { namesTechnology } from './technologies.ts'
import { chanceWords, clockWords, harmlessPhrases, newsWords, personalWords } from './uncacheable-words.ts'
import { beginsWith, mentions, phrases, without, wordsOf } from './words.ts'

export type Uncacheable = Extract<
  CacheWhy,
  | 'private'
  | 'file'
  | 'time'
  | 'chance'
  | 'personal'
  | 'fresh'
  | 'undelivered'
  | 'refused'
  | 'incomplete'
  | 'tools'
  | 'empty'
  | 'too long'
>

export interface Wish {
  readonly text: string
  readonly private: boolean
  readonly fresh: boolean
  /** As the others see it; chosen by the member. */
  readonly memberName: string
  /** Anything but undefined: a file came with the question. */
  readonly file?: unknown
}

/** How the answer ended. */
export interface AnswerEnd {
  readonly answer: string
  /** The case of the sentence under it or instead of it; empty for a whole answer. */
  readonly why: string
  /** All of it stands in Discord. */
  readonly delivered: boolean
  /** A tool was used whose result may be another the next time. */
  readonly impureTools: boolean
}

const clock = phrases(clockWords)
const news = phrases(newsWords)
const chance = phrases(chanceWords)
const personal = phrases(personalWords)
const harmless = phrases(harmlessPhrases)

/**
 * Before there is an answer: why this question is not looked up; undefined when it is. `fresh` comes last, because its
 * answer is kept where nothing else is against it.
 */
export function lookup(question: Wish): Uncacheable | undefined {
  return wordsAgainst(question) ?? (question.fresh ? 'fresh' : undefined)
}

/** With the answer there: why it is not kept; undefined when it is. */
export function cacheable(question: Wish, end: AnswerEnd): Uncacheable | undefined {
  const against = wordsAgainst(question)
  if (against !== undefined) return against
  if (!end.delivered) return 'undelivered'
  if (end.why === 'refused' || end.why === 'refused midway') return 'refused'
  if (end.why !== '') return 'incomplete'
  if (end.answer.trim() === '') return 'empty'
  if (end.impureTools) return 'tools'
  if (new TextEncoder().encode(end.answer).length > CACHED_ANSWER_BYTES) return 'too long'
  return namesMember(end.answer, question.memberName) ? 'personal' : undefined
}

function wordsAgainst(question: Wish): Uncacheable | undefined {
  if (question.private) return 'private'
  if (question.file !== undefined) return 'file'
  const words = without(askedWords(question.text), harmless)
  if (mentions(words, personal)) return 'personal'
  if (mentions(words, news)) return 'time'
  if (isAboutCode(words)) return undefined
  if (mentions(words, clock)) return 'time'
  return mentions(words, chance) ? 'chance' : undefined
}

/** What stands in code is not what is asked, unless there is next to nothing else; nor is the name of a call: `now()`. */
function askedWords(text: string): readonly string[] {
  const prose = proseOf(text)
  return wordsOf((wordsOf(prose).length < 3 ? text : prose).replaceAll(CALL, ' '))
}

/** `now()` or `Date.now(`, and not "the weather(today)". Each repetition is bounded, so no text makes it slow. */
const CALL = /[\p{L}\p{N}_]{1,40}(?:(?:\.|::)[\p{L}\p{N}_]{1,40}){1,4}\(|[\p{L}\p{N}_]{1,40}\(\)/gu

const howTo = phrases(`
  how do, how does one, how to, how can, how could, how should, how would, wie … ich, wie … man,
  write … function, write … script, write … program, write … query,
  schreib* … funktion, schreib* … skript, schreib* … programm`)

/** "How do I get the current date in JavaScript?" asks for code, and the code is the same tomorrow. */
const isAboutCode = (words: readonly string[]): boolean => beginsWith(words, howTo) && namesTechnology(words)

/**
 * The name, or what of it Claude may call the member by: "Ada" of "Ada Lovelace" and of "AdaLovelace_99". As words of
 * their own: a member may be called "Al", and that is in "also".
 */
function namesMember(answer: string, memberName: string): boolean {
  const name = wordsOf(memberName)
  // A name of nothing but signs has no words.
  if (name.length === 0) return memberName.trim() !== '' && answer.includes(memberName.trim())
  const said = wordsOf(answer)
  const parts = partsOfName(memberName)
  return (
    mentions(said, phrases(name.join(' '))) ||
    said.some((word) => parts.has(word) || parts.has(word.replace(/s$/, '')))
  )
}

/** Shorter ones, and these, are in every other answer. */
const PART_LETTERS = 3
const inMany = new Set([
  'the',
  'and',
  'not',
  'you',
  'for',
  'der',
  'die',
  'das',
  'und',
  'ein',
  'von',
  'van',
  'ich',
])

const partsOfName = (name: string): ReadonlySet<string> =>
  new Set(
    wordsOf(name.replaceAll(/(?<=\p{Ll})(?=\p{Lu})|[\p{N}_]+/gu, ' ')).filter(
      (part) => part.length >= PART_LETTERS && !inMany.has(part),
    ),
  )
