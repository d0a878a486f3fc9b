/** An answer that broke off: what Claude was told of its end, and what it has to say after that. */

import { isRecord } from '../../json.ts'
import type { Answer } from './answer.ts'
import { blocksOf, textOf } from './content.ts'

/** Source: Claude API, Streaming Messages, "Error recovery", for models from 4.6 on. */
const interrupted =
  /previous response was interrupted and ended with\s+([\s\S]*?)\.?\s*Continue from where you left off/i

/** How the interrupted answer ended, in the words of the message that asks for the rest; undefined for any other. */
export const endingIn = (text: string): string | undefined => text.match(interrupted)?.[1]

/** So much of an ending is looked for when not all of it can be found. */
const LAST_CHARS = 40

/** Whether a request asks for the rest of an answer that broke off. */
export const isContinuation = (body: unknown): boolean =>
  endingIn(spokenIn(body).at(-1)?.words ?? '') !== undefined

/** What follows `ending` in `whole`; undefined when it is not in there. Brackets and quotes around it do not count. */
export function restAfter(whole: string, ending: string): string | undefined {
  const bare = ending.replace(/^[[("'“`…\s]+|[\])"'”`…\s]+$/g, '')
  for (const looked of [ending, ending.slice(1, -1), bare.slice(-LAST_CHARS)]) {
    const at = looked.trim() === '' ? -1 : whole.lastIndexOf(looked)
    if (at !== -1) return whole.slice(at + looked.length)
  }
  return undefined
}

/** What one message has in words; undefined for one of tool results alone. */
interface Spoken {
  readonly isClaudes: boolean
  readonly words: string
}

function spokenIn(body: unknown): readonly Spoken[] {
  const messages: readonly unknown[] =
    isRecord(body) && Array.isArray(body['messages']) ? body['messages'] : []
  return messages.filter(isRecord).map(({ role, content }) => ({
    isClaudes: role === 'assistant',
    words: textOf(blocksOf(content)),
  }))
}

/**
 * The last words that a member said themselves, with the requests to go on that came after them: what a script's
 * `match` is looked for in.
 */
export function scriptedText(body: unknown): string {
  const own = spokenIn(body).filter(({ isClaudes, words }) => !isClaudes && words !== '')
  const asked = own.findLastIndex(({ words }) => endingIn(words) === undefined)
  return own
    .slice(Math.max(0, asked))
    .map(({ words }) => words)
    .join('\n')
}

/**
 * A script's answer as Claude would give it to this request: one that `continues` says only what is missing when it is
 * asked to go on. What Claude said before is in its own messages since the last that is not a request to go on; where
 * that is not the beginning of the answer, the ending that it was told decides. Unknown endings get the whole answer.
 */
export function continuing(answer: Answer, body: unknown): Answer {
  if (!('say' in answer) || answer.continues !== true) return answer
  const spoken = spokenIn(body)
  const ending = endingIn(spoken.at(-1)?.words ?? '')
  if (ending === undefined) return answer
  const from = spoken.findLastIndex(({ isClaudes, words }) => !isClaudes && endingIn(words) === undefined)
  const before = spoken
    .slice(from + 1)
    .filter(({ isClaudes }) => isClaudes)
    .map(({ words }) => words)
    .join('')
    .trimEnd()
  const rest =
    before !== '' && answer.say.startsWith(before)
      ? answer.say.slice(before.length)
      : restAfter(answer.say, ending)
  if (rest === undefined) return answer
  const { repeatsChars = askedToRepeat(answer.say, rest, spoken.at(-1)?.words ?? '') } = answer
  const at = answer.say.length - rest.length
  return { ...answer, say: answer.say.slice(Math.max(0, at - repeatsChars)) }
}

/** Who is asked to begin with the last words once more does so: how many characters before `rest` that is. */
export function askedToRepeat(whole: string, rest: string, request: string): number {
  const ending = endingIn(request)
  if (ending === undefined || !/begin with exactly these last words/i.test(request)) return 0
  const at = whole.length - rest.length
  const begins = whole.lastIndexOf(ending, at - ending.length)
  return begins === -1 ? 0 : at - begins
}
