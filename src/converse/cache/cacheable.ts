/** What is plain in code about whether an answer may be given again; the rest is Claude's verdict (see `verdict.ts`). */

import type { CacheWhy } from '../../measure/figures.ts'
import { hasMention } from '../../deliver/discord-text.ts'
import { CACHED_ANSWER_BYTES } from '../../limits.ts'

export type Uncacheable = Extract<
  CacheWhy,
  | 'private'
  | 'file'
  | 'fresh'
  | 'undelivered'
  | 'refused'
  | 'incomplete'
  | 'tools'
  | 'empty'
  | 'too long'
  | 'personal'
>

export interface Wish {
  readonly private: boolean
  readonly fresh: boolean
  readonly text: string
  /** As the others see it; chosen by the member. */
  readonly memberName: string
  /** Those that came with the question. */
  readonly files?: readonly unknown[]
  /** The message that it is about. */
  readonly about?: unknown
}

/** How the answer ended. */
export interface AnswerEnd {
  readonly answer: string
  /** The case of the sentence under it or instead of it; empty for a whole answer. */
  readonly why: string
  /** The whole answer is posted in Discord. */
  readonly delivered: boolean
  /** A tool was used whose result may be another the next time. */
  readonly impureTools: boolean
}

/**
 * Before there is an answer: why this question is not looked up; undefined when it is. `fresh` comes last, because its
 * answer is kept where nothing else is against it.
 */
export function lookup(question: Wish): Uncacheable | undefined {
  return closed(question) ?? (question.fresh ? 'fresh' : undefined)
}

/** With the answer there: why it is not kept; undefined when it is. */
export function cacheable(question: Wish, end: AnswerEnd): Uncacheable | undefined {
  const shut = closed(question)
  if (shut !== undefined) return shut
  if (!end.delivered) return 'undelivered'
  if (end.why === 'refused' || end.why === 'refused midway') return 'refused'
  if (end.why !== '') return 'incomplete'
  if (end.answer.trim() === '') return 'empty'
  if (end.impureTools) return 'tools'
  if (new TextEncoder().encode(end.answer).length > CACHED_ANSWER_BYTES) return 'too long'
  return hasMention(end.answer) || namesMember(end.answer, question.memberName) ? 'personal' : undefined
}

/** Numbers of people are those of one conversation, and a mention means somebody or something of one server. */
function closed(question: Wish): 'private' | 'file' | 'personal' | undefined {
  if (question.private) return 'private'
  if ((question.files ?? []).length > 0 || question.about !== undefined) return 'file'
  return hasMention(question.text) ? 'personal' : undefined
}

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
    ` ${said.join(' ')} `.includes(` ${name.join(' ')} `) ||
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

/** Lower case, umlauts spelled out: Claude may write to Jörg as "Joerg". Everything but letters and digits is a gap. */
const wordsOf = (text: string): readonly string[] =>
  Array.from(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[äöüß]/g, (letter) => spelled[letter] ?? letter)
      .matchAll(/[\p{L}\p{N}\p{M}_]+/gu),
    ([word]) => word,
  )

const spelled: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
