/** The SQL API of Analytics Engine: sends one query, and reads its rows or says what keeps them from coming. */

import { isRecord, type Json, listAt, parseJson } from '../../json.ts'
import { ReportProblem } from './report-problem.ts'

export interface SqlAccount {
  /** Such as https://api.cloudflare.com/client/v4 */
  readonly baseUrl: string
  readonly accountId: string
  readonly token: string
}

/** The rows of one query, with the names of their columns. @throws ReportProblem */
export type Ask = (sql: string) => Promise<readonly Json[]>

/** How an operator gets a token. Source: Cloudflare, Analytics Engine, SQL API, "Authentication". */
export const HOW_TO_GET_TOKEN =
  'make one at https://dash.cloudflare.com/profile/api-tokens ("Create Token", "Create Custom Token") with the permission "Account Analytics: Read" for this account'

const PATIENCE_MS = 60_000

export function sqlApi(account: SqlAccount): Ask {
  const { baseUrl, accountId, token } = account
  const { host } = new URL(baseUrl)
  return async (sql) => {
    const response = await fetch(
      `${baseUrl}/accounts/${encodeURIComponent(accountId)}/analytics_engine/sql`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
        body: sql,
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
    ).catch(() => {
      throw new ReportProblem(`Cloudflare cannot be reached at ${host}; is there a network?`)
    })
    const text = await response.text().catch(() => {
      throw new ReportProblem(`The answer of ${host} broke off; try again.`)
    })
    if (!response.ok) throw new ReportProblem(problemOf(response, text, account))
    const rows = rowsIn(text)
    if (rows === undefined)
      throw new ReportProblem(
        `What answers at ${host} is not the SQL API of Analytics Engine; is there a login page in between?`,
      )
    return rows
  }
}

/** The rows of an answer in the format JSON; undefined where it is none, or has not all of its rows. */
function rowsIn(text: string): readonly Json[] | undefined {
  const json = parseJson(text)
  if (!isRecord(json) || !Array.isArray(json['data'])) return undefined
  const rows = listAt(json, 'data').filter(isRecord)
  return Number(json['rows'] ?? rows.length) === rows.length ? rows : undefined
}

/** Statuses as Cloudflare's "Error responses" of its SQL APIs lists them; the gateway refuses a token with 400, 401 or 403. */
function problemOf(response: Response, text: string, { accountId, token }: SqlAccount): string {
  const { status } = response
  if (status === 400 || status === 401 || status === 403)
    return `Cloudflare does not let this CLOUDFLARE_API_TOKEN read the analytics of the account ${accountId}; ${HOW_TO_GET_TOKEN}.`
  if (status === 404)
    return `Cloudflare knows no account ${accountId}; check CLOUDFLARE_ACCOUNT_ID ("npx wrangler whoami" shows it).`
  if (status === 429) return `Cloudflare asks to wait: too many queries. Try again in ${waitOf(response)}.`
  if (status === 507) return 'The query is too large for Cloudflare; ask for fewer days with --days.'
  if (status >= 500)
    return `Cloudflare answered ${status}; try again later (https://www.cloudflarestatus.com).`
  const said = text.replaceAll(token, '…').replaceAll(/\s+/g, ' ').trim().slice(0, 200)
  return `The SQL API did not run the query (${status}): ${said === '' ? 'it does not say why' : said}`
}

function waitOf(response: Response): string {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? `${Math.ceil(seconds)} seconds` : 'a minute'
}
