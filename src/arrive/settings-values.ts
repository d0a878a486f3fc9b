/** Says in a few words what a setting is, and what it is where nobody has set it. */

import { escaped, line } from '../deliver/plain-text.ts'
import { effective, type OperatorLimits } from '../guild/effective.ts'
import type { GuildSettings, Lists, SettingName } from '../guild/guild-settings.ts'
import type { SettingsWords } from '../sentences/settings-words.ts'
import { modelName } from './model-choices.ts'

/** Code points of a text that is shown. */
const TEXT = 60

/** Undefined where it is not set. Nothing in it is alive but the names of channels. */
export const valueText = (name: SettingName, own: GuildSettings, words: SettingsWords): string | undefined =>
  own[name] === undefined ? undefined : texts[name](own, words)

const onOff = (isOn: boolean | undefined, words: SettingsWords): string =>
  isOn === true ? words.on : words.off

/** Of settings that are set. */
const texts: Readonly<Record<SettingName, (own: GuildSettings, words: SettingsWords) => string>> = {
  persona: ({ persona = '' }) => shown(persona),
  language: ({ language = 'en' }, words) => words.languages[language],
  model: ({ model = '' }) => modelName(model),
  tools: ({ tools }, words) => onOff(tools, words),
  web: ({ web }, words) => onOff(web, words),
  readChannel: ({ readChannel }, words) => onOff(readChannel, words),
  channels: ({ channels }, words) => countsOf(channels, words),
  roles: ({ roles }, words) => countsOf(roles, words),
  blockedMembers: ({ blockedMembers = [] }) => String(blockedMembers.length),
  mayStop: ({ mayStop = 'moderators' }, words) => words.mayStop[mayStop],
  showQuestion: ({ showQuestion }, words) => onOff(showQuestion, words),
  footer: ({ footer }, words) => onOff(footer, words),
  notify: ({ notify }, words) => onOff(notify, words),
  memoryDays: ({ memoryDays = 0 }, words) => daysOf(memoryDays, words),
  budgets: ({ budgets = {} }, words) => amountsOf(budgets, words),
  timeZone: ({ timeZone = '' }) => shown(timeZone),
  logChannel: ({ logChannel = '' }) => `<#${logChannel}>`,
  paused: ({ paused }, words) => shown(paused?.why ?? '') || words.on,
}

const shown = (text: string): string => escaped(line(text, TEXT))

/** An empty list goes without saying. */
const countsOf = (lists: Lists<string> | undefined, words: SettingsWords): string =>
  (
    [
      ['countAllowed', lists?.allow],
      ['countDenied', lists?.deny],
    ] as const
  )
    .flatMap(([word, ids = []]) => (ids.length === 0 ? [] : [words[word].replace('{n}', String(ids.length))]))
    .join(', ')

const daysOf = (days: number, words: SettingsWords): string =>
  days === 1 ? words.day : words.days.replace('{n}', String(days))

const amountsOf = (budgets: NonNullable<GuildSettings['budgets']>, words: SettingsWords): string =>
  Object.entries(words.budgets)
    .flatMap(([field, label]) => {
      const amount = Object.entries(budgets).find(([name]) => name === field)?.[1]
      const shownAmount = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 6 })
      return amount === undefined ? [] : [`${label}: ${shownAmount.format(amount)}`]
    })
    .join('; ')

/** What holds where it is not set. */
export function defaultText(name: SettingName, operator: OperatorLimits, words: SettingsWords): string {
  const { settings } = effective(operator, {})
  switch (name) {
    case 'persona':
    case 'budgets':
    case 'logChannel':
      return words.noneOf[name]
    case 'language':
      return words.each
    case 'model':
      return modelName(settings.model)
    case 'tools':
    case 'web':
      return onOff(settings[name] > 0, words)
    case 'readChannel':
      return onOff(settings.readChannel !== 'off', words)
    case 'showQuestion':
    case 'footer':
    case 'notify':
      return onOff(settings[name], words)
    case 'channels':
    case 'roles':
      return words.all
    case 'blockedMembers':
      return words.nobody
    case 'mayStop':
      return words.mayStop[settings.mayStop]
    case 'memoryDays':
      return daysOf(settings.memoryDays, words)
    case 'timeZone':
      return 'UTC'
    case 'paused':
      return words.no
  }
}

/** What holds instead, where the operator allows less than what is set. */
export function overruledText(
  name: SettingName,
  own: GuildSettings,
  operator: OperatorLimits,
  words: SettingsWords,
): string | undefined {
  const isOverruled = effective(operator, own).overruled.includes(name)
  return isOverruled ? words.overruled.replace('{n}', defaultText(name, operator, words)) : undefined
}
