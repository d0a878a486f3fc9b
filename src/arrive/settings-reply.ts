/** Carries out what a press of `/settings` wants: shows, changes, resets, exports and imports the settings of its place. */

import type { Clock } from '../clock.ts'
import type { Attachment } from '../converse/question/attachment.ts'
import { copyable } from '../deliver/copyable.ts'
import type { Embed } from '../deliver/message.ts'
import type { Webhook } from '../deliver/webhook.ts'
import type { OperatorLimits } from '../guild/effective.ts'
import { type Refused, type SettingName, settingNames } from '../guild/guild-settings.ts'
import { type ChangeResult, type KeptSettings, readKept } from '../guild/kept-settings.ts'
import type { ChannelId, MemberId, OwnerId, ReplyToken } from '../ids.ts'
import { isRecord, parseJson } from '../json.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../limits.ts'
import { type Case, sentence } from '../sentences/sentences.ts'
import { settingsWords } from '../sentences/settings-words.ts'
import type { Opens } from './answer-replies.ts'
import { bring } from './bring.ts'
import { settingsModal } from './settings-modals.ts'
import { newsOf, newsPanel, type Panel, panelOf, resetPanel } from './settings-panel.ts'
import type { Manager, Page, Wish } from './settings-wish.ts'
import type { Defers } from './thread-reply.ts'

/** The object of a server or member. Each may reject, and may never end. */
export interface SettingsObject {
  readSettings(): Promise<unknown>
  changeSettings(patch: unknown, by: MemberId): Promise<ChangeResult>
}

export interface SettingsDeps {
  readonly clock: Clock
  readonly operator: OperatorLimits
  readonly object: (owner: OwnerId) => SettingsObject
  /** This isolate knows the change at once. */
  readonly learn: (owner: OwnerId, kept: KeptSettings) => void
  readonly privateReply: (token: ReplyToken) => Pick<Webhook, 'edit'>
  /** The bot's own messages; undefined without a bot token. */
  readonly channel: ((channel: ChannelId) => Pick<Webhook, 'create'>) | undefined
  /** The text of an uploaded file; undefined where it cannot be had. Never rejects. */
  readonly download: (file: Attachment) => Promise<string | undefined>
  /** For the operator. */
  readonly complain: (message: string) => void
}

/** The panel is shown: as a message of its own, or in place of the one that was pressed. */
export interface ShowsPanel {
  readonly does: 'panel'
  readonly panel: Panel
  readonly afterwards?: () => Promise<void>
}

/** One sentence for the member alone. */
export interface SaysWhy {
  readonly does: 'refuse'
  readonly why: Case
  /** What they have typed, given back: the form is closed by now. */
  readonly typed?: Embed
}

export type SettingsReply = ShowsPanel | SaysWhy | Opens | Defers

/** Never rejects, and ends within two seconds. */
export async function settingsReply(deps: SettingsDeps, by: Manager, wish: Wish): Promise<SettingsReply> {
  if (!by.manages) return { does: 'refuse', why: 'may not set' }
  switch (wish.does) {
    case 'show':
      return show(deps, by, wish.page)
    case 'ask to reset':
      return { does: 'panel', panel: resetPanel(by.language) }
    case 'open': {
      const kept = await keptOf(deps, by)
      const modal = kept && settingsModal(wish.form, kept.settings, settingsWords(by.language))
      if (modal !== undefined) return { does: 'open', modal }
      return { does: 'refuse', why: kept === undefined ? 'settings unreachable' : 'unknown button' }
    }
    case 'change': {
      const kept = await keptOf(deps, by)
      return kept === undefined ? unreachable : change(deps, by, wish.patch(kept.settings), wish.page)
    }
    case 'reset all':
      return change(deps, by, Object.fromEntries(RESETS.map((name) => [name, null])), 'home')
    case 'export':
      return { does: 'defer', afterwards: () => sendExport(deps, by) }
    case 'import':
      return take(deps, by, wish)
  }
}

const unreachable: SaysWhy = { does: 'refuse', why: 'settings unreachable' }

/** A pause is no way to be. */
const RESETS = settingNames.filter((name) => name !== 'paused')

/** They are not taken along: a pause, and a channel in which we write. Only Discord knows whether it is of this server. */
const STAYS: readonly string[] = ['paused', 'logChannel'] satisfies readonly SettingName[]

/** As they are now, and not as an isolate remembers them. */
async function keptOf(deps: SettingsDeps, { owner }: Manager): Promise<KeptSettings | undefined> {
  const found = await bring(deps, () => deps.object(owner).readSettings())
  return readKept(owner, found?.value)
}

const panel = (
  { operator }: SettingsDeps,
  by: Manager,
  kept: KeptSettings,
  page: Page,
  news?: string,
): Panel => panelOf(page, { owner: by.owner, own: kept.settings, operator, language: by.language, news })

async function show(deps: SettingsDeps, by: Manager, page: Page): Promise<SettingsReply> {
  const kept = await keptOf(deps, by)
  return kept === undefined ? unreachable : { does: 'panel', panel: panel(deps, by, kept, page) }
}

/** What is known of an import before the object is asked. */
interface Imported {
  readonly refused: readonly Refused[]
  /** Given back where something is refused. */
  readonly typed?: Embed
}

async function change(
  deps: SettingsDeps,
  by: Manager,
  patch: object,
  page: Page,
  imported?: Imported,
): Promise<SettingsReply> {
  const made = await bring(deps, () => deps.object(by.owner).changeSettings(patch, by.member))
  const { typed } = imported ?? {}
  if (made === undefined) return typed === undefined ? unreachable : { ...unreachable, typed }
  const { kept, changed } = made.value
  const refused = [...(imported?.refused ?? []), ...made.value.refused]
  deps.learn(by.owner, kept)
  const isSilent = imported === undefined && refused.length === 0
  const news =
    isSilent && changed.length === 0
      ? undefined
      : newsOf(changed, refused, by.language, imported !== undefined)
  const shown =
    imported === undefined
      ? panel(deps, by, kept, page, news)
      : newsPanel(news ?? '', by.language, refused.length === 0 ? undefined : typed)
  return { does: 'panel', panel: shown, afterwards: () => tell(deps, by, made.value) }
}

/** Who has changed what, but not how: a persona is nobody's but the managers'. What cannot be told changes nothing. */
async function tell(
  { channel, complain }: SettingsDeps,
  { member, owner, language }: Manager,
  { kept, changed }: ChangeResult,
): Promise<void> {
  const { logChannel } = kept.settings
  if (logChannel === undefined || channel === undefined || changed.length === 0) return
  const words = settingsWords(kept.settings.language ?? language)
  const names = changed.map((name) => words.names[name]).join(', ')
  const content = words.told.replace('{by}', `<@${member}>`).replace('{n}', names)
  const sent = await channel(logChannel).create({ content, plainLinks: true })
  if (!sent.ok) complain(`the log channel of ${owner} took no message: ${sent.why}`)
}

/** Our first response may be slow, and until Discord has it there is nothing to edit. */
const SENT_AFTER_MS = [ACKNOWLEDGED_AFTER_MS, 1_000, 3_000]

async function sendExport(deps: SettingsDeps, by: Manager): Promise<void> {
  const kept = await keptOf(deps, by)
  const settings = without(kept?.settings ?? {})
  const words = settingsWords(by.language)
  const body =
    kept === undefined
      ? { content: sentence('settings unreachable', by.language), plainLinks: true }
      : { content: words.exported, plainLinks: true, files: [fileOf(settings)] }
  for (const afterMs of SENT_AFTER_MS) {
    await deps.clock.sleep(afterMs)
    if ((await deps.privateReply(by.token).edit('@original', body)).ok) return
  }
}

const without = (json: object): object =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !STAYS.includes(name)))

const fileOf = (settings: object) => ({
  name: 'settings.json',
  type: 'application/json',
  content: `${JSON.stringify(settings, null, 2)}\n`,
})

/** Settings are some kilobytes. */
const IMPORT_BYTES = 65_536

async function take(
  deps: SettingsDeps,
  by: Manager,
  { text, file }: Extract<Wish, { does: 'import' }>,
): Promise<SettingsReply> {
  const back = text === '' ? {} : { typed: copyable(settingsWords(by.language).toCopy, text) }
  if (file !== undefined && file.size > IMPORT_BYTES)
    return { does: 'refuse', why: 'settings file too large', ...back }
  const found = file === undefined ? { value: text } : await bring(deps, () => deps.download(file))
  if (found?.value === undefined) return { does: 'refuse', why: 'file unreachable', ...back }
  const json = parseJson(found.value)
  if (!isRecord(json)) return { does: 'refuse', why: 'settings are no object', ...back }
  const refused = STAYS.filter((name) => json[name] !== undefined).map((name): Refused => ({
    name,
    why: 'setting not imported',
  }))
  return change(deps, by, without(json), 'home', { refused, ...back })
}
