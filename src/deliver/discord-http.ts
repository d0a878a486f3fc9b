/** One HTTP call to Discord, with the required headers and a timeout. */

import type { Clock } from '../clock.ts'

/** Required of every client, with this shape (Reference, "User Agent"); without it Cloudflare blocks the call. */
export const USER_AGENT = 'DiscordBot (https://github.com/threadkeeper/threadkeeper, 0.2.0)'

/** Discord answers in a tenth of a second; a call that hangs must not take the final edit with it. */
const CALL_WITHIN_MS = 10_000

export const headers = { 'user-agent': USER_AGENT }

/** What a call carries besides its method and address. */
export interface Payload {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: BodyInit
}

/** A call without a body. */
export const bare: Payload = { headers }

/** The same call, authorized by the bot token. */
export const asBot = ({ headers: own, ...rest }: Payload, botToken: string): Payload => ({
  headers: { ...own, authorization: `Bot ${botToken}` },
  ...rest,
})

/**
 * Undefined when there was no answer: no connection, none within 10 s, or `stop` fired. Never rejects. It follows no
 * redirect, because the address holds the token.
 */
export async function send(
  clock: Clock,
  method: string,
  address: string,
  content: Payload,
  stop?: AbortSignal,
): Promise<{ readonly response: Response; readonly text: string } | undefined> {
  const late = new AbortController()
  const answered = new AbortController()
  const giveUp = async (): Promise<void> => {
    await clock.sleep(CALL_WITHIN_MS, answered.signal, 'hang')
    late.abort()
  }
  void giveUp()
  try {
    const signal = stop === undefined ? late.signal : AbortSignal.any([late.signal, stop])
    const response = await fetch(address, { method, ...content, signal, redirect: 'manual' })
    return { response, text: await response.text() }
  } catch {
    return undefined
  } finally {
    answered.abort()
  }
}
