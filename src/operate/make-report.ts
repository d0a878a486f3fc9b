/** From the command line to what `npm run report` prints. */

import type { Json } from '../json.ts'
import { devVarsOf, type Environment, environmentOf } from './environment.ts'
import { valuesOf } from './operator-values.ts'
import type { Project } from './project.ts'
import { accountIn } from './setup-cloudflare.ts'
import { cloudflareAccount } from './report/cloudflare-account.ts'
import { datasetIn } from './report/dataset.ts'
import { experiment } from './report/experiment.ts'
import { experimentText } from './report/experiment-text.ts'
import { type Options, readOptions, USAGE } from './report-options.ts'
import { type Found, remoteTurns } from './report/remote-turns.ts'
import { type ReportData, reportOf } from './report/report-data.ts'
import { ReportProblem } from './report/report-problem.ts'
import { type Paint, reportText } from './report/report-text.ts'
import { HOW_TO_GET_TOKEN, sqlApi } from './report/sql-api.ts'
import { turnOf } from './report/turn.ts'

export interface Around {
  readonly readProject: (environment: Environment) => Promise<Project>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: number
  readonly paint: Paint
  readonly localPoints: (folder: string) => readonly Json[]
  readonly save: (path: string, text: string) => Promise<void>
}

const DAY_MS = 86_400_000

/** @returns what is printed @throws ReportProblem for what the operator can mend, in one sentence */
export async function makeReport(args: readonly string[], around: Around): Promise<string> {
  const options = readOptions(args)
  if (options === undefined) return `${USAGE}\n`
  const today = Math.floor(around.now / DAY_MS) * DAY_MS
  const range = { from: today - (options.days - 1) * DAY_MS, to: around.now }
  const { turns, notes, source } = await find(options, range, around)
  if (turns.length === 0) throw new ReportProblem(nothing(options, source))
  const report = reportOf(turns, range, source, notes)
  const compared =
    options.experiment === undefined ? undefined : experiment(turns, options.experiment, options.seed)
  if (compared !== undefined && (compared.on.turns === 0 || compared.off.turns === 0))
    throw new ReportProblem(oneVariant(compared.flag, compared.on.turns > 0, compared.off.turns > 0))
  if (options.html !== undefined) {
    const { reportPage } = await import('./report/report-page.ts')
    return saved(options.html, reportPage(report, compared), around)
  }
  if (options.isJson)
    return `${JSON.stringify(compared === undefined ? report : { ...about(report), ...compared }, null, 2)}\n`
  return `${compared === undefined ? reportText(report, options.by, around.paint) : experimentText(compared, report, around.paint)}\n`
}

const about = ({ from, to, source, notes }: ReportData) => ({ from, to, source, notes })

interface Sourced extends Found {
  readonly source: string
}

async function find(
  options: Options,
  range: { readonly from: number; readonly to: number },
  { readProject, env, localPoints }: Around,
): Promise<Sourced> {
  if (options.local !== undefined) {
    const turns = localPoints(options.local).flatMap((point) => turnOf(point) ?? [])
    return {
      turns: turns.filter(({ at }) => at >= range.from && at <= range.to),
      notes: [],
      source: `the local stage (${options.local})`,
    }
  }
  const environment = environmentOf(options.env, env['CLOUDFLARE_ENV'])
  const project = await readProject(environment)
  const dataset = datasetIn(project.toml)
  const value = valuesOf(project, env)
  const accountId = value('CLOUDFLARE_ACCOUNT_ID') || accountIn(project)
  const token = value('CLOUDFLARE_API_TOKEN')
  if (token === '')
    throw new ReportProblem(
      `CLOUDFLARE_API_TOKEN is not set; ${HOW_TO_GET_TOKEN}, and put it into ${devVarsOf(environment)}. "npm run report -- --local" needs none.`,
    )
  if (accountId === '')
    throw new ReportProblem(
      `CLOUDFLARE_ACCOUNT_ID is not set; "npx wrangler whoami" shows it. Put it into ${devVarsOf(environment)}.`,
    )
  const account = cloudflareAccount(token, accountId, value('CLOUDFLARE_API_BASE_URL'))
  const found = await remoteTurns(sqlApi(account), dataset, range)
  return { ...found, source: `the dataset ${dataset}` }
}

function nothing({ days, local }: Options, source: string): string {
  const since = days === 1 ? 'today' : `in the last ${days} days`
  return local === undefined
    ? `There is no turn in ${source} ${since}. Points show up some minutes after an answer; --days 90 looks further back.`
    : `There is no turn in ${source} ${since}. Run "npm start", open the page, ask something with /ask, and try again.`
}

function oneVariant(flag: string, isOn: boolean, isOff: boolean): string {
  const had = isOn ? 'only the variant on' : isOff ? 'only the variant off' : 'no variant'
  return `${flag} had ${had} in these days, so there is nothing to compare. Set ${flag} = "50%" in wrangler.toml and deploy.`
}

async function saved(path: string, text: string, { save }: Around): Promise<string> {
  try {
    await save(path, text)
    return `The report is in ${path}\n`
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw new ReportProblem(`The file ${path} cannot be written (${code}).`)
  }
}
