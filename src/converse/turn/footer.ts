/** The line under an ended answer that says what it cost, where its server wants one. */

import { identifier } from '../../deliver/plain-text.ts'
import { type Language, sentence } from '../../sentences/sentences.ts'
import type { Question } from '../question/question.ts'
import type { Course } from './course.ts'

/**
 * `claude-haiku-5-5 · 1.4 s · 312 tokens · $0.0002`: of all calls of the turn, retries included, and all kinds of tokens. A
 * price that nobody knows is left out, and so is the time of a turn that another life has ended. Undefined where the
 * server wants none, and where Claude was not asked.
 */
export function footerOf(
  { answer, shown, startedAt, endedAt }: Course,
  { language, settings }: Pick<Question, 'language' | 'settings'>,
): string | undefined {
  if (settings?.footer !== true) return undefined
  const { model, usage, usd } = answer.cost
  if (shown !== undefined) {
    // An expired one stands in for Claude, who may have been asked before.
    const spent = dollars(usd ?? 0, language, 0)
    return joined([identifier(shown.model), sentence('footer saved', language), spent])
  }
  if (model === '') return undefined
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage
  const tokens = inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens
  return joined([
    identifier(model),
    ...(endedAt === undefined ? [] : [`${spelled((endedAt - startedAt) / 1_000, language, 1)} s`]),
    sentence('footer tokens', language, spelled(tokens, language)),
    ...(usd === undefined ? [] : [dollars(usd, language)]),
  ])
}

const joined = (parts: readonly string[]): string => `-# ${parts.join(' · ')}`

const spelled = (value: number, language: Language, digits = 0): string =>
  value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** With four digits, because most answers cost less than a cent, unless there is nothing to pay. The sign stands where the language has it. */
const dollars = (usd: number, language: Language, ofNothing = 4): string =>
  usd.toLocaleString(language, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: usd === 0 ? ofNothing : 4,
    maximumFractionDigits: usd < 0.0001 ? 6 : 4,
  })
