/** Asks Discord whether the bot is a member of a server. */

import type { Clock } from '../clock.ts'
import type { GuildId } from '../ids.ts'
import { numberAt, parseJson, textAt } from '../json.ts'
import { asBot, bare, send } from './discord-http.ts'

export interface MembershipAccess {
  readonly baseUrl: string
  readonly applicationId: string
  readonly botToken: string
}

/** Opcodes and Status Codes: "Unknown guild" with 404, "Missing access" with 403. */
const UNKNOWN_GUILD = 10_004
const MISSING_ACCESS = 50_001

/**
 * By `GET /guilds/{guild.id}` (Resources, Guild, "Get Guild"). `gone` only where the token is this bot's: to the token of
 * another bot every server of ours is unknown. Never rejects, and takes at most 20 seconds.
 */
export async function membershipOf(
  guild: GuildId,
  { baseUrl, applicationId, botToken }: MembershipAccess,
  clock: Clock,
): Promise<'there' | 'gone' | 'unknown'> {
  const get = (path: string): ReturnType<typeof send> =>
    send(clock, 'GET', `${baseUrl}${path}`, asBot(bare, botToken))
  const found = await get(`/guilds/${guild}`)
  if (found === undefined) return 'unknown'
  const { status } = found.response
  const body = parseJson(found.text)
  if (status === 200) return textAt(body, 'id') === guild ? 'there' : 'unknown'
  const code = numberAt(body, 'code')
  const isRefused = (status === 404 && code === UNKNOWN_GUILD) || (status === 403 && code === MISSING_ACCESS)
  if (!isRefused) return 'unknown'
  const application = await get('/applications/@me')
  const isOurs =
    application?.response.status === 200 && textAt(parseJson(application.text), 'id') === applicationId
  return isOurs ? 'gone' : 'unknown'
}
