/** The commands of the application that are not in our table: a registration replaces all, so it has to name them too. */

import { isRecord, type Json, numberAt, textAt } from '../json.ts'

/** Source: Discord, Application Commands, "Application Command Types". A command without a type is a slash command. */
const kinds: Readonly<Record<number, string>> = {
  1: 'slash command',
  2: 'user command',
  3: 'message command',
  4: 'Entry Point command',
}

/** What `PUT …/commands` takes of a command that `GET …/commands` gave (OpenAPI, ApplicationCommandUpdateRequest; `nsfw`). */
const FIELDS = [
  'id',
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'default_member_permissions',
  'integration_types',
  'contexts',
  'nsfw',
  'handler',
] as const

/** Two commands of different kinds may have one name. */
export const keyOf = (command: Json): string =>
  `${numberAt(command, 'type') ?? 1} ${textAt(command, 'name') ?? ''}`

/** What an operator calls such a command. */
export const kindOf = (command: Json): string => {
  const type = numberAt(command, 'type') ?? 1
  return kinds[type] ?? `command of type ${type}`
}

/**
 * The commands that Discord has and our table does not, as they are: an Entry Point command, which a registration may not
 * remove (code 50240), and whatever the operator has made by hand.
 *
 * @param own the body of our registration
 * @param existing what Discord answered to GET
 */
export function notOurs(own: readonly Json[], existing: unknown): readonly Json[] {
  const ours = new Set(own.map(keyOf))
  return (Array.isArray(existing) ? existing : [])
    .filter(isRecord)
    .filter((command) => !ours.has(keyOf(command)))
    .map(asRegistered)
}

/** Discord refuses some fields even where they are empty: a description outside of slash commands, a guild's contexts. */
const asRegistered = (command: Json): Json =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = command[field]
      return value === undefined || value === null || value === '' ? [] : [[field, value]]
    }),
  )
