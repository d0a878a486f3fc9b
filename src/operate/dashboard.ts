/** `npm run dashboard`: prints the queries of the dashboard, and has Cloudflare run them where it is given a token. */

import { parseArgs } from 'node:util'
import { textAt } from '../json.ts'
import { charts } from './dashboard-charts.ts'
import { type CheckDeps, checkCharts, checkSql } from './dashboard-check.ts'
import { queryOf, wordsOf } from './dashboard-query.ts'
import { sqlQueries } from './dashboard-sql.ts'
import { dashboardText, hasProblem, type Shown } from './dashboard-text.ts'
import { AccountProblem } from './discord-account.ts'
import { environmentOf } from './environment.ts'
import { valuesOf } from './operator-values.ts'
import { readProject } from './project.ts'
import { cloudflareAccount } from './report/cloudflare-account.ts'
import { datasetIn } from './report/dataset.ts'
import { ReportProblem } from './report/report-problem.ts'
import type { SqlAccount } from './report/sql-api.ts'
import { accountIn } from './setup-cloudflare.ts'

const USAGE = `npm run dashboard [-- --check] [--hours 24] [--json] [--env NAME]

  --check     insists on running the queries; without a token that is an error
  --hours     how far back the log is looked at, 1 to 168
  --json      the queries and what they found, as JSON
  --env NAME  the Worker of this environment of wrangler.toml

Prints the charts of docs/dashboard.md: what to choose in the Query Builder, the
same as JSON for the telemetry API, and SQL for Analytics Engine. With
CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID, from the environment or
.dev.vars, it runs each, says how many events it finds, and ends with 1 where
one finds none or fails. It changes nothing.`

async function dashboard(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      hours: { type: 'string', default: '24' },
      json: { type: 'boolean', default: false },
      env: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const hours = /^\d{1,3}$/.test(values.hours) ? Number(values.hours) : 0
  // Source: Cloudflare, Workers Logs, "Limits".
  if (hours < 1 || hours > 168)
    throw new ReportProblem('--hours should be 1 to 168; logs are kept for seven days.')
  const project = await readProject(process.cwd(), environmentOf(values.env, process.env['CLOUDFLARE_ENV']))
  const sqls = sqlQueries(datasetIn(project.toml))
  const worker = textAt(project.toml, 'name') ?? ''
  const now = Date.now()
  const timeframe = { from: now - hours * 3_600_000, to: now }
  const value = valuesOf(project, process.env)
  const account = accountOf(value, accountIn(project), values.check)
  const deps: CheckDeps | undefined =
    account === undefined ? undefined : { account, worker, timeframe, retries: 2 }
  const ofLog = deps === undefined ? [] : await checkCharts(deps, charts)
  const ofPoints = deps === undefined ? [] : await checkSql(deps, sqls)
  const shown: readonly Shown[] = [
    ...charts.map((chart, n) => ({
      name: chart.name,
      shows: chart.shows,
      words: wordsOf(chart, worker),
      api: queryOf(chart, worker, timeframe),
      found: ofLog[n],
    })),
    ...sqls.map((query, n) => ({ ...query, found: ofPoints[n] })),
  ]
  process.stdout.write(values.json ? `${JSON.stringify(shown, null, 2)}\n` : dashboardText(shown))
  return shown.some(hasProblem) ? 1 : 0
}

/** Undefined where nobody has given a token, and nobody insists. @throws ReportProblem */
function accountOf(
  value: (name: string) => string,
  ofProject: string,
  isWanted: boolean,
): SqlAccount | undefined {
  const token = value('CLOUDFLARE_API_TOKEN')
  const accountId = value('CLOUDFLARE_ACCOUNT_ID') || ofProject
  if (token === '' && !isWanted) return undefined
  if (token === '')
    throw new ReportProblem(
      'CLOUDFLARE_API_TOKEN is not set; make one at https://dash.cloudflare.com/profile/api-tokens. docs/dashboard.md says with what permissions.',
    )
  if (accountId === '')
    throw new ReportProblem('CLOUDFLARE_ACCOUNT_ID is not set; "npx wrangler whoami" shows it.')
  return cloudflareAccount(token, accountId, value('CLOUDFLARE_API_BASE_URL'))
}

try {
  process.exitCode = await dashboard(process.argv.slice(2))
} catch (error) {
  const isOption = error instanceof TypeError && 'code' in error
  if (!isOption && !(error instanceof ReportProblem || error instanceof AccountProblem)) throw error
  process.stderr.write(`${error.message}\n${isOption ? `\n${USAGE}\n` : ''}`)
  process.exitCode = 1
}
