/** What each model wants to be asked with; a parameter that one needs is a 400 at another. */

import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages'

type Parameters = Pick<MessageCreateParams, 'thinking' | 'output_config'>

/** Low effort is the documented advice for chat. Source: Claude API, Models overview and Effort. */
const parameters: Readonly<Record<string, Parameters>> = {
  'claude-haiku-5-5': { thinking: { type: 'disabled' }, output_config: { effort: 'low' } },
  'claude-sonnet-5-5': { thinking: { type: 'between_tools' }, output_config: { effort: 'low' } },
}

/** A model that is not in the table is asked with nothing special, which every model takes. */
export const parametersOf = (model: string): Parameters => parameters[model] ?? {}
