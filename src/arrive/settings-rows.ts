/** The rows of components under the message of `/settings`. Source: Discord, Components, Reference. */

import { type Button, componentsOf } from '../deliver/message.ts'
import { LIST_ENTRIES } from '../limits.ts'

/** An action row as Discord takes it. */
export type Row = object

const ROW = 1
const TYPE = { text: 3, user: 5, role: 6, channel: 8, 'log channel': 8 } as const

/** What a select without options offers; Discord knows it by itself. */
type Kind = Exclude<keyof typeof TYPE, 'text'>

/** Text and announcements (Resources, Channel, "Channel Types"). */
const LOG_CHANNELS = [0, 5]

export const buttonRow = (buttons: readonly Button[]): Row => Object(componentsOf(buttons)[0])

export interface Option {
  readonly value: string
  readonly label: string
  readonly description?: string
}

/** @param options at most 25 */
export const textSelect = (
  id: string,
  placeholder: string,
  options: readonly Option[],
  chosen?: string,
): Row =>
  row({
    type: TYPE.text,
    custom_id: id,
    placeholder,
    options: options.map((one) => (one.value === chosen ? { ...one, default: true } : one)),
  })

/** Members, roles or channels; nothing chosen empties the list. @param chosen at most 25 ids */
export const select = (kind: Kind, id: string, placeholder: string, chosen: readonly string[]): Row =>
  row({
    type: TYPE[kind],
    custom_id: id,
    placeholder,
    min_values: 0,
    max_values: kind === 'log channel' ? 1 : LIST_ENTRIES,
    ...(kind === 'log channel' ? { channel_types: LOG_CHANNELS } : {}),
    ...(chosen.length === 0
      ? {}
      : {
          default_values: chosen.map((one) => ({ id: one, type: kind === 'log channel' ? 'channel' : kind })),
        }),
  })

const row = (component: object): Row => ({ type: ROW, components: [component] })
