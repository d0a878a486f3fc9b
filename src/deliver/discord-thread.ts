/** Opens a Discord thread on a message, with the bot token. */

import type { Clock } from '../clock.ts'
import { type ChannelId, isChannelId, type MessageId } from '../ids.ts'
import { numberAt, parseJson, textAt } from '../json.ts'
import { asBot, headers, send } from './discord-http.ts'

export type ThreadOpened =
  | { readonly ok: true; readonly thread: ChannelId }
  | { readonly ok: false; readonly why: ThreadRefused }

/**
 * `there already`: a message has one thread at most. `too many`: the server has as many active threads as it may. `not
 * seen`: the bot does not see the channel. `not permitted`: it lacks CREATE_PUBLIC_THREADS. `failed`: anything else.
 */
export type ThreadRefused = 'there already' | 'too many' | 'not seen' | 'not permitted' | 'failed'

/** Source: Discord, Topics, Opcodes and Status Codes, "JSON Error Codes". */
const byCode: Readonly<Record<number, ThreadRefused>> = {
  160004: 'there already',
  160006: 'too many',
  50001: 'not seen',
  50013: 'not permitted',
}

export interface ThreadPlace {
  readonly baseUrl: string
  readonly botToken: string
  readonly channel: ChannelId
  readonly message: MessageId
}

/**
 * One call, no second try (Resources, Channel, "Start Thread from Message"). Never rejects.
 *
 * @param name 1 to 100 characters
 */
export async function openDiscordThread(
  { baseUrl, botToken, channel, message }: ThreadPlace,
  name: string,
  clock: Clock,
): Promise<ThreadOpened> {
  const call = asBot(
    { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ name }) },
    botToken,
  )
  const address = `${baseUrl}/channels/${channel}/messages/${message}/threads`
  const received = await send(clock, 'POST', address, call)
  const json = parseJson(received?.text ?? '')
  const thread = textAt(json, 'id')
  if (received?.response.ok === true && isChannelId(thread)) return { ok: true, thread }
  return { ok: false, why: byCode[numberAt(json, 'code') ?? 0] ?? 'failed' }
}
