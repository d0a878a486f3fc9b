/** Reads what a press, a select or a modal of `/settings` wants. Its custom ids are `settings:1:<verb>[:<setting>[:<value>]]`. */

import type { Attachment } from '../converse/question/attachment.ts'
import { type GuildSettings, isSettingName, type SettingName } from '../guild/guild-settings.ts'
import type { InteractionId, MemberId, OwnerId, ReplyToken } from '../ids.ts'
import { madeAt, ownerOf } from '../ids.ts'
import type { Language } from '../sentences/sentences.ts'
import type { Fields, FieldValue } from './components.ts'
import type { Interaction, Origin } from './interaction.ts'
import { BUDGET_FIELDS, FIELD } from './settings-modals.ts'

/** The first page, or that of one setting. */
export type Page = SettingName | 'home'

export type Wish =
  | { readonly does: 'show'; readonly page: Page }
  /** What is `null` is reset. The values are as they came. */
  | { readonly does: 'change'; readonly page: Page; readonly patch: (before: GuildSettings) => object }
  | { readonly does: 'open'; readonly form: SettingName | 'import' }
  | { readonly does: 'ask to reset' }
  | { readonly does: 'reset all' }
  | { readonly does: 'export' }
  | { readonly does: 'import'; readonly text: string; readonly file: Attachment | undefined }

/** Who wants it, and whose settings it is about: those of the place where it is pressed, whatever a custom id says. */
export interface Manager {
  readonly id: InteractionId
  readonly token: ReplyToken
  readonly member: MemberId
  readonly owner: OwnerId
  /** May change them. */
  readonly manages: boolean
  readonly language: Language
}

export function managerOf({ id, token, guild, member, userInstall, standing, language }: Origin): Manager {
  const owner = ownerOf(guild, member, userInstall)
  return { id, token, member, owner, manages: owner.startsWith('member:') || standing.manages, language }
}

/** Version 1, at most 100 characters. */
export const settingsId = (verb: string, ...more: readonly string[]): string =>
  ['settings', '1', verb, ...more].join(':')

type Press = Extract<Interaction, { kind: 'component' | 'modal' }>

/** Undefined for any other id, for a forged one, and for one of another version. */
export function readWish(press: Press): Wish | undefined {
  const [, verb = '', name, value] =
    /^settings:1:([a-z]+)(?::([A-Za-z]+)(?::([a-z]+))?)?$/.exec(press.customId) ?? []
  const setting = name !== undefined && isSettingName(name) ? name : undefined
  if (press.kind === 'modal') return readModal(press, verb, setting)
  return press.control === 'button' ? readButton(verb, setting, value) : readSelect(press, verb, setting)
}

const change = (page: Page, patch: (before: GuildSettings) => object): Wish => ({
  does: 'change',
  page,
  patch,
})

function readButton(verb: string, name?: SettingName, value?: string): Wish | undefined {
  switch (verb) {
    case 'home':
      return { does: 'show', page: 'home' }
    case 'set':
      return name && (value === 'on' || value === 'off')
        ? change(name, () => ({ [name]: value === 'on' }))
        : undefined
    case 'reset':
      return name && change(name, () => ({ [name]: null }))
    case 'lift':
      return change('home', () => ({ paused: null }))
    case 'type':
      return name && { does: 'open', form: name }
    case 'import':
      return { does: 'open', form: 'import' }
    case 'clear':
      return { does: 'ask to reset' }
    case 'cleared':
      return { does: 'reset all' }
    case 'export':
      return { does: 'export' }
    default:
      return undefined
  }
}

function readSelect(
  { values }: Extract<Press, { kind: 'component' }>,
  verb: string,
  name?: SettingName,
): Wish | undefined {
  const [first = ''] = values
  if (verb === 'menu') return isSettingName(first) ? { does: 'show', page: first } : undefined
  if (name === undefined) return undefined
  switch (verb) {
    case 'pick':
      return change(name, () => ({ [name]: first === '' ? null : first }))
    case 'members':
      return change(name, () => ({ [name]: values.length === 0 ? null : values }))
    case 'allow':
    case 'deny':
      return change(name, (before) => {
        const kept = name === 'channels' || name === 'roles' ? before[name] : undefined
        const lists = { allow: [], deny: [], ...kept, [verb]: values }
        return { [name]: lists.allow.length + lists.deny.length === 0 ? null : lists }
      })
    default:
      return undefined
  }
}

function readModal(
  { origin, fields, attachments }: Extract<Press, { kind: 'modal' }>,
  verb: string,
  name?: SettingName,
): Wish | undefined {
  if (verb === 'imported') {
    const [file] = idsIn(fields[FIELD.file])
    return {
      does: 'import',
      text: textIn(fields, FIELD.text),
      file: file === undefined ? undefined : attachments.get(file),
    }
  }
  if (verb !== 'typed' || name === undefined) return undefined
  const text = textIn(fields, FIELD.text)
  if (name === 'paused')
    return change('home', () => ({ paused: { why: text, by: origin.member, at: madeAt(origin.id) } }))
  if (name === 'budgets') return change(name, ({ budgets }) => budgetPatch(budgets ?? {}, fields))
  const value = name === 'memoryDays' ? numberIn(text) : text
  return change(name, () => ({ [name]: text === '' ? null : value }))
}

/** The fields are about dollars; what was set in tokens stays. */
function budgetPatch(before: object, fields: Fields): object {
  const typed = BUDGET_FIELDS.map((field) => [field, textIn(fields, field)] as const)
  const budgets = {
    ...before,
    ...Object.fromEntries(typed.map(([field, text]) => [field, text === '' ? null : numberIn(text)])),
  }
  return { budgets: Object.values(budgets).every((value) => value === null) ? null : budgets }
}

/** What is no number stays a text, and is refused as one. */
const numberIn = (text: string): number | string => {
  const plain = text.replace(/^\$/, '').replace(',', '.')
  return /^\d{1,12}(\.\d{1,6})?$/.test(plain) ? Number(plain) : text
}

const textIn = (fields: Fields, field: string): string => {
  const value: FieldValue | undefined = fields[field]
  return typeof value === 'string' ? value.trim() : ''
}

const idsIn = (value: FieldValue | undefined): readonly string[] => (Array.isArray(value) ? value : [])
