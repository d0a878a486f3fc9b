/** Which questions count as the same, and under which names an answer is looked for and kept. */

import { type Settings, settingsMark } from '../../settings.ts'
import { partsOf } from './code-spans.ts'
import { isOfAsker, movesOn } from './follow-up.ts'
import { withoutIdleCapitals } from './letter-case.ts'
import { instructions } from '../claude/prompt.ts'
import type { Question } from '../question.ts'
import { standsAlone } from './stands-alone.ts'
import type { Exchange, Transcript } from '../claude/transcript.ts'

/** How many messages of the conversation make the same words another question. */
const CONTEXT_MESSAGES = 3

/** Who would answer, and how: whatever changes here makes every answer of before unfindable. */
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
  readonly transcript: Omit<Transcript, 'mark'>
  /** The conversation. An answer that was given in one is never told in another. */
  readonly thread: string
  /** See `scopeOf`. */
  readonly scope: string
  /** Who asks. */
  readonly member: string
}

export const answererOf = (settings: Settings, tools: readonly string[] = []): Answerer => ({
  model: settings.model,
  instructions: instructions(settings.systemPrompt),
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

/**
 * The names of the answers that this question may be given, the best first. A new answer is kept under the first alone:
 * that one stands for exactly what Claude is shown.
 *
 * Within a conversation there may be a second: of the answer that the question got where nothing had been said before
 * it. It serves where nothing but the question itself has been said since, which is how most repeats come (the same
 * thing again in a row, unless it is "go on"), and for a question that cannot lean on what was said.
 *
 * A question about the asker is the asker's own as soon as something was said: it may have been about them.
 *
 * @returns one or two long texts, to be hashed
 */
export function prints(asked: Asked): readonly [string, ...string[]] {
  const { exchanges, summary } = asked.transcript
  if (exchanges.length === 0 && summary === undefined) return [openingPrint(asked)]
  const text = normalised(asked.text)
  // With a file it was another question, whatever its words.
  const isSame = ({ asked: before, file }: Exchange): boolean =>
    file === undefined && normalised(before) === text && !movesOn(text)
  const other = exchanges.findLastIndex((exchange) => !isSame(exchange)) + 1
  const said = exchanges.slice(0, other).flatMap(({ asked: question, answered }) => [question, answered])
  const context = (summary === undefined ? said : [summary, ...said]).slice(-CONTEXT_MESSAGES)
  const isOpening = context.length === 0 || standsAlone(asked.text, context)
  const isOwn = !isOpening && isOfAsker(asked.text)
  const exact = printOf(asked, asked.thread, context, isOwn ? asked.member : undefined)
  return isOpening ? [exact, openingPrint(asked)] : [exact]
}

/** The name of the answer to a question before which nothing was said; the same for all conversations of a scope. */
export const openingPrint = (asked: Omit<Asked, 'transcript' | 'thread' | 'member'>): string =>
  printOf(asked, null, [])

/**
 * Lists are joined as JSON, so that no value can be made to look like two. Change `v` when answers of before must not be
 * found any more.
 */
const printOf = (
  {
    scope,
    model,
    instructions: told,
    tools,
    settings,
    text,
  }: Omit<Asked, 'transcript' | 'thread' | 'member'>,
  thread: string | null,
  context: readonly string[],
  member?: string,
): string =>
  JSON.stringify({
    v: 3,
    scope,
    model,
    instructions: told,
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
