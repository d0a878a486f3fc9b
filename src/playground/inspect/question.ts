/** The question of an interaction, as far as Discord has seen one. */

import { isRecord, listOf, recordOf, textOf, type Json } from '../discord/json.ts'
import { TYPE } from '../discord/payload.ts'
import type { Interaction, State } from '../discord/state.ts'

/** A press asks what the answer above it was asked; so often is that looked for. */
const MOST_PRESSES = 20

/**
 * What was typed behind the command or into the form; for a button, the question of the message that it stands under.
 * Undefined where the question is a message that somebody else has written.
 */
export function questionOf(
  state: State,
  { type, data, pressed }: Interaction,
  left = MOST_PRESSES,
): string | undefined {
  if (type === TYPE.command)
    return textOf(
      listOf(data['options'])
        .map(recordOf)
        .find(({ name }) => name === 'prompt')?.['value'],
    )
  if (type === TYPE.modal) return longest(valuesIn(data['components']))
  const under = state.messages.get(pressed ?? '')?.interaction
  return under === undefined || left === 0 ? undefined : questionOf(state, under, left - 1)
}

const longest = (texts: readonly string[]): string | undefined =>
  texts.toSorted((a, b) => b.length - a.length)[0]

/** What was typed into the fields of a form, however they are nested. Source: Discord, Component Reference, "Text Input". */
const valuesIn = (raw: unknown): readonly string[] =>
  listOf(raw)
    .filter(isRecord)
    .flatMap((one) => [
      ...(typeof one['value'] === 'string' && one['value'] !== '' ? [one['value']] : []),
      ...valuesIn([...listOf(one['components']), one['component']]),
    ])

/** What a button is for: its id begins with it. Empty for any other interaction. */
export const buttonOf = ({ type, data }: { readonly type: number; readonly data: Json }): string =>
  type === TYPE.component ? ((textOf(data['custom_id']) ?? '').split(':')[0] ?? '') : ''
