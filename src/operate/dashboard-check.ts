/** Runs the queries of the dashboard at Cloudflare, and says how many events each finds. */

import { APIConnectionError, APIError } from 'cloudflare/error'
import { BaseTelemetry } from 'cloudflare/resources/workers/observability/telemetry'
import { createClient } from 'cloudflare/tree-shakable'
import { type Json, listAt, numberAt, textAt } from '../json.ts'
import type { Chart } from './dashboard-charts.ts'
import { queryOf } from './dashboard-query.ts'
import type { SqlQuery } from './dashboard-sql.ts'
import { ReportProblem } from './report/report-problem.ts'
import { type SqlAccount, sqlApi } from './report/sql-api.ts'

export interface CheckDeps {
  readonly account: SqlAccount
  /** Its name in wrangler.toml. */
  readonly worker: string
  /** In milliseconds since 1970. */
  readonly timeframe: { readonly from: number; readonly to: number }
  /** How often a look into the log is repeated that met a limit or an error of Cloudflare's. */
  readonly retries: number
}

export interface Checked {
  readonly name: string
  /** How many the query found; undefined where it was not run, or failed. */
  readonly events: number | undefined
  /** What is wrong, in one sentence; undefined where nothing is. */
  readonly problem: string | undefined
}

/** Looks for the events of each chart in the log. */
export function checkCharts(deps: CheckDeps, charts: readonly Chart[]): Promise<readonly Checked[]> {
  const { account, worker, timeframe, retries } = deps
  const client = createClient({
    resources: [BaseTelemetry],
    apiToken: account.token,
    baseURL: account.baseUrl,
    maxRetries: retries,
    timeout: 30_000,
  })
  return inOrder(charts, NO_EVENT, async (chart) => {
    const query = { account_id: account.accountId, ...queryOf(chart, worker, timeframe) }
    try {
      const found = eventsIn(await client.workers.observability.telemetry.query(query))
      return { found, isFine: found > 0 || chart.isRare === true }
    } catch (error) {
      throw new ReportProblem(problemOf(error, account.accountId))
    }
  })
}

/** Asks Analytics Engine. */
export function checkSql({ account }: CheckDeps, queries: readonly SqlQuery[]): Promise<readonly Checked[]> {
  const ask = sqlApi(account)
  return inOrder(queries, NO_TURN, async ({ sql }) => {
    const found = turnsIn(await ask(sql).catch(withoutRows))
    return { found, isFine: found > 0 }
  })
}

/** Columns are typed by the rows that a query finds: one that finds none is refused, and means that there are none. */
function withoutRows(error: unknown): readonly Json[] {
  if (error instanceof ReportProblem && error.message.includes('unable to find type of column')) return []
  throw error
}

const NO_EVENT =
  'It finds no event. Ask the bot something, wait a minute, and look whether observability is on ("npm run doctor").'
const NO_TURN = 'It finds no turn. Points show up some minutes after an answer.'

/** The events behind the first calculation, over all its groups. */
const eventsIn = (result: unknown): number =>
  listAt(listAt(result, 'calculations')[0], 'aggregates').reduce<number>(
    (events, one) => events + (numberAt(one, 'count') ?? 0),
    0,
  )

/** Large numbers come as text. */
const turnsIn = (rows: readonly unknown[]): number =>
  rows.reduce<number>((turns, row) => turns + Number(numberAt(row, 'turns') ?? textAt(row, 'turns') ?? 0), 0)

/** One after the other, until one fails: what keeps one from running keeps the others too. */
async function inOrder<Query extends { readonly name: string }>(
  queries: readonly Query[],
  nothing: string,
  run: (query: Query) => Promise<{ readonly found: number; readonly isFine: boolean }>,
): Promise<readonly Checked[]> {
  const checked: Checked[] = []
  for (const query of queries) {
    const { name } = query
    try {
      const { found, isFine } = await run(query)
      checked.push({ name, events: found, problem: isFine ? undefined : nothing })
    } catch (error) {
      if (!(error instanceof ReportProblem)) throw error
      checked.push({ name, events: undefined, problem: error.message })
      break
    }
  }
  const rest = queries.slice(checked.length)
  return [...checked, ...rest.map(({ name }) => ({ name, events: undefined, problem: undefined }))]
}

/** Codes that name a token that is none, or none any more (Cloudflare, API: "Invalid access token", "Invalid request headers"). */
const NO_TOKEN = new Set([1_000, 6_003, 6_111, 9_109])

/** @throws what is no answer of Cloudflare's: a bug */
function problemOf(error: unknown, accountId: string): string {
  if (error instanceof APIConnectionError) return 'Cloudflare cannot be reached; is there a network?'
  if (!(error instanceof APIError)) throw error
  const status: unknown = error.status
  const errors = listAt(error.error, 'errors')
  if (status === 401 || errors.some((one) => NO_TOKEN.has(numberAt(one, 'code') ?? 0)))
    return 'Cloudflare does not accept CLOUDFLARE_API_TOKEN; make one at https://dash.cloudflare.com/profile/api-tokens.'
  if (status === 403)
    return `Cloudflare does not let this CLOUDFLARE_API_TOKEN read the log of the account ${accountId}; give it the permission "Workers Observability: Edit" there.`
  if (status === 404)
    return `Cloudflare knows no account ${accountId}; check CLOUDFLARE_ACCOUNT_ID ("npx wrangler whoami" shows it).`
  if (status === 429) return 'Cloudflare asks to wait: too many requests. Try again in five minutes.'
  if (typeof status !== 'number' || status >= 500)
    return `Cloudflare answered ${String(status)}; try again later (https://www.cloudflarestatus.com).`
  return `Cloudflare does not take this query (${status}): ${shortOf(textAt(errors[0], 'message') ?? error.message)}`
}

const shortOf = (message: string): string => (message.length > 300 ? `${message.slice(0, 300)}…` : message)
