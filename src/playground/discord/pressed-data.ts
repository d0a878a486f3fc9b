/** The `data` of a press of a button, or of a choice in a select. */

import { type Json, listOf } from './json.ts'

interface Pressed {
  readonly customId: string
  /** `{type, values, resolved?}` of a select; a button has none. */
  readonly chosen: Json | undefined
}

export const pressedData = ({ customId, chosen }: Pressed): Json => ({
  component_type: chosen?.['type'] ?? 2,
  id: 2,
  custom_id: customId,
  ...(chosen === undefined ? {} : { values: listOf(chosen['values']), ...resolvedOf(chosen) }),
})

/** Members, roles and channels as Discord resolves them; where nothing is said, all of them are known. */
function resolvedOf({ type, values, resolved }: Json): Json {
  if (resolved !== undefined) return { resolved }
  const kind = { 5: 'users', 6: 'roles', 8: 'channels' }[Number(type)]
  const found = listOf(values).map((id) => [id, { id, name: 'chosen' }])
  return kind === undefined ? {} : { resolved: { [kind]: Object.fromEntries(found) } }
}
