/** What each model wants to be asked with, and how much; a parameter that one needs is a 400 at another. */

import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages'

type Parameters = Pick<MessageCreateParams, 'thinking' | 'output_config'>

interface Model {
  /** Low effort is the documented advice for chat. Source: Claude API, Models overview and Effort. */
  readonly parameters: Parameters
  /** Tokens of transcript beyond which its oldest part is summarised; beyond twice as many it is forgotten. */
  readonly budget: number
}

const models: Readonly<Record<string, Model>> = {
  'claude-haiku-5-5': {
    parameters: { thinking: { type: 'disabled' }, output_config: { effort: 'low' } },
    // A request of more than 100,000 tokens costs five times as much (Pricing).
    budget: 45_000,
  },
  'claude-sonnet-5-5': {
    parameters: { thinking: { type: 'between_tools' }, output_config: { effort: 'low' } },
    // Twenty times Haiku's price for every token that is read again.
    budget: 24_000,
  },
  'claude-haiku-4-5': { parameters: {}, budget: 32_000 },
}

/** A model that is not in the table is asked with nothing special, which every model takes, and not too much. */
const unknown: Model = { parameters: {}, budget: 16_000 }

export const parametersOf = (model: string): Parameters => (models[model] ?? unknown).parameters

export const budgetOf = (model: string): number => (models[model] ?? unknown).budget
