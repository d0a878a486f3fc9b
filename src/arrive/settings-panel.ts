/** The private message of `/settings`: all settings, or one with what changes it. */

import type { OperatorLimits } from '../guild/effective.ts'
import {
  type GuildSettings,
  isSettingName,
  type Lists,
  mayHave,
  type Refused,
  type SettingName,
  settingNames,
} from '../guild/guild-settings.ts'
import type { Embed } from '../deliver/message.ts'
import type { OwnerId } from '../ids.ts'
import { type Language, sentence } from '../sentences/sentences.ts'
import { type SettingsWords, settingsWords } from '../sentences/settings-words.ts'
import { modelName } from './model-choices.ts'
import { buttonRow, type Row, select, textSelect } from './settings-rows.ts'
import { defaultText, overruledText, valueText } from './settings-values.ts'
import { type Page, settingsId } from './settings-wish.ts'

/** A message for the manager alone. */
export interface Panel {
  readonly content: string
  readonly rows: readonly Row[]
  /** What the member has typed, given back. */
  readonly typed?: Embed
}

/** What the panel is about. */
export interface PanelOf {
  readonly owner: OwnerId
  readonly own: GuildSettings
  readonly operator: OperatorLimits
  readonly language: Language
  /** What came of the last change, above all else. */
  readonly news?: string | undefined
}

export const panelOf = (page: Page, about: PanelOf): Panel =>
  page === 'home' || !mayHave(about.owner, page) ? homePanel(about) : settingPanel(page, about)

function homePanel({ owner, own, operator, language, news }: PanelOf): Panel {
  const words = settingsWords(language)
  const isServer = owner.startsWith('guild:')
  const names = settingNames.filter((name) => mayHave(owner, name))
  const lines = names.map((name) => {
    const value = valueText(name, own, words)
    const overruled = overruledText(name, own, operator, words)
    const now =
      value === undefined ? `${defaultText(name, operator, words)} (${words.isDefault})` : `**${value}**`
    return `${words.names[name]}: ${now}${overruled === undefined ? '' : `\n-# ${overruled}`}`
  })
  const menu = names.map((name) => ({
    value: name,
    label: words.names[name],
    description: words.helps[name],
  }))
  const pause = own.paused === undefined ? button(words.pause, 'type', 'paused') : button(words.lift, 'lift')
  return {
    content: contentOf(news, [
      `**${isServer ? words.titleServer : words.titleMember}**`,
      ...lines,
      `-# ${words.soon}`,
    ]),
    rows: [
      textSelect(settingsId('menu'), words.choose, menu),
      buttonRow([
        ...(isServer ? [pause] : []),
        button(words.export, 'export'),
        button(words.import, 'import'),
        { ...button(words.resetAll, 'clear'), isDanger: true },
      ]),
    ],
  }
}

function settingPanel(name: SettingName, { own, operator, language, news }: PanelOf): Panel {
  const words = settingsWords(language)
  const value = valueText(name, own, words)
  const usual = defaultText(name, operator, words)
  const overruled = overruledText(name, own, operator, words)
  return {
    content: contentOf(news, [
      `**${words.names[name]}**`,
      words.helps[name],
      words.now.replace('{n}', () =>
        value === undefined ? `${usual} (${words.isDefault})` : `**${value}**`,
      ),
      ...(value === undefined ? [] : [words.usually.replace('{n}', () => usual)]),
      ...listLines(name, own, words),
      ...(isSwitchedOff(name, operator) ? [`-# ${words.switchedOff}`] : []),
      ...(overruled === undefined ? [] : [`-# ${overruled}`]),
    ]),
    rows: [
      ...controlsOf(name, own, operator, words),
      buttonRow([
        button(words.back, 'home'),
        ...(value === undefined || name === 'paused' ? [] : [button(words.reset, 'reset', name)]),
      ]),
    ],
  }
}

/** Discord takes 2,000 characters. Nothing here comes near it but lists of 25 ids each, which are shortened. */
const contentOf = (news: string | undefined, lines: readonly string[]): string =>
  [...(news === undefined ? [] : [news, '']), ...lines].join('\n').slice(0, 2_000)

const isSwitchedOff = (name: SettingName, operator: OperatorLimits): boolean =>
  (name === 'tools' && operator.tools === 0) ||
  (name === 'web' && operator.web === 0) ||
  (name === 'readChannel' && operator.readChannel === 'off') ||
  (name === 'showQuestion' && !operator.showQuestion)

const listed = (title: string, ids: readonly string[], mark: string): readonly string[] =>
  ids.length === 0 ? [] : [`${title}: ${ids.map((id) => `<${mark}${id}>`).join(' ')}`]

function listLines(name: SettingName, own: GuildSettings, words: SettingsWords): readonly string[] {
  if (name === 'blockedMembers') return listed(words.blocked, own.blockedMembers ?? [], '@')
  if (name !== 'channels' && name !== 'roles') return []
  const mark = name === 'channels' ? '#' : '@&'
  const { allow = [], deny = [] }: Partial<Lists<string>> = own[name] ?? {}
  // A menu that has a choice no longer shows what it is for.
  return [...listed(words.allowed, allow, mark), ...listed(words.denied, deny, mark), `-# ${words.twoMenus}`]
}

const button = (label: string, verb: string, ...more: readonly string[]) => ({
  label,
  id: settingsId(verb, ...more),
})

function controlsOf(
  name: SettingName,
  own: GuildSettings,
  operator: OperatorLimits,
  words: SettingsWords,
): readonly Row[] {
  const pick = (
    options: readonly (readonly [string, string])[],
    chosen: string | undefined,
  ): readonly Row[] => [
    textSelect(
      settingsId('pick', name),
      words.pick,
      options.map(([value, label]) => ({ value, label })),
      chosen,
    ),
  ]
  switch (name) {
    case 'tools':
    case 'web':
    case 'readChannel':
    case 'showQuestion':
    case 'footer':
    case 'notify':
      return [
        buttonRow([
          { ...button(words.turnOn, 'set', name, 'on'), disabled: own[name] === true },
          { ...button(words.turnOff, 'set', name, 'off'), disabled: own[name] === false },
        ]),
      ]
    case 'language':
      return pick(Object.entries(words.languages), own.language)
    case 'mayStop':
      return pick(Object.entries(words.mayStop), own.mayStop)
    case 'model': {
      const models = operator.models.length === 0 ? [operator.model] : operator.models
      return pick(
        models.map((model) => [model, modelName(model)]),
        own.model,
      )
    }
    case 'channels':
    case 'roles': {
      const kind = name === 'channels' ? 'channel' : 'role'
      return [
        select(kind, settingsId('allow', name), words.allow, own[name]?.allow ?? []),
        select(kind, settingsId('deny', name), words.deny, own[name]?.deny ?? []),
      ]
    }
    case 'blockedMembers':
      return [select('user', settingsId('members', name), words.block, own.blockedMembers ?? [])]
    case 'logChannel':
      return [
        select(
          'log channel',
          settingsId('pick', name),
          words.pick,
          own.logChannel === undefined ? [] : [own.logChannel],
        ),
      ]
    case 'paused':
      return [
        buttonRow([
          own.paused === undefined ? button(words.pause, 'type', name) : button(words.lift, 'lift'),
        ]),
      ]
    case 'persona':
    case 'memoryDays':
    case 'budgets':
    case 'timeZone':
      return [buttonRow([button(words.change, 'type', name)])]
  }
}

/** What came of an import. */
export const newsPanel = (news: string, language: Language, typed?: Embed): Panel => ({
  content: news,
  ...(typed === undefined ? {} : { typed }),
  rows: [buttonRow([button(settingsWords(language).back, 'home')])],
})

/** Asks before everything is reset. */
export function resetPanel(language: Language): Panel {
  const words = settingsWords(language)
  return {
    content: words.resetAsk,
    rows: [buttonRow([{ ...button(words.resetYes, 'cleared'), isDanger: true }, button(words.back, 'home')])],
  }
}

/**
 * What came of a change: what has changed, and each value that was not taken, with the reason.
 *
 * @param byKey names what was refused as the JSON of an import names it
 */
export function newsOf(
  changed: readonly SettingName[],
  refused: readonly Refused[],
  language: Language,
  byKey: boolean,
): string {
  const words = settingsWords(language)
  const names = changed.map((name) => words.names[name]).join(', ')
  const titleOf = (name: string): string =>
    byKey || !isSettingName(name) ? `\`${name.replaceAll('`', '')}\`` : words.names[name]
  const all = refused.map(({ name, why, n }) => `- ${titleOf(name)}: ${sentence(why, language, n)}`)
  return [
    names === '' ? words.nothingChanged : words.changed.replace('{n}', names),
    ...all.slice(0, MOST_REFUSED),
  ].join('\n')
}

/** Each takes up to 250 of the 2,000 characters. */
const MOST_REFUSED = 6
