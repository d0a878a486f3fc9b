/** The experiments: the flags whose sides are compared, and which variant of each a thread has. */

import type { ThreadId } from '../ids.ts'
import type { Settings } from '../settings/settings.ts'
import { isOn } from './experiment.ts'

/** By the field of the settings that says for how many threads it is on: the name of its flag, by which threads draw. */
export const experiments = {
  streaming: 'STREAMING',
  cache: 'CACHE',
  fastLane: 'FAST_LANE',
  promptCache: 'PROMPT_CACHE',
  predict: 'PREDICT',
  sideBySideTools: 'SIDE_BY_SIDE_TOOLS',
  eta: 'ETA',
  firstPhraseWait: 'FIRST_PHRASE_WAIT',
} as const

export type Experiment = keyof typeof experiments

export type Variant = 'on' | 'off'

export type Variants = { readonly [Name in Experiment]: Variant }

/** The variants in the fields of an event; empty in an event that belongs to no thread. */
export type VariantFields = {
  readonly [Name in Experiment as `x_${Lowercase<(typeof experiments)[Name]>}`]: Variant | ''
}

/** The same for a thread as long as the shares are the same. */
export function variantsOf(shares: Pick<Settings, Experiment>, thread: ThreadId): Variants {
  const of = (name: Experiment): Variant => (isOn(shares[name], experiments[name], thread) ? 'on' : 'off')
  return {
    streaming: of('streaming'),
    cache: of('cache'),
    fastLane: of('fastLane'),
    promptCache: of('promptCache'),
    predict: of('predict'),
    sideBySideTools: of('sideBySideTools'),
    eta: of('eta'),
    firstPhraseWait: of('firstPhraseWait'),
  }
}

/** @param variants undefined for an event that belongs to no thread */
export const variantFields = (variants?: Variants): VariantFields => ({
  x_streaming: variants?.streaming ?? '',
  x_cache: variants?.cache ?? '',
  x_fast_lane: variants?.fastLane ?? '',
  x_prompt_cache: variants?.promptCache ?? '',
  x_predict: variants?.predict ?? '',
  x_side_by_side_tools: variants?.sideBySideTools ?? '',
  x_eta: variants?.eta ?? '',
  x_first_phrase_wait: variants?.firstPhraseWait ?? '',
})
