/** The verdict on a question for the cache: how a request for one is known, and what the local Claude says by itself. */

import { GENERAL, type Verdict, VERDICT_INSTRUCTIONS } from '../../converse/cache/verdict.ts'
import { isRecord, parseJson } from '../../json.ts'
import { blocksOf, textOf } from './content.ts'

/** Decides where no script does. */
export type VerdictRule = (question: string) => Verdict

/** The question that a request wants a verdict on; undefined for any other request. */
export function judgedIn(body: unknown): string | undefined {
  if (!isRecord(body) || textOf(blocksOf(body['system'])) !== VERDICT_INSTRUCTIONS) return undefined
  const messages: readonly unknown[] = Array.isArray(body['messages']) ? body['messages'] : []
  const last = messages.at(-1)
  const question = parseJson(isRecord(last) ? textOf(blocksOf(last['content'])) : '')
  return typeof question === 'string' ? question : undefined
}

const words = {
  time: /\b(now|today|tomorrow|latest|weather|time|news|heute|jetzt|morgen|wetter|spät|neueste)\b/iu,
  chance: /\b(random|roll|dice|die|coin|joke|pick|guess|würfel|würfle|münze|witz|zufällig\w*)\b/iu,
  asker: /\b(i|me|my|mine|ich|mich|mir|meine?[rnms]?)\b/iu,
  thread: /\b(continue|go on|more|again|it|that|this|weiter|mehr|nochmal|das|es)\b/iu,
} as const

/** By a few plain words of English and German: enough to try the bot without a key. */
export const plainVerdict: VerdictRule = (question) => {
  const [time, chance, asker, thread] = [words.time, words.chance, words.asker, words.thread].map((one) =>
    one.test(question),
  )
  return {
    ...GENERAL,
    alone: thread !== true,
    time: time === true,
    chance: chance === true,
    asker: asker === true,
    thread: thread === true,
  }
}
