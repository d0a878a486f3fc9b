/** Reads the untrusted `data` of a component or modal: what a member pressed, chose or filled in. */

import { isRecord, type Json, listAt, numberAt, recordAt, textAt } from '../json.ts'

/** A text that was typed, whether a box is ticked, or what was chosen: values, or ids of members, files and the like. */
export type FieldValue = string | boolean | readonly string[]

export type Fields = Readonly<Record<string, FieldValue>>

/** Source: Discord, Components, Reference, "Component Types". `unknown` is one that Discord has added since. */
export type Control = 'button' | 'select' | 'unknown'

const BUTTON = 2
/** Of texts, members, roles, both, and channels. */
const SELECTS: ReadonlySet<number> = new Set([3, 5, 6, 7, 8])

export function readControl(data: Json): Control {
  const type = numberAt(data, 'component_type') ?? 0
  if (type === BUTTON) return 'button'
  return SELECTS.has(type) ? 'select' : 'unknown'
}

/** What Discord resolves of the values of a select, by its type (Receiving and Responding, "Resolved Data Structure"). */
const RESOLVED: Readonly<Record<number, readonly string[]>> = {
  5: ['users'],
  6: ['roles'],
  7: ['users', 'roles'],
  8: ['channels'],
}

/**
 * The values chosen in a select, in Discord's order; none for a button. Of members, roles and channels those that Discord
 * has resolved: they are of this server, whatever the client has sent.
 */
export function readValues(data: Json): readonly string[] {
  const values = textsAt(data, 'values')
  const kinds = RESOLVED[numberAt(data, 'component_type') ?? 0]
  if (kinds === undefined) return values
  const resolved = kinds.map((kind) => recordAt(recordAt(data, 'resolved'), kind))
  return values.filter((value) => resolved.some((known) => Object.hasOwn(known, value)))
}

/**
 * The fields of a modal by their custom id; one that was left empty, or has no value that we know, is absent. Discord
 * wraps a field in a label (type 18), and in older modals in an action row (type 1).
 *
 * @returns a record without a prototype, because strangers may choose the ids
 */
export function readFields(data: Json): Fields {
  const fields: Record<string, FieldValue> = Object.create(null)
  for (const wrapper of listAt(data, 'components')) {
    for (const field of [recordAt(wrapper, 'component'), ...listAt(wrapper, 'components')]) {
      const id = textAt(field, 'custom_id')
      const value = valueOf(field)
      if (id !== undefined && value !== undefined) fields[id] = value
    }
  }
  return fields
}

function valueOf(field: unknown): FieldValue | undefined {
  if (!isRecord(field)) return undefined
  const { value, values } = field
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return Array.isArray(values) ? textsAt(field, 'values') : undefined
}

const textsAt = (raw: Json, field: string): readonly string[] =>
  listAt(raw, field).filter((value) => typeof value === 'string')
