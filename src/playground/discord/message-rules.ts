/** What Discord accepts as the body of a message, and what a message is after it. */

import { componentFlaws, textFlaws } from './components.ts'
import { codePoints, isAbsent, isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import {
  invalidForm,
  notOneOf,
  refusals,
  tooLong,
  wrongLength,
  wrongType,
  type Flaw,
  type Refusal,
} from './refusal.ts'

/** Source: Discord, Message Resource, "Message Flags". */
export const FLAG = {
  suppressEmbeds: 4,
  ephemeral: 64,
  loading: 128,
  suppressNotifications: 4_096,
  componentsV2: 32_768,
} as const

/** Resources, Webhook: 2,000, counted in code points (api-docs #1315). */
const CONTENT = 2_000
const ATTACHMENTS = 10
/** Default upload limit of one file (changelog 2025-04-03). */
export const FILE_BYTES = 10 * 1_024 * 1_024
/** Limit of a whole request (same source). */
export const REQUEST_BYTES = 25 * 1_024 * 1_024

/** What a person can see of a message. */
export interface Shown {
  readonly content: string
  readonly embeds: readonly unknown[]
  readonly components: readonly unknown[]
  readonly flags: number
}

export const nothingShown: Shown = { content: '', embeds: [], components: [], flags: 0 }

/** One file that came with the request, named `files[n]`. */
export interface Upload {
  readonly n: string
  readonly filename: string
  readonly size: number
}

export interface Before {
  readonly shown: Shown
  /** Ids of the attachments that the message has. */
  readonly attachments: readonly string[]
}

export type Read =
  | {
      readonly ok: true
      readonly shown: Shown
      /** Ids of the attachments that stay. */
      readonly keep: readonly string[]
      /** The numbers of the uploads that become attachments. */
      readonly add: readonly { readonly n: string; readonly description?: string }[]
      /** The users whom it notifies. An edit notifies nobody. */
      readonly pings: readonly string[]
      /** Accepted by Discord, but no client of ours may do it. */
      readonly offences: readonly string[]
    }
  | { readonly ok: false; readonly refusal: Refusal }

const refuse = (refusal: Refusal): Read => ({ ok: false, refusal })

/**
 * Reads the body of a creation (`before` undefined) or of an edit, as Discord does: omitted fields keep their value,
 * null empties them. Answers what the message is afterwards, or the refusal.
 */
export function readMessage(raw: unknown, before: Before | undefined, uploads: readonly Upload[]): Read {
  if (!isRecord(raw)) return refuse(invalidForm([wrongType([], 'dict')]))
  const was = before?.shown ?? nothingShown
  const flags = flagsAfter(raw['flags'], was.flags, before !== undefined)
  const v2 = (flags.value & FLAG.componentsV2) !== 0
  const shown: Shown = {
    content: after(raw, 'content', was.content, (value) => textOf(value) ?? ''),
    embeds: after(raw, 'embeds', was.embeds, listOf),
    components: after(raw, 'components', was.components, listOf),
    flags: flags.value,
  }
  const files = filesAfter(raw['attachments'], before?.attachments ?? [], uploads)
  const flaws = [
    ...flags.flaws,
    ...contentFlaws(raw['content']),
    ...embedFlaws(raw['embeds']),
    ...componentFlaws(raw['components'], v2),
    ...mentionFlaws(raw['allowed_mentions']),
    ...files.flaws,
    ...(v2 ? legacyFlaws(raw, shown) : []),
  ]
  if (uploads.some((file) => file.size > FILE_BYTES)) return refuse(refusals['too large'])
  if (flaws.length > 0) return refuse(invalidForm(flaws))
  const things = shown.embeds.length + shown.components.length + files.keep.length + files.add.length
  if (shown.content.trim() === '' && things === 0 && isAbsent(raw['poll'])) return refuse(refusals.empty)
  return {
    ok: true,
    shown,
    keep: files.keep,
    add: files.add,
    pings: before === undefined ? pingsOf(raw) : [],
    offences: [...offences(raw, shown), ...files.offences, ...flags.offences],
  }
}

function after<Value>(raw: Json, name: string, was: Value, read: (value: unknown) => Value): Value {
  return raw[name] === undefined ? was : read(raw[name])
}

function contentFlaws(raw: unknown): Flaw[] {
  if (isAbsent(raw)) return []
  const content = textOf(raw)
  if (content === undefined) return [wrongType(['content'], 'string')]
  return codePoints(content) > CONTENT ? [tooLong(['content'], CONTENT)] : []
}

/** What a creation may set; an edit may only change embeds' suppression and turn Components V2 on, for good. */
const CREATE_FLAGS = FLAG.suppressEmbeds | FLAG.ephemeral | FLAG.suppressNotifications | FLAG.componentsV2
const EDIT_FLAGS = FLAG.suppressEmbeds | FLAG.componentsV2

interface FlagsAfter {
  readonly value: number
  readonly flaws: readonly Flaw[]
  readonly offences: readonly string[]
}

function flagsAfter(raw: unknown, was: number, edit: boolean): FlagsAfter {
  if (isAbsent(raw)) return { value: was, flaws: [], offences: [] }
  const wanted = numberOf(raw)
  if (wanted === undefined || !Number.isInteger(wanted) || wanted < 0)
    return { value: was, flaws: [wrongType(['flags'], 'int')], offences: [] }
  if (!edit) {
    const wrong = (wanted & ~CREATE_FLAGS) !== 0
    const flaw: Flaw = { at: ['flags'], code: 'MESSAGE_INVALID_FLAGS', message: 'Invalid flags were set' }
    return { value: wanted & CREATE_FLAGS, flaws: wrong ? [flaw] : [], offences: [] }
  }
  const value = (was & ~FLAG.suppressEmbeds) | (wanted & EDIT_FLAGS)
  const ignored = (wanted & ~EDIT_FLAGS & ~was) !== 0
  return {
    value,
    flaws: [],
    offences: ignored ? ['an edit tries to set a flag that only a creation can set'] : [],
  }
}

/** With Components V2 nothing of the old kind may be in the message, and what was there has to be nulled. */
const legacyFlaws = (raw: Json, shown: Shown): readonly Flaw[] => [
  ...(shown.content === '' ? [] : [legacyFlaw('content')]),
  ...(shown.embeds.length === 0 ? [] : [legacyFlaw('embeds')]),
  ...(isAbsent(raw['poll']) ? [] : [legacyFlaw('poll')]),
]

const legacyFlaw = (field: string): Flaw => ({
  at: [field],
  code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  message: `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
})

/** Source: Discord, Message Resource, "Embed Limits". */
const EMBED_TEXTS: readonly (readonly [readonly string[], number])[] = [
  [['title'], 256],
  [['description'], 4_096],
  [['footer', 'text'], 2_048],
  [['author', 'name'], 256],
]

function embedFlaws(raw: unknown): readonly Flaw[] {
  if (isAbsent(raw)) return []
  if (!Array.isArray(raw)) return [wrongType(['embeds'], 'list')]
  const flaws: Flaw[] = raw.length > 10 ? [wrongLength(['embeds'], 0, 10)] : []
  let total = 0
  const measure = (at: Flaw['at'], value: unknown, most: number, least = 0): void => {
    if (isAbsent(value) && least === 0) return
    flaws.push(...textFlaws(at, value, least, most))
    total += codePoints(textOf(value) ?? '')
  }
  listOf(raw).forEach((item, index) => {
    const embed = recordOf(item)
    for (const [path, most] of EMBED_TEXTS) {
      const [outer = '', inner] = path
      const value = inner === undefined ? embed[outer] : recordOf(embed[outer])[inner]
      measure(['embeds', index, ...path], value, most)
    }
    const fields = listOf(embed['fields'])
    if (fields.length > 25) flaws.push(wrongLength(['embeds', index, 'fields'], 0, 25))
    fields.forEach((field, n) => {
      measure(['embeds', index, 'fields', n, 'name'], recordOf(field)['name'], 256, 1)
      measure(['embeds', index, 'fields', n, 'value'], recordOf(field)['value'], 1_024, 1)
    })
  })
  if (total > 6_000)
    flaws.push({
      at: ['embeds'],
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: 'Embed size exceeds maximum size of 6000',
    })
  return flaws
}

/** Source: Discord, Message Resource, "Allowed Mentions": a kind is either parsed or listed, never both. */
function mentionFlaws(raw: unknown): readonly Flaw[] {
  if (isAbsent(raw)) return []
  if (!isRecord(raw)) return [wrongType(['allowed_mentions'], 'dict')]
  const kinds = ['roles', 'users', 'everyone']
  const parse = listOf(raw['parse'])
  return [
    ...parse.flatMap((kind, index) =>
      typeof kind === 'string' && kinds.includes(kind)
        ? []
        : [notOneOf(['allowed_mentions', 'parse', index], kinds)],
    ),
    ...['users', 'roles'].flatMap((kind): Flaw[] => {
      const ids = listOf(raw[kind])
      if (ids.length > 100) return [wrongLength(['allowed_mentions', kind], 0, 100)]
      if (ids.length === 0 || !parse.includes(kind)) return []
      return [
        {
          at: ['allowed_mentions', 'parse'],
          code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
          message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
        },
      ]
    }),
  ]
}

/** Who is named in the text, as far as the mentions of users are allowed; without a word about it, all of them are. */
function pingsOf({ content, allowed_mentions: allowed }: Json): readonly string[] {
  const named = [...(textOf(content) ?? '').matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id)
  const { parse, users } = recordOf(allowed)
  const isEverybody = isAbsent(allowed) || listOf(parse).includes('users')
  return [...new Set(isEverybody ? named : named.filter((id) => listOf(users).includes(id)))]
}

interface FilesAfter {
  readonly keep: readonly string[]
  readonly add: readonly { readonly n: string; readonly description?: string }[]
  readonly flaws: readonly Flaw[]
  readonly offences: readonly string[]
}

/** `attachments` lists all that shall be there afterwards: old ones by id, new ones by the n of `files[n]`. */
function filesAfter(raw: unknown, had: readonly string[], uploads: readonly Upload[]): FilesAfter {
  if (raw !== undefined && raw !== null && !Array.isArray(raw))
    return { keep: [], add: [], flaws: [wrongType(['attachments'], 'list')], offences: [] }
  const listed = raw === undefined ? undefined : listOf(raw)
  const flaws: Flaw[] = []
  const keep: string[] = []
  const add: { n: string; description?: string }[] = []
  listed?.forEach((item, index) => {
    const entry = recordOf(item)
    const id = typeof entry['id'] === 'number' ? String(entry['id']) : textOf(entry['id'])
    const description = textOf(entry['description'])
    if (description !== undefined && codePoints(description) > 1_024)
      flaws.push(tooLong(['attachments', index, 'description'], 1_024))
    if (id !== undefined && uploads.some((file) => file.n === id))
      add.push({ n: id, ...(description === undefined ? {} : { description }) })
    else if (id !== undefined && had.includes(id)) keep.push(id)
    else
      flaws.push({
        at: ['attachments', index, 'id'],
        code: 'MESSAGE_ATTACHMENT_NOT_FOUND',
        message: 'Attachment data not found',
      })
  })
  const unlisted = uploads.filter((file) => !add.some((one) => one.n === file.n))
  const kept = listed === undefined ? had : keep
  // A creation may leave `attachments` out; an edit that lists some has to list the new ones too, or they are gone.
  const added = listed === undefined ? unlisted.map(({ n }) => ({ n })) : add
  if (kept.length + added.length > ATTACHMENTS) flaws.push(wrongLength(['attachments'], 0, ATTACHMENTS))
  const lost = listed === undefined ? [] : unlisted.map((file) => `files[${file.n}] is not in attachments`)
  return { keep: kept, add: added, flaws, offences: lost }
}

function offences(raw: Json, shown: Shown): readonly string[] {
  const mentions = raw['allowed_mentions']
  return [
    ...(isAbsent(mentions) ? ['allowed_mentions is absent: the text may ping people'] : []),
    ...(shown.content.isWellFormed() ? [] : ['the text has half a surrogate pair: a torn emoji']),
  ]
}
