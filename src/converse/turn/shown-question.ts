/** The question as everybody sees it above its answer, where it is shown. */

import { readable } from '../../deliver/discord-text.ts'
import { questionLine } from '../../deliver/question-line.ts'
import type { Settings } from '../../settings/settings.ts'
import { noNames } from '../question/names.ts'
import type { Question } from '../question/question.ts'

/** Whether it is shown, and whom a mention of the bot means. */
export type LineSettings = Pick<Settings, 'showQuestion' | 'discordApplicationId'>

/** Undefined where SHOW_QUESTION is off or the server wants it so, and in private, where the one who asked is the only reader. */
export function shownQuestion(
  {
    text,
    names = noNames,
    private: alone,
    settings: own,
  }: Pick<Question, 'text' | 'names' | 'private' | 'settings'>,
  { showQuestion, discordApplicationId: ourId }: LineSettings,
): string | undefined {
  if (!showQuestion || alone || own?.showQuestion === false) return undefined
  const person = (id: string): string | undefined => (id === ourId ? 'Threadkeeper' : names.people[id])
  return questionLine(
    readable(text, {
      person: (id) => (person(id) === undefined ? undefined : `@${person(id)}`),
      role: (id) => names.roles[id],
      channel: (id) => names.channels[id],
    }),
  )
}
