/** The environments of wrangler.toml: what each takes over from the top level, and how a command names one. */

import { isRecord, type Json, recordAt, textAt } from '../json.ts'
import { AccountProblem } from './discord-account.ts'

/** The name of an environment; empty for the top level, which is the bot in production. */
export type Environment = string

/**
 * What an environment takes over where it has none of its own; nothing else (wrangler 4.155, `inheritable` in its
 * reading of the configuration). The name is lengthened.
 */
const INHERITED = [
  'main',
  'account_id',
  'compatibility_date',
  'compatibility_flags',
  'exports',
  'migrations',
  'minify',
  'observability',
  'route',
  'routes',
  'rules',
  'workers_dev',
] as const

/** The named ones, in their order. */
export const environmentsIn = (file: Json): readonly Environment[] => Object.keys(recordAt(file, 'env'))

/** The file as it holds for one environment. @returns undefined where it has no such environment */
export function inEnvironment(file: Json, environment: Environment): Json | undefined {
  const { env, ...top } = file
  if (environment === '') return top
  const own = isRecord(env) ? env[environment] : undefined
  if (!isRecord(own)) return undefined
  const inherited = INHERITED.filter((name) => top[name] !== undefined).map((name) => [name, top[name]])
  return { name: `${textAt(top, 'name') ?? ''}-${environment}`, ...Object.fromEntries(inherited), ...own }
}

/**
 * The environment that a command is for: that of its option `--env`, or of CLOUDFLARE_ENV, as in wrangler.
 *
 * @throws AccountProblem where that can be no name
 */
export function environmentOf(option: string | undefined, fromEnv: string | undefined): Environment {
  const environment = option ?? fromEnv ?? ''
  if (/^[\w-]*$/.test(environment)) return environment
  throw new AccountProblem(`--env is "${environment}"; it should be a name such as "staging".`)
}

/** The file with the secrets of an environment on this machine. Production's is never read in place of a missing one. */
export const devVarsOf = (environment: Environment): string =>
  environment === '' ? '.dev.vars' : `.dev.vars.${environment}`

/** How a finding names the part of wrangler.toml that holds for an environment. */
export const tomlOf = (environment: Environment): string =>
  environment === '' ? 'wrangler.toml' : `wrangler.toml, env.${environment}`

/** Has the problems of this work said of the environment. */
export async function saying<T>(environment: Environment, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (problem) {
    if (!(problem instanceof AccountProblem)) throw problem
    throw new AccountProblem(saidOf(environment, problem.message))
  }
}

/** A sentence about production, said of an environment: with its commands, its tables and its file of secrets. */
export function saidOf(environment: Environment, sentence: string): string {
  if (environment === '') return sentence
  return sentence
    .replaceAll(
      /npm run (deploy|doctor|pause|register|setup|teardown)( --)?/g,
      `npm run $1 -- --env ${environment}`,
    )
    .replaceAll(/npx wrangler (secret put \w+|tail|rollback)/g, `npx wrangler $1 --env ${environment}`)
    .replaceAll(/\.dev\.vars(?!\.?\w)/g, devVarsOf(environment))
    .replaceAll(/\[\[(?=\w)/g, `[[env.${environment}.`)
    .replaceAll(/\[(?=(?:vars|version_metadata)\])/g, `[env.${environment}.`)
}
