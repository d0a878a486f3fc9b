/** Discord's rules for buttons, selects and layout components. */

import { codePoints, isAbsent, isRecord, listOf, numberOf, textOf, type Json } from './json.ts'
import { missing, notOneOf, tooLong, wrongLength, wrongType, type Flaw } from './refusal.ts'

/** Source: Discord, Components, Reference. Selects are 3 and 5 to 8. */
const SELECTS = [3, 5, 6, 7, 8]
const V2_ONLY = [9, 10, 12, 13, 14, 17]
const CLASSIC_ROWS = 5
const V2_COMPONENTS = 40
/** Over all Text Displays of a message; not documented, but spec and libraries agree. */
const V2_TEXT = 4_000

type At = Flaw['at']

interface Found {
  readonly at: At
  readonly type: number | undefined
  readonly component: Json
}

/** Every component with its place, parents first. */
function walk(raw: unknown, at: At): readonly Found[] {
  return listOf(raw).flatMap((item, index) => {
    const here = [...at, index]
    if (!isRecord(item)) return [{ at: here, type: undefined, component: {} }]
    const accessory = isRecord(item['accessory'])
      ? walk([item['accessory']], [...here, 'accessory']).map((found) => ({
          ...found,
          at: [...here, 'accessory'],
        }))
      : []
    return [
      { at: here, type: numberOf(item['type']), component: item },
      ...walk(item['components'], [...here, 'components']),
      ...accessory,
    ]
  })
}

/** Flaws of a message's `components`; `v2` says whether the message has the flag IS_COMPONENTS_V2. */
export function componentFlaws(raw: unknown, v2: boolean): readonly Flaw[] {
  if (isAbsent(raw)) return []
  if (!Array.isArray(raw)) return [wrongType(['components'], 'list')]
  const found = walk(raw, ['components'])
  const flaws = found.flatMap((one) => flawsOf(one, v2))
  const top = v2 ? V2_COMPONENTS : CLASSIC_ROWS
  if (!v2 && raw.length > top) flaws.push(wrongLength(['components'], 1, top))
  if (v2 && found.length > top) flaws.push(wrongLength(['components'], 1, top))
  if (!v2)
    for (const { at, type } of found)
      if (at.length === 2 && type !== 1) flaws.push(notOneOf([...at, 'type'], [1]))
  const text = found
    .filter(({ type }) => type === 10)
    .reduce((sum, { component }) => sum + codePoints(textOf(component['content']) ?? ''), 0)
  if (text > V2_TEXT) flaws.push(tooLong(['components'], V2_TEXT))
  return [...flaws, ...duplicates(found)]
}

function duplicates(found: readonly Found[]): readonly Flaw[] {
  const seen = new Set<string>()
  return found.flatMap(({ at, component }) => {
    const id = textOf(component['custom_id'])
    if (id === undefined) return []
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [
      {
        at: [...at, 'custom_id'],
        code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
        message: 'Component custom id cannot be duplicated',
      },
    ]
  })
}

function flawsOf({ at, type, component }: Found, v2: boolean): Flaw[] {
  if (type === undefined) return [missing([...at, 'type'])]
  if (type === 1) return rowFlaws(at, component)
  if (type === 2) return buttonFlaws(at, component)
  if (SELECTS.includes(type)) return selectFlaws(at, type, component)
  if (!V2_ONLY.includes(type)) return [notOneOf([...at, 'type'], [1, 2, ...SELECTS, ...V2_ONLY])]
  if (!v2) return [notOneOf([...at, 'type'], [1, 2, ...SELECTS])]
  if (type === 10) return textFlaws([...at, 'content'], component['content'], 1, V2_TEXT)
  return []
}

function rowFlaws(at: At, row: Json): Flaw[] {
  const inside = listOf(row['components'])
  const types = inside.map((one) => (isRecord(one) ? numberOf(one['type']) : undefined))
  const flaws: Flaw[] = []
  if (inside.length < 1 || inside.length > 5) flaws.push(wrongLength([...at, 'components'], 1, 5))
  const selects = types.filter((type) => type !== undefined && SELECTS.includes(type))
  if (selects.length > 0 && inside.length > 1)
    flaws.push({
      at: [...at, 'components'],
      code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      message: 'The specified component exceeds the maximum width',
    })
  types.forEach((type, index) => {
    if (type !== undefined && type !== 2 && !SELECTS.includes(type))
      flaws.push(notOneOf([...at, 'components', index, 'type'], [2, ...SELECTS]))
  })
  return flaws
}

/** Styles: 1 to 4 with a `custom_id`, 5 with a `url`, 6 for a shop item. */
function buttonFlaws(at: At, button: Json): Flaw[] {
  const style = numberOf(button['style'])
  const flaws: Flaw[] = []
  if (style === undefined || ![1, 2, 3, 4, 5, 6].includes(style))
    flaws.push(notOneOf([...at, 'style'], [1, 2, 3, 4, 5, 6]))
  if (!isAbsent(button['label'])) flaws.push(...textFlaws([...at, 'label'], button['label'], 0, 80))
  else if (isAbsent(button['emoji']) && style !== 6)
    flaws.push({ at, code: 'BUTTON_COMPONENT_INVALID', message: 'A button needs a label or an emoji' })
  if (style === 5) {
    flaws.push(...textFlaws([...at, 'url'], button['url'], 1, 512))
    if (!isAbsent(button['custom_id']))
      flaws.push({
        at,
        code: 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        message: 'A custom id and url cannot both be specified',
      })
  } else if (style !== 6) flaws.push(...customIdFlaws(at, button))
  return flaws
}

function selectFlaws(at: At, type: number, select: Json): Flaw[] {
  const flaws = customIdFlaws(at, select)
  const options = listOf(select['options'])
  if (type === 3 && (options.length < 1 || options.length > 25))
    flaws.push(wrongLength([...at, 'options'], 1, 25))
  options.forEach((option, index) => flaws.push(...optionFlaws([...at, 'options', index], option)))
  const least = numberOf(select['min_values']) ?? 1
  const most = numberOf(select['max_values']) ?? 1
  if (least < 0 || least > 25) flaws.push(wrongLength([...at, 'min_values'], 0, 25))
  if (most < Math.max(1, least) || most > 25) flaws.push(wrongLength([...at, 'max_values'], 1, 25))
  const chosen = listOf(select['default_values'])
  if (chosen.length > most) flaws.push(wrongLength([...at, 'default_values'], 0, most))
  const kinds = DEFAULT_KINDS[type] ?? []
  chosen.forEach((one, index) => {
    if (!isRecord(one) || !kinds.includes(String(one['type'])))
      flaws.push(notOneOf([...at, 'default_values', index, 'type'], kinds))
  })
  if (!isAbsent(select['placeholder']))
    flaws.push(...textFlaws([...at, 'placeholder'], select['placeholder'], 0, 150))
  return flaws
}

/** What a select may have chosen beforehand, by its type (Components, Reference, "Select Default Value Structure"). */
const DEFAULT_KINDS: Readonly<Record<number, readonly string[]>> = {
  5: ['user'],
  6: ['role'],
  7: ['user', 'role'],
  8: ['channel'],
}

/** Source: Components, Reference, "Select Option Structure". */
const optionFlaws = (at: At, option: unknown): Flaw[] =>
  isRecord(option)
    ? [
        ...textFlaws([...at, 'label'], option['label'], 1, 100),
        ...textFlaws([...at, 'value'], option['value'], 1, 100),
        ...(isAbsent(option['description'])
          ? []
          : textFlaws([...at, 'description'], option['description'], 1, 100)),
      ]
    : [wrongType(at, 'option')]

const customIdFlaws = (at: At, component: Json): Flaw[] =>
  textFlaws([...at, 'custom_id'], component['custom_id'], 1, 100)

/** Flaws of a text that has to be there and has to have from `least` to `most` code points. */
export function textFlaws(at: At, raw: unknown, least: number, most: number): Flaw[] {
  if (isAbsent(raw)) return [missing(at)]
  const text = textOf(raw)
  if (text === undefined) return [wrongType(at, 'string')]
  const length = codePoints(text)
  return length < least || length > most ? [wrongLength(at, least, most)] : []
}
