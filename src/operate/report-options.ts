/** What the command line of `npm run report` asks for. */

import { nearestName } from './nearest-name.ts'
import { flags } from './report/columns.ts'
import { type Kind, kinds } from './report/report-data.ts'
import { ReportProblem } from './report/report-problem.ts'

export const USAGE = `npm run report [-- options]

  --days N             the last N days in UTC, with today (1 to 90; default 7)
  --by KIND            day, server, model, variant or error
  --experiment NAME    compare a flag's two variants:
                       ${flags.slice(0, 4).join(', ')},
                       ${flags.slice(4).join(', ')}
  --seed N             for the intervals of --experiment (default 1)
  --json               the figures as JSON
  --html FILE          one page with pictures
  --local [FOLDER]     what "npm start" has kept (default .threadkeeper)
  --env NAME           the dataset of this environment of wrangler.toml

Reads CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN from the environment or
.dev.vars. The token takes the permission "Account Analytics: Read".
docs/report.md explains the figures.`

export interface Options {
  readonly days: number
  readonly by: Kind | undefined
  readonly experiment: string | undefined
  readonly seed: number
  readonly isJson: boolean
  readonly html: string | undefined
  /** The folder of the local stage; undefined for the deployed bot. */
  readonly local: string | undefined
  readonly env: string | undefined
}

/** Analytics Engine keeps three months. Source: Cloudflare, Analytics Engine, Limits. */
const MOST_DAYS = 90

const takes: Readonly<Record<string, 'nothing' | 'value' | 'maybe'>> = {
  days: 'value',
  by: 'value',
  experiment: 'value',
  seed: 'value',
  json: 'nothing',
  html: 'value',
  local: 'maybe',
  env: 'value',
  help: 'nothing',
}

/** JSON and page have every kind; the local stage has one dataset. */
const EXCLUDE = [
  ['json', 'html'],
  ['by', 'json'],
  ['by', 'html'],
  ['by', 'experiment'],
  ['local', 'env'],
] as const

/** Undefined where help is asked for. @throws ReportProblem for what it does not take */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = valuesIn(args)
  if (given.has('help')) return undefined
  const both = EXCLUDE.find((pair) => pair.every((name) => given.has(name)))
  if (both !== undefined) throw new ReportProblem(`--${both[0]} and --${both[1]} exclude each other.`)
  return {
    days: numberOf('days', given.get('days') ?? '7', 1, MOST_DAYS),
    by: oneOf('by', given.get('by')?.replace(/s$/, ''), kinds),
    experiment: flagOf(given.get('experiment')),
    seed: numberOf('seed', given.get('seed') ?? '1', 0, 2 ** 32 - 1),
    isJson: given.has('json'),
    html: given.get('html'),
    local: given.has('local') ? given.get('local') || '.threadkeeper' : undefined,
    env: given.get('env'),
  }
}

function valuesIn(args: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>()
  const left = args.map((arg) => (arg === '-h' ? '--help' : arg))
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [, name, written] = /^--([a-z]+)(?:=(.*))?$/s.exec(arg) ?? []
    const kind = name === undefined ? undefined : takes[name]
    if (name === undefined || kind === undefined) throw new ReportProblem(unknown(arg))
    const [next] = left
    const value = written ?? (kind === 'nothing' || next?.startsWith('--') !== false ? '' : left.shift())
    if (kind === 'value' && (value ?? '') === '')
      throw new ReportProblem(`--${name} needs a value; "npm run report -- --help" shows them.`)
    if (kind === 'nothing' && written !== undefined) throw new ReportProblem(`--${name} takes no value.`)
    given.set(name, value ?? '')
  }
  return given
}

function unknown(arg: string): string {
  const near = nearestName(
    arg.replace(/^-+/, '').split('=')[0] ?? '',
    Object.keys(takes).map((one) => one.toUpperCase()),
  )
  const meant =
    near === undefined
      ? '"npm run report -- --help" shows all options.'
      : `Did you mean --${near.toLowerCase()}?`
  return `There is no option ${arg.slice(0, 60)}. ${meant}`
}

function numberOf(name: string, written: string, least: number, most: number): number {
  const value = /^\d+$/.test(written) ? Number(written) : Number.NaN
  if (!(value >= least && value <= most))
    throw new ReportProblem(
      `--${name} takes a whole number from ${least} to ${most}, not "${written.slice(0, 60)}".`,
    )
  return value
}

function oneOf<Word extends string>(
  name: string,
  written: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (written === undefined) return undefined
  const found = words.find((word) => word === written)
  if (found === undefined)
    throw new ReportProblem(`--${name} takes ${words.join(', ')}, not "${written.slice(0, 60)}".`)
  return found
}

function flagOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  const name = written.toUpperCase()
  if (flags.includes(name)) return name
  const near = nearestName(written, flags)
  throw new ReportProblem(
    `There is no flag ${written.slice(0, 60)}. ${near === undefined ? `The flags are ${flags.join(', ')}.` : `Did you mean ${near}?`}`,
  )
}
