/** The settings of a server, or of a member in direct messages: what each may be, read from JSON that nobody vouches for. */

import {
  type ChannelId,
  isChannelId,
  isMemberId,
  isRoleId,
  type MemberId,
  OPERATOR,
  type OwnerId,
  type RoleId,
} from '../ids.ts'
import { isRecord, type Json, recordAt } from '../json.ts'
import { LIST_ENTRIES, PERSONA_CODE_POINTS } from '../limits.ts'
import type { Case, Language } from '../sentences/sentences.ts'
import { type Budgets, readBudgets, readTimeZone } from './budget-settings.ts'
import {
  choiceOf,
  flag,
  idOf,
  idsOf,
  modelName,
  type Read,
  type Reader,
  textOf,
  whole,
} from './setting-readers.ts'

/** What is absent has its default. */
export interface GuildSettings {
  /** Who the bot is here; Claude reads it after the operator's instructions. */
  readonly persona?: string
  /** What the bot itself says; absent, it follows each member's Discord. */
  readonly language?: Language
  /** The model that answers where a question names none. */
  readonly model?: string
  readonly tools?: boolean
  readonly web?: boolean
  readonly readChannel?: boolean
  readonly channels?: Lists<ChannelId>
  readonly roles?: Lists<RoleId>
  readonly blockedMembers?: readonly MemberId[]
  /** Who may stop an answer. */
  readonly mayStop?: MayStop
  readonly showQuestion?: boolean
  /** Under each answer stands what it cost. */
  readonly footer?: boolean
  /** A short reply mentions the asker when an answer took long. */
  readonly notify?: boolean
  /** How long a conversation is kept after its last turn. */
  readonly memoryDays?: number
  readonly budgets?: Budgets
  /** The IANA name of the zone in which a day begins. */
  readonly timeZone?: string
  /** Where changes of the settings are told. */
  readonly logChannel?: ChannelId
  /** Nobody is answered. */
  readonly paused?: Paused
}

/** A list that denies is stronger than a list that allows. An empty `allow` allows everybody. */
export interface Lists<Of> {
  readonly allow: readonly Of[]
  readonly deny: readonly Of[]
}

export type MayStop = 'asker' | 'moderators' | 'everyone'

export interface Paused {
  /** For members; may be empty. */
  readonly why: string
  readonly by: MemberId
  /** Milliseconds since 1970. */
  readonly at: number
}

export type SettingName = keyof GuildSettings

/** A value that was not taken, by the name that it came under. */
export interface Refused {
  readonly name: string
  readonly why: Case
  /** What stands for `{n}` in the sentence. */
  readonly n?: string
}

export interface ParsedSettings {
  readonly settings: GuildSettings
  readonly refused: readonly Refused[]
}

/** Code points of the reason for a pause. */
export const PAUSE_WHY_CODE_POINTS = 200

/** Ties a reader to the setting that it reads. */
const as =
  <T>(read: Reader<T>, put: (value: T) => GuildSettings): Reader<GuildSettings> =>
  (raw) => {
    const value = read(raw)
    return value.ok ? { ok: true, value: put(value.value) } : value
  }

/** One entry for each setting: what JSON it takes. */
const readers = {
  persona: as(textOf(PERSONA_CODE_POINTS), (persona) => ({ persona })),
  language: as(choiceOf<Language>(['en', 'de']), (language) => ({ language })),
  model: as(modelName, (model) => ({ model })),
  tools: as(flag, (tools) => ({ tools })),
  web: as(flag, (web) => ({ web })),
  readChannel: as(flag, (readChannel) => ({ readChannel })),
  channels: as(listsOf(isChannelId), (channels) => ({ channels })),
  roles: as(listsOf(isRoleId), (roles) => ({ roles })),
  blockedMembers: as(idsOf(isMemberId, LIST_ENTRIES), (blockedMembers) => ({ blockedMembers })),
  mayStop: as(choiceOf<MayStop>(['asker', 'moderators', 'everyone']), (mayStop) => ({ mayStop })),
  showQuestion: as(flag, (showQuestion) => ({ showQuestion })),
  footer: as(flag, (footer) => ({ footer })),
  notify: as(flag, (notify) => ({ notify })),
  memoryDays: as(whole(0, 3_650), (memoryDays) => ({ memoryDays })),
  budgets: as(readBudgets, (budgets) => ({ budgets })),
  timeZone: as(readTimeZone, (timeZone) => ({ timeZone })),
  logChannel: as(idOf(isChannelId), (logChannel) => ({ logChannel })),
  paused: as(readPaused, (paused) => ({ paused })),
} satisfies Record<SettingName, Reader<GuildSettings>>

/** What a member may set for their own direct messages. */
const ofMembers: ReadonlySet<string> = new Set<SettingName>(['persona', 'language', 'notify'])

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(readers, name)

export const settingNames: readonly SettingName[] = Object.keys(readers).filter(isSettingName)

/** Whether this setting exists for this owner. */
export function mayHave(owner: OwnerId, name: string): boolean {
  if (owner === OPERATOR) return name === 'paused'
  return isSettingName(name) && (owner.startsWith('guild:') || ofMembers.has(name))
}

/**
 * Takes every good value and names every other. Never throws. What JSON has under a name that we do not know, or that this
 * owner may not set, is refused, too; what is `null` or absent has its default.
 */
export function parseSettings(owner: OwnerId, raw: unknown): ParsedSettings {
  return isRecord(raw)
    ? parseAll(raw, (name) => mayHave(owner, name))
    : { settings: {}, refused: [{ name: '', why: 'settings are no object' }] }
}

function parseAll(raw: Json, isKnown: (name: string) => boolean): ParsedSettings {
  let settings: GuildSettings = {}
  const refused: Refused[] = []
  for (const [name, value] of Object.entries(raw)) {
    if (value === null || value === undefined) continue
    const read: Read<GuildSettings> =
      isSettingName(name) && isKnown(name) ? readers[name](value) : { ok: false, why: 'setting unknown' }
    if (read.ok) settings = { ...settings, ...read.value }
    else
      refused.push({ name: name.slice(0, 40), why: read.why, ...(read.n === undefined ? {} : { n: read.n }) })
  }
  return { settings, refused }
}

/**
 * The settings after a change, and what of it was refused; a refused value leaves what was there. `null` resets a setting.
 *
 * @param patch JSON that nobody vouches for
 */
export function changed(owner: OwnerId, before: GuildSettings, patch: unknown): ParsedSettings {
  const { settings: taken, refused } = parseSettings(owner, patch)
  const resets = isRecord(patch) ? settingNames.filter((name) => patch[name] === null) : []
  const rest = Object.fromEntries(
    Object.entries(before).filter(([name]) => !resets.some((reset) => reset === name)),
  )
  return { settings: { ...rest, ...taken }, refused }
}

/** What is decided before a question is taken is of no use to its turn. */
const atTheDoor: ReadonlySet<string> = new Set<SettingName>([
  'language',
  'channels',
  'roles',
  'blockedMembers',
  'mayStop',
  'logChannel',
  'paused',
])

/** What goes with a question to its turn; undefined where that is nothing. */
export function snapshotOf(settings: GuildSettings): GuildSettings | undefined {
  const kept = Object.entries(settings).filter(([name]) => !atTheDoor.has(name))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** Reads a snapshot back; values that this version does not take have their default. */
export const readSnapshot = (raw: unknown): GuildSettings | undefined =>
  isRecord(raw) ? snapshotOf(parseAll(raw, isSettingName).settings) : undefined

function listsOf<Of extends string>(is: (raw: unknown) => raw is Of): Reader<Lists<Of>> {
  const list = idsOf(is, LIST_ENTRIES)
  return (raw) => {
    if (!isRecord(raw)) return { ok: false, why: 'setting no lists' }
    const allow = list(raw['allow'] ?? [])
    const deny = list(raw['deny'] ?? [])
    if (!allow.ok) return allow
    return deny.ok ? { ok: true, value: { allow: allow.value, deny: deny.value } } : deny
  }
}

function readPaused(raw: unknown): ReturnType<Reader<Paused>> {
  const { by, at, why } = recordAt({ raw }, 'raw')
  const read = why === '' ? { ok: true as const, value: '' } : textOf(PAUSE_WHY_CODE_POINTS)(why)
  if (!read.ok) return read
  return isMemberId(by) && typeof at === 'number' && Number.isFinite(at)
    ? { ok: true, value: { why: read.value, by, at } }
    : { ok: false, why: 'setting no pause' }
}
