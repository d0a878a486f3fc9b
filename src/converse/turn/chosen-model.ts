/** The settings of a turn whose member has chosen a model. */

import type { Settings } from '../../settings/settings.ts'
import type { Question } from '../question.ts'

/** The chosen model takes the place of MODEL. One that the operator does not allow any more is not asked. */
export const settingsFor = ({ model }: Pick<Question, 'model'>, settings: Settings): Settings =>
  model === undefined || model === settings.model || !settings.models.includes(model)
    ? settings
    : { ...settings, model }
