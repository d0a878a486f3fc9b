/** Gives a question the model that its member has chosen, or refuses one that is not to be had. */

import { line } from '../deliver/plain-text.ts'
import { sentence } from '../sentences/sentences.ts'
import { typedIn } from '../converse/question/typed.ts'
import { chosenModel } from './model-choices.ts'
import { type Action, refuse } from './route.ts'

/** The action with the chosen model; one that is not allowed is refused. Where there is one model, nothing is to choose. */
export function withModel(models: readonly string[], action: Action): Action {
  const typed = action.do === 'ask' ? action.question.model : action.do === 'open' ? action.model : undefined
  if (typed === undefined || (action.do !== 'ask' && action.do !== 'open')) return action
  const model = models.length < 2 ? models[0] : chosenModel(models, typed)
  if (model === undefined) {
    const { language, given } =
      action.do === 'ask'
        ? { language: action.question.language, given: typedIn(action.question) }
        : { language: action.language, given: '' }
    const names = line(models.map((one) => `\`${one}\``).join(', '), MOST_NAMES)
    return { ...refuse('no such model', language, given), text: sentence('no such model', language, names) }
  }
  return action.do === 'ask' ? { ...action, question: { ...action.question, model } } : action
}

/** Code points of the names in a refusal. */
const MOST_NAMES = 1_500
