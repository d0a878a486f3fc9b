/** The operator's side of Discord: the application's own calls, with the bot token. */

import { USER_AGENT } from '../deliver/discord-http.ts'
import { parseJson } from '../json.ts'

/** What the operator can mend, in one sentence. Never contains the token. */
export class AccountProblem extends Error {}

export interface Account {
  readonly baseUrl: string
  readonly applicationId: string
  readonly token: string
}

/**
 * One call to Discord's HTTP API.
 *
 * @returns the JSON of a good answer
 * @throws AccountProblem for everything else, with what to do
 */
export async function accountCall(
  account: Account,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  return (await accountAnswer(account, method, path, body)).json
}

/** As `accountCall`; with the time that Discord's answer names, in milliseconds since 1970. */
export async function accountAnswer(
  account: Account,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly json: unknown; readonly date: number | undefined }> {
  // In a header nothing else may stand: fetch would fail as it does without a network.
  if (!/^[\x21-\x7e]+$/.test(account.token))
    throw new AccountProblem('DISCORD_TOKEN is no bot token; copy it whole, without quotes and spaces.')
  const { host } = new URL(account.baseUrl)
  const response = await fetch(`${account.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bot ${account.token}`,
      'user-agent': USER_AGENT,
      'content-type': 'application/json',
    },
    signal: AbortSignal.timeout(15_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new AccountProblem(`Discord cannot be reached at ${host}; is there a network?`)
  })
  const text = await response.text()
  const date = Date.parse(response.headers.get('date') ?? '') || undefined
  if (response.ok && text === '') return { json: undefined, date }
  const json = parseJson(text)
  if (response.ok && json === undefined)
    throw new AccountProblem(`What answers at ${host} is not Discord; is there a login page in between?`)
  if (response.ok) return { json, date }
  throw new AccountProblem(problemOf(response.status, text, path))
}

function problemOf(status: number, text: string, path: string): string {
  if (status === 401) {
    return 'Discord does not accept DISCORD_TOKEN; copy it anew from the developer portal ("Bot", "Reset Token").'
  }
  if (status === 403 || status === 404) {
    return path.includes('/guilds/')
      ? 'Discord finds no such server for this application; check the --guild id, and that the app was added there.'
      : 'Discord finds no such application for this token; check DISCORD_APPLICATION_ID and DISCORD_TOKEN belong together.'
  }
  if (status === 429) return 'Discord asks to wait: too many changes (200 a day and server). Try again later.'
  return `Discord answered ${status}: ${text.slice(0, 500)}`
}
