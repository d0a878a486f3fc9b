/** A command in the menu of a message: Discord sends the message along, whole, whatever the bot may read otherwise. */

import { saidJson } from './channel-messages.ts'
import { textOf, type Json } from './json.ts'
import type { State } from './state.ts'
import { messageJson } from './views.ts'

export type OnMessage =
  | { readonly ok: true; readonly raw: Json }
  | { readonly ok: false; readonly why: string }

/**
 * `target` is the id of the message. Source: Discord, Application Commands, "Message Commands". Who presses on a message
 * that only they see is offered no apps.
 */
export function onMessage(state: State, raw: Json, commandId: string): OnMessage {
  const target = textOf(raw['target']) ?? ''
  const own = state.messages.get(target)
  const [found] = [...state.talks].flatMap(([channel, { said }]) =>
    said.filter(({ id }) => id === target).map((one) => ({ channel, json: saidJson(channel, one) })),
  )
  const isThere = own !== undefined && own.deleted === 'no' && !own.ephemeral
  const message = isThere ? { channel: own.channel, json: messageJson(state, own) } : found
  if (message === undefined) return { ok: false, why: 'this message has no menu of apps' }
  const { channel, json } = message
  const data = {
    id: commandId,
    name: raw['name'],
    type: 3,
    target_id: target,
    resolved: { messages: { [target]: json } },
  }
  return { ok: true, raw: { channel, ...raw, data } }
}
