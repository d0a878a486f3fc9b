/** What holds for a question: the settings of its server or member within the operator's limits. */

import type { Language } from '../sentences/sentences.ts'
import type { Readers, Settings, Share } from '../settings/settings.ts'
import type { GuildSettings, MayStop, SettingName } from './guild-settings.ts'

/** The operator's part: what the settings of a server can only narrow. */
export type OperatorLimits = Pick<
  Settings,
  'model' | 'models' | 'tools' | 'web' | 'readChannel' | 'showQuestion' | 'transcriptRetentionDays' | 'prices'
>

/** Plain data: it goes with the question to its thread. */
export interface EffectiveSettings {
  readonly persona: string
  /** Undefined: that of the member's Discord. */
  readonly language: Language | undefined
  /** The model that answers where a question names none. */
  readonly model: string
  readonly tools: Share
  readonly web: Share
  readonly readChannel: Readers
  readonly mayStop: MayStop
  readonly showQuestion: boolean
  readonly footer: boolean
  readonly notify: boolean
  readonly memoryDays: number
}

export interface Effective {
  readonly settings: EffectiveSettings
  /** Where the server's setting is not what holds, because the operator's wins. */
  readonly overruled: readonly SettingName[]
}

/** Switches can only be turned off, the memory only be shortened, and the model is one of the operator's. */
export function effective(operator: OperatorLimits, own: GuildSettings): Effective {
  const models = modelsOf(operator)
  const { model = operator.model, memoryDays = operator.transcriptRetentionDays } = own
  const overruled: readonly (readonly [SettingName, boolean])[] = [
    ['model', !models.includes(model)],
    ['tools', own.tools === true && operator.tools < 1],
    ['web', own.web === true && operator.web < 1],
    ['readChannel', own.readChannel === true && operator.readChannel === 'off'],
    ['showQuestion', own.showQuestion === true && !operator.showQuestion],
    ['memoryDays', memoryDays > operator.transcriptRetentionDays],
  ]
  return {
    settings: {
      persona: own.persona ?? '',
      language: own.language,
      model: models.includes(model) ? model : operator.model,
      tools: own.tools === false ? 0 : operator.tools,
      web: own.web === false ? 0 : operator.web,
      readChannel: own.readChannel === false ? 'off' : operator.readChannel,
      mayStop: own.mayStop ?? 'moderators',
      showQuestion: own.showQuestion !== false && operator.showQuestion,
      footer: own.footer ?? false,
      notify: own.notify ?? true,
      memoryDays: Math.min(memoryDays, operator.transcriptRetentionDays),
    },
    overruled: overruled.filter(([, isOverruled]) => isOverruled).map(([name]) => name),
  }
}

/** The usual one is always among them. */
const modelsOf = ({ model, models }: OperatorLimits): readonly string[] =>
  models.length === 0 ? [model] : models

/**
 * What holds where nobody knows the settings: what spends least. Claude answers with the cheapest model, in one call, and
 * nothing is searched, run or read for it.
 */
export function leastSpending(operator: OperatorLimits): GuildSettings {
  const priceOf = (model: string): number => operator.prices[model]?.output ?? Number.POSITIVE_INFINITY
  const cheapest = modelsOf(operator).reduce((best, model) => (priceOf(model) < priceOf(best) ? model : best))
  return { model: cheapest, tools: false, web: false, readChannel: false }
}
