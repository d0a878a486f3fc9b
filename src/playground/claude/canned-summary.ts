/** How the local Claude makes a conversation long, until the bot summarises its beginning, and how it tells of that. */

import { compaction } from '../../converse/claude/compaction.ts'
import { budgetOf } from '../../converse/claude/models.ts'
import type { Language } from './canned-texts.ts'
import { type Message, textOf } from './content.ts'
import { tokensIn } from './prompt-cache.ts'

/** Each prints nearly as much as the bot keeps of what the tools of one turn have said, all three together. */
export const LONG_LISTS = ['seq 1000 3999', 'seq 4000 6999', 'seq 7000 9999; seq 1000 1399']

/** Nobody asks more often. */
const MOST_TIMES = 50

const hasWords = ({ role, content }: Message): boolean => role === 'user' && textOf(content).trim() !== ''

const charactersIn = (raw: unknown): number => {
  if (typeof raw === 'string') return raw.length
  const parts = typeof raw === 'object' && raw !== null ? Object.values(raw) : []
  return parts.reduce<number>((sum, part) => sum + charactersIn(part), 0)
}

/** Of each question with all that came after it, about as the bot reckons. */
function sizesOf(turns: readonly Message[]): readonly number[] {
  const starts = turns.flatMap((turn, index) => (hasWords(turn) ? [index] : []))
  return starts.map((start, nth) => tokensIn(charactersIn(turns.slice(start, starts[nth + 1]))))
}

/** How many more turns like the last one there have to be; 0 where the bot summarises after this one. */
export function timesMore(turns: readonly Message[], model: string): number {
  const sizes = sizesOf(turns)
  const last = sizes.at(-1) ?? 0
  for (let more = 0; more < MOST_TIMES; more += 1) {
    const exchanges = [...sizes, ...Array.from({ length: more }, () => last)]
    const next = compaction({ exchanges, summary: 0, fixed: 0, budget: budgetOf(model) })
    if (next.do !== 'nothing') return more
  }
  return MOST_TIMES
}

/** @param turns one message per change of speaker @param model the one that is asked */
export function grown(turns: readonly Message[], model: string, language: Language): string {
  const isGerman = language === 'de'
  const isSummarised = turns.some((turn) => /^\[end of summary \w{6,16}\]$/m.test(textOf(turn.content)))
  const told = isSummarised
    ? isGerman
      ? 'Vom Anfang unseres Gesprächs sehe ich **nur noch eine Zusammenfassung**. '
      : 'Of the beginning of our conversation I see **only a summary** now. '
    : ''
  const more = timesMore(turns, model)
  if (more === 0)
    return isGerman
      ? `${told}Ich habe drei lange Listen gelesen, und jetzt ist unser Gespräch lang genug: **Nach dieser Antwort fasst der Bot seinen Anfang zusammen.** Das Terminal sagt es, und \`/status\` zeigt die Zusammenfassung.`
      : `${told}I have read three long lists, and now our conversation is long enough: **after this answer the bot summarises its beginning.** The terminal says so, and \`/status\` shows the summary.`
  const times = isGerman
    ? `noch ${more === 1 ? 'einmal' : `${more}-mal`}`
    : `${more} more ${more === 1 ? 'time' : 'times'}`
  return isGerman
    ? `${told}Ich habe drei lange Listen gelesen, damit unser Gespräch lang wird. Frag höchstens **${times}** nach \`summary\`, dann fasst der Bot seinen Anfang zusammen.`
    : `${told}I have read three long lists, so that our conversation grows. Ask \`summary\` at most **${times}**, and the bot summarises its beginning.`
}
