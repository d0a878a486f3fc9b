/** The modals of `/settings`, in which what no select can choose is typed. */

import { type GuildSettings, PAUSE_WHY_CODE_POINTS, type SettingName } from '../guild/guild-settings.ts'
import { MODAL_TEXT, PERSONA_CODE_POINTS } from '../limits.ts'
import type { SettingsWords } from '../sentences/settings-words.ts'
import type { Modal } from './modal.ts'

/** The custom ids of the fields. */
export const FIELD = { text: 'text', file: 'files' } as const

export const BUDGET_FIELDS = ['memberDayUsd', 'memberMonthUsd', 'serverDayUsd', 'serverMonthUsd'] as const

/** Source: Discord, Components, Reference, "Component Types" and "Text Input Styles". */
const TYPE = { textInput: 4, label: 18, fileUpload: 19 } as const
const [SHORT, PARAGRAPH] = [1, 2]

/** Version 1. The settings as they are now stand in the fields. */
export function settingsModal(
  form: SettingName | 'import',
  now: GuildSettings,
  words: SettingsWords,
): Modal | undefined {
  if (form === 'import')
    return {
      custom_id: 'settings:1:imported',
      title: words.import,
      components: [
        label(words.importFile, {
          type: TYPE.fileUpload,
          custom_id: FIELD.file,
          min_values: 0,
          max_values: 1,
          required: false,
        }),
        label(words.importText, input(FIELD.text, PARAGRAPH, MODAL_TEXT)),
      ],
    }
  const fields = forms[form]?.(now, words)
  return fields && { custom_id: `settings:1:typed:${form}`, title: words.names[form], components: fields }
}

type FieldsOf = (now: GuildSettings, words: SettingsWords) => readonly object[]

/** Of the settings that are typed; the others are chosen. */
const forms: Readonly<Partial<Record<SettingName, FieldsOf>>> = {
  persona: ({ persona }, words) => [
    label(words.names.persona, input(FIELD.text, PARAGRAPH, PERSONA_CODE_POINTS, persona)),
  ],
  memoryDays: ({ memoryDays }, words) => [
    label(words.names.memoryDays, input(FIELD.text, SHORT, 4, memoryDays)),
  ],
  timeZone: ({ timeZone }, words) => [label(words.names.timeZone, input(FIELD.text, SHORT, 64, timeZone))],
  paused: (_, words) => [label(words.pauseWhy, input(FIELD.text, PARAGRAPH, PAUSE_WHY_CODE_POINTS))],
  budgets: ({ budgets }, words) =>
    BUDGET_FIELDS.map((field) => label(words.budgets[field], input(field, SHORT, 16, budgets?.[field]))),
}

const label = (text: string, component: object): object => ({ type: TYPE.label, label: text, component })

/** An empty field resets. */
const input = (id: string, style: number | undefined, most: number, value?: string | number): object => ({
  type: TYPE.textInput,
  custom_id: id,
  style,
  max_length: most,
  required: false,
  ...(value === undefined ? {} : { value: String(value) }),
})
