/** The title of a thread, as the local Claude gives it: the question, named as a title is. */

import { TITLE_INSTRUCTIONS, titleOfQuestion } from '../../converse/claude/title.ts'
import { isRecord, parseJson } from '../../json.ts'
import { type Block, textOf } from './content.ts'

/** Undefined for any other request. */
export function cannedTitle(system: readonly Block[], asked: string): string | undefined {
  if (textOf(system) !== TITLE_INSTRUCTIONS) return undefined
  const about = parseJson(asked)
  const question = isRecord(about) && typeof about['question'] === 'string' ? about['question'] : asked
  const title = titleOfQuestion(question).replace(/[?!.]+$/u, '')
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`
}
