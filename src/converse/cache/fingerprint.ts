/** Which questions count as the same, and under which names an answer is looked for, kept and shared. */

import { type Settings, settingsMark } from '../../settings/settings.ts'
import { partsOf } from '../../deliver/markdown/code-parts.ts'
import { withoutIdleCapitals } from './letter-case.ts'
import { instructions } from '../claude/prompt.ts'
import type { Question } from '../question/question.ts'
import { sharesTopic } from './topic.ts'
import type { Exchange, Transcript } from '../claude/transcript.ts'

/** How many messages of the conversation make the same words another question. */
const CONTEXT_MESSAGES = 3

/** Who would answer, and how. A change of any of these makes all earlier answers unfindable. */
export interface Answerer {
  readonly model: string
  readonly instructions: string
  /** Names and versions of the tools that Claude may use. */
  readonly tools: readonly string[]
  /** See `settingsMark`. */
  readonly settings: string
}

export interface Asked extends Answerer {
  readonly text: string
  readonly transcript: Omit<Transcript, 'nonce'>
  /** The conversation. An answer that was given in one is never told in another. */
  readonly thread: string
  /** See `scopeOf`. */
  readonly scope: string
  /** Who asks. */
  readonly member: string
}

export const answererOf = (
  settings: Settings & { readonly persona?: string },
  tools: readonly string[] = [],
): Answerer => ({
  model: settings.model,
  instructions: instructions(settings.systemPrompt, settings.persona),
  tools,
  settings: settingsMark(settings),
})

/** An answer never crosses from one guild to another, nor from a member who brought the app along to the guild. */
export const scopeOf = ({
  guild,
  member,
  userInstall,
}: Pick<Question, 'guild' | 'member' | 'userInstall'>): string =>
  guild === null || userInstall ? `member ${member}` : `guild ${guild}`

/** The names under which an answer to a question is looked for, kept and shared. Long texts, to be hashed. */
export interface Fingerprints {
  /** Of the question with nothing said before it; the same in all conversations of a scope. */
  readonly contextFree: string
  /**
   * Of the question after what was said before it, in this conversation, from this member. Undefined where nothing was;
   * and where the same was asked within the last messages, because "continue" after "continue" asks for what comes next.
   */
  readonly inContext: string | undefined
  /** Of the question in this conversation as it stands now, the same for every asker: for answers that are in flight. */
  readonly inFlight: string
  /** Whether nothing was said before it. */
  readonly isOpener: boolean
  /** It is about what was just talked about, and may mean something else there than at the beginning. */
  readonly sharesTopic: boolean
}

/** Which questions are the same as this one. */
export function fingerprints(asked: Asked): Fingerprints {
  const { exchanges, summary } = asked.transcript
  const contextFree = contextFreeFingerprint(asked)
  if (exchanges.length === 0 && summary === undefined)
    return { contextFree, inContext: undefined, inFlight: contextFree, isOpener: true, sharesTopic: false }
  const text = normalised(asked.text)
  const isSame = ({ asked: before }: Exchange): boolean => normalised(before) === text
  const context = contextOf(exchanges, summary)
  const isRepeated = exchanges.slice(-CONTEXT_MESSAGES).some(isSame)
  // With a file it was another question, even with the same words.
  const other = exchanges.findLastIndex((exchange) => exchange.files !== undefined || !isSame(exchange)) + 1
  const before = contextOf(exchanges.slice(0, other), summary)
  return {
    contextFree,
    inContext: isRepeated ? undefined : fingerprintOf(asked, asked.thread, context, asked.member),
    inFlight: fingerprintOf(asked, asked.thread, context),
    isOpener: false,
    sharesTopic: before.length > 0 && sharesTopic(asked.text, before),
  }
}

const contextOf = (exchanges: readonly Exchange[], summary: string | undefined): readonly string[] => {
  const said = exchanges.flatMap(({ asked, answered }) => [asked, answered])
  return (summary === undefined ? said : [summary, ...said]).slice(-CONTEXT_MESSAGES)
}

/** The name of the answer to a question before which nothing was said; the same for all conversations of a scope. */
export const contextFreeFingerprint = (asked: Omit<Asked, 'transcript' | 'thread' | 'member'>): string =>
  fingerprintOf(asked, null, [])

/**
 * Lists are joined as JSON, so that no value can be made to look like two. Change `v` when answers of before must not be
 * found any more.
 */
const fingerprintOf = (
  {
    scope,
    model,
    instructions: given,
    tools,
    settings,
    text,
  }: Omit<Asked, 'transcript' | 'thread' | 'member'>,
  thread: string | null,
  context: readonly string[],
  member?: string,
): string =>
  JSON.stringify({
    v: 4,
    scope,
    model,
    instructions: given,
    tools,
    settings,
    thread,
    context,
    member,
    text: normalised(text),
  })

/**
 * White space and what ends a sentence make no other question, except in code, and nor does case, except where it may
 * mean something (see `letter-case.ts`). A text of nothing but marks stays itself.
 */
export function normalised(text: string): string {
  const parts = partsOf(text).map((part) => (part.code ? part : { ...part, text: folded(part.text) }))
  const prose = parts.filter(({ code }) => !code).map((part) => part.text)
  const isShouted = !/\p{Ll}/u.test(prose.join(''))
  const last = parts.length - 1
  const plain = parts.map((part, n) =>
    part.code ? part.text : spaced(part.text, isShouted, n === 0, n === last),
  )
  const end = plain[last]
  if (end === undefined || parts[last]?.code === true) return plain.join('')
  // Only the prose at the end is cut: what ends a code span belongs to it.
  const head = plain.slice(0, last).join('')
  return (head + withoutEnd(end)).trimEnd() || head + end
}

/** Compatibility forms resolved. Some become a backtick, which would make code of what was none. */
const folded = (text: string): string =>
  text
    .replaceAll(FOLDED, (run) => run.normalize('NFKC'))
    .normalize('NFC')
    .replaceAll('`', "'")

function spaced(text: string, isShouted: boolean, isFirst: boolean, isLast: boolean): string {
  const plain = (isShouted ? text.toLowerCase() : withoutIdleCapitals(text))
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
  const begun = isFirst ? plain.trimStart() : plain
  return isLast ? begun.trimEnd() : begun
}

/**
 * Runs of all that NFKC may fold. Not folded is what means something else in its plain form: 2² is not 22, 1½ not 11⁄2,
 * ℝ not R. These are superscripts and subscripts, fractions and numbers in circles (`No`), raised and lowered letters
 * (`Lm`, without the half-width kana marks among them), letters of mathematics, and letters in circles and squares.
 * Source: Unicode, UAX #15, "Compatibility equivalence"; UCD, Decomposition_Type.
 */
const FOLDED =
  /[^\p{No}[\p{Lm}--[\uff70\uff9e\uff9f]]ªº\u207a-\u207e\u208a-\u208e\u2100-\u214f\u249c-\u24ff\u3200-\u32ff\u{1d400}-\u{1d7ff}\u{1ee00}-\u{1eeff}\u{1f100}-\u{1f1ff}]+/gv

function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[\s.!?…。]/u.test(text.charAt(end - 1))) end -= 1
  const factorial = text.lastIndexOf('!')
  // Only after a word does it end a sentence: 5!, n! and (n + 1)! are other questions than 5, n and n + 1.
  if (factorial >= end && !/\p{L}{2}$/u.test(text.slice(0, end).slice(-4))) end = factorial + 1
  return text.slice(0, end)
}
