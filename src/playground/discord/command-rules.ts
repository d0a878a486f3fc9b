/** What Discord accepts as application commands: names, descriptions, lengths, order of options. */

import { textFlaws } from './components.ts'
import { codePoints, isAbsent, isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import { invalidForm, missing, notOneOf, wrongLength, wrongType, type Flaw, type Refusal } from './refusal.ts'

/** Source: Discord, Application Commands, "Application Command Naming"; the names have to be lowercase, too. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u
const SLASH = 1
/** Opens an app's Activity; one for an app, for all servers (same source, "Entry Point Commands"). */
export const ENTRY_POINT = 4
/** Who handles an Entry Point command: the app, or Discord (OpenAPI, ApplicationCommandHandler). */
const HANDLERS = [1, 2]
const SUB_COMMAND = 1
const SUB_COMMAND_GROUP = 2
const STRING = 3
const PLAIN_TYPES = [3, 4, 5, 6, 7, 8, 9, 10, 11]
/** What may stand directly in a command, in a sub-command, in a group of them. */
const TYPES_IN = {
  command: [SUB_COMMAND, SUB_COMMAND_GROUP, ...PLAIN_TYPES],
  'sub-command': PLAIN_TYPES,
  group: [SUB_COMMAND],
} as const
type Place = keyof typeof TYPES_IN
/** How many commands of each type an app may have (Application Commands, "Registering a Command"). */
const MOST: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15, 4: 1 }
/** Name, description and values of a command together (same source). */
const TOTAL = 8_000

type At = Flaw['at']

/** Reads the body of `PUT …/commands`. `guild` says whether they are the commands of one guild. */
export function readCommands(
  raw: unknown,
  guild: boolean,
): { ok: true; commands: readonly Json[] } | { ok: false; refusal: Refusal } {
  if (!Array.isArray(raw)) return { ok: false, refusal: invalidForm([wrongType([], 'list')]) }
  const list = listOf(raw)
  const flaws = list.flatMap((item, index) => commandFlaws(item, [index], guild))
  const seen = new Set<string>()
  list.forEach((item, index) => {
    const { type = SLASH, name } = recordOf(item)
    const key = `${String(type)} ${String(name)}`
    if (seen.has(key))
      flaws.push({
        at: [index, 'name'],
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      })
    seen.add(key)
  })
  for (const [type, most] of Object.entries(MOST))
    if (list.filter((item) => Number(recordOf(item)['type'] ?? SLASH) === Number(type)).length > most)
      flaws.push(wrongLength([], 0, most))
  if (flaws.length > 0) return { ok: false, refusal: invalidForm(flaws) }
  return { ok: true, commands: list.filter(isRecord) }
}

function commandFlaws(raw: unknown, at: At, guild: boolean): Flaw[] {
  if (!isRecord(raw)) return [wrongType(at, 'dict')]
  const type = isAbsent(raw['type']) ? SLASH : numberOf(raw['type'])
  if (type === undefined || MOST[type] === undefined || (guild && type === ENTRY_POINT))
    return [notOneOf([...at, 'type'], guild ? [1, 2, 3] : [1, 2, 3, 4])]
  const flaws = [
    ...(type === SLASH || type === ENTRY_POINT
      ? nameFlaws(at, raw)
      : textFlaws([...at, 'name'], raw['name'], 1, 32)),
    ...localeFlaws([...at, 'name_localizations'], raw['name_localizations'], type === SLASH, 32),
    ...handlerFlaws(at, raw, type),
    ...localeFlaws([...at, 'description_localizations'], raw['description_localizations'], false, 100),
    ...permissionFlaws(at, raw['default_member_permissions']),
    ...reachFlaws(at, raw, guild),
  ]
  if (type === ENTRY_POINT) flaws.push(...textFlaws([...at, 'description'], raw['description'], 1, 100))
  else if (type === SLASH) {
    flaws.push(...textFlaws([...at, 'description'], raw['description'], 1, 100))
    flaws.push(...optionsFlaws([...at, 'options'], raw['options'], 'command'))
  } else {
    if (!isAbsent(raw['description']) && raw['description'] !== '')
      flaws.push({
        at: [...at, 'description'],
        code: 'APPLICATION_COMMAND_DESCRIPTION_CANNOT_BE_SET',
        message: 'Context menu commands cannot have description',
      })
  }
  if (type !== SLASH && listOf(raw['options']).length > 0)
    flaws.push({
      at: [...at, 'options'],
      code: 'APPLICATION_COMMAND_OPTIONS_CANNOT_BE_SET',
      message: 'Context menu commands cannot have options',
    })
  if (size(raw) > TOTAL)
    flaws.push({
      at,
      code: 'APPLICATION_COMMAND_TOO_LARGE',
      message: `Command exceeds maximum size (${TOTAL})`,
    })
  return flaws
}

const handlerFlaws = (at: At, { handler }: Json, type: number): Flaw[] =>
  isAbsent(handler) || (type === ENTRY_POINT && HANDLERS.includes(Number(handler)))
    ? []
    : [notOneOf([...at, 'handler'], type === ENTRY_POINT ? HANDLERS : [])]

function nameFlaws(at: At, thing: Json): Flaw[] {
  const flaws = textFlaws([...at, 'name'], thing['name'], 1, 32)
  const name = textOf(thing['name'])
  if (flaws.length > 0 || name === undefined) return flaws
  return isName(name) ? [] : [wrongName([...at, 'name'])]
}

const isName = (name: string): boolean => NAME.test(name) && name === name.toLowerCase()

const wrongName = (at: At): Flaw => ({
  at,
  code: 'APPLICATION_COMMAND_INVALID_NAME',
  message: 'Command name is invalid',
})

/** Source: Discord, Reference, "Locales". */
const LOCALES =
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  )

function localeFlaws(at: At, raw: unknown, names: boolean, most: number): Flaw[] {
  if (isAbsent(raw)) return []
  if (!isRecord(raw)) return [wrongType(at, 'dict')]
  return Object.entries(raw).flatMap(([locale, text]) => {
    const here = [...at, locale]
    if (!LOCALES.includes(locale)) return [notOneOf(here, LOCALES)]
    const flaws = textFlaws(here, text, 1, most)
    if (flaws.length === 0 && names && typeof text === 'string' && !isName(text)) return [wrongName(here)]
    return flaws
  })
}

function permissionFlaws(at: At, raw: unknown): Flaw[] {
  if (isAbsent(raw) || (typeof raw === 'string' && /^\d{1,20}$/.test(raw))) return []
  return [wrongType([...at, 'default_member_permissions'], 'permissions')]
}

/** `contexts` and `integration_types` are for global commands only (Application Commands, "Contexts"). */
function reachFlaws(at: At, command: Json, guild: boolean): Flaw[] {
  const reaches: readonly (readonly [string, readonly number[]])[] = [
    ['contexts', [0, 1, 2]],
    ['integration_types', [0, 1]],
  ]
  return reaches.flatMap(([field, choices]) => {
    const raw = command[field]
    if (isAbsent(raw)) return []
    if (guild)
      return [
        {
          at: [...at, field],
          code: 'APPLICATION_COMMAND_GUILD_FIELD_INVALID',
          message: 'This field is only for global commands',
        },
      ]
    if (!Array.isArray(raw) || raw.length === 0) return [wrongLength([...at, field], 1, choices.length)]
    return listOf(raw).flatMap((value, index) =>
      typeof value === 'number' && choices.includes(value) ? [] : [notOneOf([...at, field, index], choices)],
    )
  })
}

function optionsFlaws(at: At, raw: unknown, place: Place): Flaw[] {
  if (isAbsent(raw)) return []
  if (!Array.isArray(raw)) return [wrongType(at, 'list')]
  const list = listOf(raw)
  const flaws = list.length > 25 ? [wrongLength(at, 0, 25)] : []
  let optional = false
  const seen = new Set<unknown>()
  list.forEach((item, index) => {
    const option = recordOf(item)
    flaws.push(...optionFlaws([...at, index], item, place))
    if (option['required'] === true && optional)
      flaws.push({
        at: [...at, index],
        code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        message: 'Required options must be placed before non-required options',
      })
    if (seen.has(option['name']))
      flaws.push({
        at: [...at, index, 'name'],
        code: 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        message: 'Option name already exists in this command',
      })
    seen.add(option['name'])
    if (option['required'] !== true) optional = true
  })
  const nested = list.filter((item) => isNested(recordOf(item)['type'])).length
  if (nested > 0 && nested < list.length)
    flaws.push({
      at,
      code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      message: 'Sub-command and sub-command group option types are mutually exclusive to all other types',
    })
  return flaws
}

const isNested = (type: unknown): boolean => type === SUB_COMMAND || type === SUB_COMMAND_GROUP

function optionFlaws(at: At, raw: unknown, place: Place): Flaw[] {
  if (!isRecord(raw)) return [wrongType(at, 'dict')]
  const type = numberOf(raw['type'])
  if (type === undefined) return [missing([...at, 'type'])]
  const allowed: readonly number[] = TYPES_IN[place]
  if (!allowed.includes(type)) return [notOneOf([...at, 'type'], allowed)]
  return [
    ...nameFlaws(at, raw),
    ...textFlaws([...at, 'description'], raw['description'], 1, 100),
    ...localeFlaws([...at, 'name_localizations'], raw['name_localizations'], true, 32),
    ...localeFlaws([...at, 'description_localizations'], raw['description_localizations'], false, 100),
    ...choiceFlaws(at, type, raw),
    ...(type === STRING ? lengthFlaws(at, raw) : []),
    ...(isNested(type)
      ? optionsFlaws([...at, 'options'], raw['options'], type === SUB_COMMAND ? 'sub-command' : 'group')
      : []),
  ]
}

function choiceFlaws(at: At, type: number, option: Json): Flaw[] {
  const choices = listOf(option['choices'])
  if (choices.length === 0) return []
  if (![3, 4, 10].includes(type) || option['autocomplete'] === true)
    return [
      {
        at: [...at, 'choices'],
        code: 'APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID',
        message: 'Choices are not allowed here',
      },
    ]
  const flaws = choices.length > 25 ? [wrongLength([...at, 'choices'], 0, 25)] : []
  choices.forEach((choice, index) => {
    const { name, value } = recordOf(choice)
    const here = [...at, 'choices', index]
    flaws.push(...textFlaws([...here, 'name'], name, 1, 100))
    if (type === STRING) flaws.push(...textFlaws([...here, 'value'], value, 0, 100))
    else if (typeof value !== 'number') flaws.push(wrongType([...here, 'value'], 'number'))
  })
  return flaws
}

/** A string option takes at most 6,000 characters. */
function lengthFlaws(at: At, option: Json): Flaw[] {
  const bounds: readonly (readonly [string, number])[] = [
    ['min_length', 0],
    ['max_length', 1],
  ]
  return bounds.flatMap(([field, least]) => {
    const raw = option[field]
    if (isAbsent(raw) || (typeof raw === 'number' && raw >= least && raw <= 6_000)) return []
    return [
      {
        at: [...at, field],
        code: 'NUMBER_TYPE_MAX',
        message: `int value should be between ${least} and 6000.`,
      },
    ]
  })
}

/** What counts into the 8,000: names, descriptions and values, of the options and choices too. */
function size(thing: Json): number {
  const own = ['name', 'description', 'value'].reduce(
    (sum, field) => sum + codePoints(textOf(thing[field]) ?? ''),
    0,
  )
  const below = [...listOf(thing['options']), ...listOf(thing['choices'])]
  return below.reduce<number>((sum, item) => sum + size(recordOf(item)), own)
}
