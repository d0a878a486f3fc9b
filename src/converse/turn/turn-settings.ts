/** The settings of one turn: the operator's, narrowed by those of its server, with the model that its member has chosen. */

import { effective } from '../../guild/effective.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Question } from '../question/question.ts'

export interface TurnSettings extends Settings {
  /** Who Claude is to be in this server. */
  readonly persona?: string
  /** Under the answer stands what it cost. */
  readonly footer?: boolean
}

/**
 * Where nothing is set and no model is chosen, these are the operator's settings themselves. A chosen model that the
 * operator does not allow any more is not asked.
 */
export function settingsFor(
  { model, settings: own }: Pick<Question, 'model' | 'settings'>,
  settings: Settings,
): TurnSettings {
  const isChosen = model !== undefined && model !== settings.model && settings.models.includes(model)
  if (own === undefined) return isChosen ? { ...settings, model } : settings
  const held = effective(settings, own).settings
  return {
    ...settings,
    model: model !== undefined && (isChosen || model === settings.model) ? model : held.model,
    tools: held.tools,
    web: held.web,
    // Tools of other servers are tools.
    mcpServers: own.tools === false ? [] : settings.mcpServers,
    readChannel: held.readChannel,
    showQuestion: held.showQuestion,
    persona: held.persona,
    footer: held.footer,
  }
}
