/** What the people, roles and channels are called that a question mentions: Discord sends it along. */

import { mentionedIn } from '../../deliver/discord-text.ts'
import { isRecord, type Json, recordAt, textAt } from '../../json.ts'

/** Each by its id; chosen by members, so untrusted. */
export interface Names {
  readonly people: Readonly<Record<string, string>>
  readonly roles: Readonly<Record<string, string>>
  readonly channels: Readonly<Record<string, string>>
}

export const noNames: Names = { people: {}, roles: {}, channels: {} }

/**
 * The names in the `resolved` data of a command, of those that its text mentions. Discord resolves the mentions in a text
 * option like those in a message (discord-api-docs #4688); without it a mention stays a neutral word.
 * Source: Discord, Receiving and Responding, "Resolved Data Structure".
 */
export function namesIn(resolved: Json, text: string): Names {
  if (!text.includes('<')) return noNames
  const ids = mentionedIn(text)
  const named = (field: string, nameOf: (raw: unknown, id: string) => string | undefined): Names['people'] =>
    pick(recordAt(resolved, field), (raw, id) => (ids.has(id) ? nameOf(raw, id) : undefined))
  const members = recordAt(resolved, 'members')
  return {
    people: named('users', (user, id) => memberName(members[id], user)),
    roles: named('roles', (role) => textAt(role, 'name')),
    channels: named('channels', (channel) => textAt(channel, 'name')),
  }
}

/** Whether it names nobody and nothing, and need not be kept. */
export const isNameless = ({ people, roles, channels }: Names): boolean =>
  [people, roles, channels].every((one) => Object.keys(one).length === 0)

/** The names that a changed text still mentions: those that are known of the old one, and those that came with it. */
export function namesAfter(text: string, before: Names, now: Names): Names {
  const ids = mentionedIn(text)
  const both = (field: keyof Names): Names['people'] =>
    pick({ ...before[field], ...now[field] }, (raw, id) => (ids.has(id) ? textOf(raw) : undefined))
  return { people: both('people'), roles: both('roles'), channels: both('channels') }
}

/** Reads names back from storage, or from a Worker of another version. */
export const readNames = (kept: unknown): Names => ({
  people: pick(recordAt(kept, 'people'), textOf),
  roles: pick(recordAt(kept, 'roles'), textOf),
  channels: pick(recordAt(kept, 'channels'), textOf),
})

/** As others in a server see a person: by the nick, else by the name of the account, else by the user name. */
export const memberName = (member: unknown, user: unknown): string =>
  bounded(
    [textAt(member, 'nick'), textAt(user, 'global_name'), textAt(user, 'username')].find(
      (name) => name !== undefined && name.trim() !== '',
    ),
  )

/** Discord's names have 32 characters, those of channels and roles 100; what is far beyond would be kept as long. */
const NAME_CODE_POINTS = 100
const bounded = (name = ''): string =>
  name.length <= NAME_CODE_POINTS ? name : Array.from(name).slice(0, NAME_CODE_POINTS).join('')

const textOf = (raw: unknown): string | undefined => (typeof raw === 'string' ? raw : undefined)

/** Ids are digits, so none of them can be a property that every object has. */
function pick(
  from: unknown,
  nameOf: (raw: unknown, id: string) => string | undefined,
): Readonly<Record<string, string>> {
  const names: Record<string, string> = {}
  for (const [id, raw] of isRecord(from) ? Object.entries(from) : []) {
    const name = bounded(/^\d{1,20}$/.test(id) ? nameOf(raw, id) : undefined)
    if (name !== '') names[id] = name
  }
  return names
}
