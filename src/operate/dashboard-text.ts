/** What `npm run dashboard` prints of a query: what to choose, what to paste, and what it found. */

import type { Checked } from './dashboard-check.ts'

export interface Shown {
  readonly name: string
  readonly shows: string
  /** Of the Query Builder: what to choose, and what. */
  readonly words?: readonly (readonly [string, string])[]
  /** The body for the telemetry API. */
  readonly api?: unknown
  readonly sql?: string
  /** Undefined where it was not to be run. */
  readonly found?: Checked | undefined
}

export const dashboardText = (all: readonly Shown[]): string =>
  `${[...all.map(textOf), ...sumOf(all)].join('\n\n')}\n`

function textOf({ name, shows, words = [], api, sql, found }: Shown): string {
  return [
    `${name}: ${shows}`,
    ...words.map(([label, text]) => `  ${label.padEnd(14)} ${text}`),
    ...(api === undefined ? [] : [`  ${'API'.padEnd(14)} ${JSON.stringify(api)}`]),
    ...(sql === undefined ? [] : sql.split('\n').map((line) => `  ${line}`)),
    ...(found === undefined ? [] : [`  ${foundText(found)}`]),
  ].join('\n')
}

function foundText({ events, problem }: Checked): string {
  if (problem !== undefined) return `✗ ${problem}`
  return events === undefined ? '– not run' : `✓ ${events} events`
}

export const hasProblem = ({ found }: Shown): boolean => found?.problem !== undefined

function sumOf(all: readonly Shown[]): readonly string[] {
  const run = all.filter(({ found }) => found !== undefined)
  const wrong = run.filter(hasProblem).length
  return run.length === 0 ? [] : [`${run.length} queries, ${wrong} with a problem.`]
}
