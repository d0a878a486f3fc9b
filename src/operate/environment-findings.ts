/** What is wrong between the environments of wrangler.toml: names that one lacks, and things that two share. */

import { isRecord, type Json, listAt, recordAt, textAt } from '../json.ts'
import { type Environment, environmentsIn, inEnvironment, tomlOf } from './environment.ts'
import { error, type Finding, warning } from './finding.ts'

const nameOf = (environment: Environment): string =>
  environment === '' ? 'production' : `env.${environment}`

/**
 * @param file wrangler.toml with all environments
 * @param environment the one to look at: what it shares is told there, so that a deploy of production is never stopped
 *   by another environment
 * @param applications the application's id of each environment, as far as it is known here
 */
export function environmentFindings(
  file: Json,
  environment: Environment,
  applications: Readonly<Record<Environment, string>>,
): readonly Finding[] {
  const own = inEnvironment(file, environment)
  if (environment === '' || own === undefined) return []
  const others = ['', ...environmentsIn(file)].filter((one) => one !== environment)
  return [
    ...lackingVars(file, environment, own),
    ...others.flatMap((other) => sharedFindings(environment, own, other, inEnvironment(file, other) ?? {})),
    ...others
      .filter(
        (other) => applications[other] !== undefined && applications[other] === applications[environment],
      )
      .map((other) => sharedApplication(environment, other)),
  ]
}

/** The sentence about one application in two environments. Setup and teardown refuse it, too. */
export const sharedApplication = (environment: Environment, other: Environment): Finding =>
  error(
    tomlOf(environment),
    `${nameOf(environment)} has the application of ${nameOf(other)}; Discord sends the commands of one application to one bot.`,
    'Make a second application on https://discord.com/developers/applications and use its bot token here.',
  )

function lackingVars(file: Json, environment: Environment, own: Json): readonly Finding[] {
  const there = recordAt(own, 'vars')
  const lacking = Object.keys(recordAt(file, 'vars')).filter((name) => !(name in there))
  if (lacking.length === 0) return []
  return [
    warning(
      tomlOf(environment),
      `env.${environment} does not name ${lacking.join(', ')}; their defaults hold there, and not what [vars] at the top says.`,
      `Name them under [env.${environment}.vars] with the values that should hold there.`,
    ),
  ]
}

interface Shared {
  readonly value: (toml: Json) => unknown
  readonly wrong: string
  readonly cure: string
  readonly level: typeof error
}

const shared: readonly Shared[] = [
  {
    value: (toml) => textAt(toml, 'name'),
    level: error,
    wrong: 'the same name; a deploy of one replaces the other',
    cure: 'Remove the line "name" of the environment: wrangler then adds "-" and the name of the environment.',
  },
  {
    value: (toml) => found(toml, 'kv_namespaces', 'binding', 'CACHE_KV', 'id'),
    level: error,
    wrong: 'the same KV namespace; saved answers, settings and a pause of one hold in the other',
    cure: 'Remove the line "id" of the environment: the next deploy makes a namespace and writes its id.',
  },
  {
    value: (toml) => (listAt(toml, 'routes').length > 0 ? JSON.stringify(toml['routes']) : toml['route']),
    level: error,
    wrong: 'the same route; a deploy of one takes the requests of the other',
    cure: 'Give the environment a route of its own, or routes = [] and workers_dev = true.',
  },
  {
    value: (toml) => found(toml, 'ratelimits', 'name', 'ASK_LIMIT', 'namespace_id'),
    level: warning,
    wrong: 'the same namespace_id of ASK_LIMIT; a member who asks both is counted together',
    cure: 'Give each another number.',
  },
  {
    value: (toml) => found(toml, 'analytics_engine_datasets', 'binding', 'ANALYTICS', 'dataset'),
    level: warning,
    wrong: 'the same data set; the figures of both are mixed',
    cure: 'Give each another dataset.',
  },
]

const sharedFindings = (environment: Environment, own: Json, other: Environment, theirs: Json): Finding[] =>
  shared
    .filter(({ value }) => value(own) !== undefined && value(own) === value(theirs))
    .map(({ level, wrong, cure }) =>
      level(tomlOf(environment), `${nameOf(environment)} and ${nameOf(other)} have ${wrong}.`, cure),
    )

/** A field of the binding of that name. */
function found(toml: Json, table: string, field: string, name: string, wanted: string): string | undefined {
  const binding = listAt(toml, table)
    .filter(isRecord)
    .find((one) => one[field] === name)
  return textAt(binding, wanted)
}
