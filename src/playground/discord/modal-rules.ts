/** Discord's rules for modals: what a bot may ask in one, and what a member may send with it. */

import { textFlaws } from './components.ts'
import { codePoints, isAbsent, isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import { missing, notOneOf, wrongLength, wrongType, type Flaw } from './refusal.ts'

type At = Flaw['at']

/** Source: Discord, Components, Reference, "Label"; OpenAPI, LabelComponentForModalRequest. */
const IN_LABEL = [3, 4, 5, 6, 7, 8, 19, 21, 22, 23]
const TEXT_INPUT = 4
const FILE_UPLOAD = 19
const CHECKBOX = 23
const TEXT = 4_000
const FILES = 10

/** Flaws of the data of a modal (callback type 9). Source: Discord, Receiving and Responding, "Modal". */
export function modalFlaws(raw: unknown): readonly Flaw[] {
  if (!isRecord(raw)) return [missing(['data'])]
  const at: At = ['data']
  const parts = listOf(raw['components'])
  const flaws = [
    ...textFlaws([...at, 'custom_id'], raw['custom_id'], 1, 100),
    ...textFlaws([...at, 'title'], raw['title'], 1, 45),
  ]
  if (parts.length < 1 || parts.length > 5) flaws.push(wrongLength([...at, 'components'], 1, 5))
  parts.forEach((part, index) => flaws.push(...partFlaws([...at, 'components', index], part)))
  const ids = fieldsOf(raw).map(({ custom_id: id }) => id)
  if (new Set(ids).size < ids.length)
    flaws.push({
      at: [...at, 'components'],
      code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
      message: 'Component custom id cannot be duplicated',
    })
  return flaws
}

function partFlaws(at: At, part: unknown): Flaw[] {
  if (!isRecord(part)) return [wrongType(at, 'component')]
  const type = numberOf(part['type'])
  if (type === 1)
    return listOf(part['components']).length === 1 ? [] : [wrongLength([...at, 'components'], 1, 1)]
  if (type === 10) return textFlaws([...at, 'content'], part['content'], 1, TEXT)
  if (type !== 18) return [notOneOf([...at, 'type'], [1, 10, 18])]
  const inner = part['component']
  const flaws = textFlaws([...at, 'label'], part['label'], 1, 45)
  if (!isAbsent(part['description']))
    flaws.push(...textFlaws([...at, 'description'], part['description'], 1, 100))
  if (!isRecord(inner)) return [...flaws, missing([...at, 'component'])]
  return [...flaws, ...fieldFlaws([...at, 'component'], inner)]
}

function fieldFlaws(at: At, field: Json): Flaw[] {
  const type = numberOf(field['type'])
  if (type === undefined || !IN_LABEL.includes(type)) return [notOneOf([...at, 'type'], IN_LABEL)]
  const flaws = textFlaws([...at, 'custom_id'], field['custom_id'], 1, 100)
  if (type === TEXT_INPUT) flaws.push(...textInputFlaws(at, field))
  if (type === FILE_UPLOAD) flaws.push(...uploadFlaws(at, field))
  if (type === CHECKBOX && !isAbsent(field['default']) && typeof field['default'] !== 'boolean')
    flaws.push(wrongType([...at, 'default'], 'boolean'))
  return flaws
}

function textInputFlaws(at: At, input: Json): Flaw[] {
  const { style, placeholder, value } = input
  return [
    ...(style === 1 || style === 2 ? [] : [notOneOf([...at, 'style'], [1, 2])]),
    ...numberFlaws([...at, 'min_length'], input['min_length'], 0, TEXT),
    ...numberFlaws([...at, 'max_length'], input['max_length'], 1, TEXT),
    ...(isAbsent(placeholder) ? [] : textFlaws([...at, 'placeholder'], placeholder, 0, 100)),
    ...(isAbsent(value) ? [] : textFlaws([...at, 'value'], value, 0, TEXT)),
  ]
}

/** Source: Discord, Components, Reference, "File Upload"; OpenAPI, FileUploadComponentForModalRequest. */
function uploadFlaws(at: At, upload: Json): Flaw[] {
  const least = numberOf(upload['min_values']) ?? 1
  const most = numberOf(upload['max_values']) ?? 1
  return [
    ...numberFlaws([...at, 'min_values'], upload['min_values'], 0, FILES),
    ...numberFlaws([...at, 'max_values'], upload['max_values'], 1, FILES),
    ...(least > most ? [wrongLength([...at, 'min_values'], 0, most)] : []),
    ...(least === 0 && upload['required'] !== false ? [wrongLength([...at, 'min_values'], 1, FILES)] : []),
  ]
}

const numberFlaws = (at: At, raw: unknown, least: number, most: number): Flaw[] =>
  isAbsent(raw) || (typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most)
    ? []
    : [{ at, code: 'NUMBER_TYPE_MAX', message: `int value should be between ${least} and ${most}.` }]

const innerOf = (part: Json): Json =>
  isRecord(part['component']) ? part['component'] : recordOf(listOf(part['components'])[0])

const fieldsOf = (modal: Json): readonly Json[] =>
  listOf(modal['components'])
    .map((part) => innerOf(recordOf(part)))
    .filter((field) => textOf(field['custom_id']) !== undefined)

/** What a member filled in, by the custom ids of the fields: a text, a tick, or the ids of files. */
export type Values = Readonly<Record<string, unknown>>

/**
 * The `data` of the modal submit, or why Discord's client would not send it. A field that nobody filled in is there, too.
 * Source: Discord, Receiving and Responding, "Modal Submit Data Structure"; Components, Reference, the interaction
 * responses of each component.
 */
export function filledIn(
  modal: Json,
  values: Values,
): { readonly ok: true; readonly data: Json } | { readonly ok: false; readonly why: string } {
  const known = new Set(fieldsOf(modal).map(({ custom_id: id }) => id))
  const foreign = Object.keys(values).find((id) => !known.has(id))
  if (foreign !== undefined) return { ok: false, why: `This modal has no field ${foreign}.` }
  const wrong = fieldsOf(modal)
    .map((field) => wrongValue(field, values[String(field['custom_id'])]))
    .find((why) => why !== undefined)
  if (wrong !== undefined) return { ok: false, why: wrong }
  const components = listOf(modal['components']).map((raw, index) => {
    const part = recordOf(raw)
    const id = index * 2 + 1
    if (part['type'] === 10) return { type: 10, id }
    const field = innerOf(part)
    const component = sentField(field, values[String(field['custom_id'])], id + 1)
    return part['type'] === 1 ? { type: 1, id, components: [component] } : { type: 18, id, component }
  })
  return { ok: true, data: { custom_id: modal['custom_id'], components } }
}

function sentField({ type, custom_id: name }: Json, value: unknown, id: number): Json {
  const common = { type, id, custom_id: name }
  if (type === TEXT_INPUT) return { ...common, value: textOf(value) ?? '' }
  if (type === CHECKBOX) return { ...common, value: value === true }
  return { ...common, values: listOf(value) }
}

function wrongValue(field: Json, value: unknown): string | undefined {
  const { type, custom_id: name } = field
  const isRequired = field['required'] !== false
  if (type === TEXT_INPUT) {
    const text = value === undefined ? '' : textOf(value)
    if (text === undefined) return `The field ${String(name)} takes a text.`
    const length = codePoints(text)
    const most = numberOf(field['max_length']) ?? TEXT
    if (length > most) return `The field ${String(name)} takes at most ${most} characters.`
    const least = numberOf(field['min_length']) ?? 0
    if ((isRequired && length === 0) || (length > 0 && length < least))
      return `The field ${String(name)} is not filled in.`
    return undefined
  }
  if (type === CHECKBOX)
    return value === undefined || typeof value === 'boolean'
      ? undefined
      : `The field ${String(name)} is ticked or not.`
  if (type !== FILE_UPLOAD) return `The playground cannot fill in the field ${String(name)}.`
  const count = listOf(value).length
  const most = numberOf(field['max_values']) ?? 1
  if (count > most) return `The field ${String(name)} takes at most ${most} files.`
  const least = numberOf(field['min_values']) ?? 1
  return (isRequired || count > 0) && count < least
    ? `The field ${String(name)} takes at least ${least} files.`
    : undefined
}
