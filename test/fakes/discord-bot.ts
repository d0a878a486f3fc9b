/** A bot as small as possible: what a test lets it say to the local Discord. */

import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import type { Json } from '../../src/playground/discord/json.ts'

export const USER_AGENT = 'DiscordBot (https://example.com, 1.0)'
export const HEADERS = { 'User-Agent': USER_AGENT, 'Content-Type': 'application/json' }
export const AS_BOT = { ...HEADERS, Authorization: 'Bot secret' }

export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly id: string
    readonly code: number
    readonly message: string
    readonly content: string
    readonly flags: number
    readonly attachments: readonly { id: string; filename: string; url: string }[]
    readonly retry_after: number
    readonly errors: unknown
  }
}

export const quiet = { allowed_mentions: { parse: [] } }

export async function heard(response: Response): Promise<Heard> {
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
}

/** Calls the API with good manners, unless `init` says otherwise. */
export async function call(
  discord: LocalDiscord,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = HEADERS,
): Promise<Heard> {
  const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  return heard(await fetch(discord.apiBaseUrl + path, { method, headers, ...init }))
}

/** What a bot holds of one interaction. */
export interface Held {
  readonly token: string
  edit(body: Json, which?: string): Promise<Heard>
  create(body: Json): Promise<Heard>
  remove(which?: string): Promise<Heard>
  get(which?: string): Promise<Heard>
}

export function hold(discord: LocalDiscord, token: string): Held {
  const place = `/webhooks/${discord.applicationId}/${token}`
  return {
    token,
    edit: (body, which = '@original') =>
      call(discord, 'PATCH', `${place}/messages/${which}`, { ...quiet, ...body }),
    create: (body) => call(discord, 'POST', place, { ...quiet, ...body }),
    remove: (which = '@original') => call(discord, 'DELETE', `${place}/messages/${which}`),
    get: (which = '@original') => call(discord, 'GET', `${place}/messages/${which}`),
  }
}

/** An interaction that the bot has deferred. */
export async function deferred(discord: LocalDiscord, wanted: Json = {}, data: Json = {}): Promise<Held> {
  const { token } = await discord.interact(wanted)
  const done = discord.acknowledge(token, { status: 200, contentType: undefined, body: { type: 5, data } })
  if (!done.ok) throw new Error(done.why)
  return hold(discord, token)
}

/** A clock that only a test moves. */
export function handClock(start = 1_800_000_000_000): { now: () => number; pass(ms: number): void } {
  let now = start
  return {
    now: () => now,
    pass(ms) {
      now += ms
    },
  }
}

/** A local Discord on a test's clock, whose limits no test meets that is about something else. */
export const startUnlimited = (now: () => number): Promise<LocalDiscord> =>
  startDiscord({
    now,
    bucket: { limit: 100, windowMs: 1_000 },
    channelCreates: { limit: 1_000, windowMs: 1_000 },
  })

/** The rules that calls with this token broke, in their order. */
export const rulesBroken = (discord: LocalDiscord, token: string): readonly string[] =>
  discord.reply(token).violations.map(({ rule }) => rule)
