/** Everything that can be wrong and is seen without a network. `npm run deploy` does not deploy while it has an error. */

import { type Json, recordAt } from '../json.ts'
import { devVarsOf, type Environment, environmentsIn, inEnvironment, saidOf, tomlOf } from './environment.ts'
import { environmentFindings } from './environment-findings.ts'
import { error, type Finding } from './finding.ts'
import type { Project } from './project.ts'
import { settingFindings } from './setting-findings.ts'
import { versionFindings } from './version-findings.ts'
import { wranglerFindings } from './wrangler-findings.ts'

/** What is looked at, in the order in which it is told. */
export const lookedOffline = ({ environment, toml }: Project): readonly string[] => [
  'versions',
  tomlOf(environment),
  // Without the settings nobody knows what may stand there.
  ...(typeof toml === 'string' ? [] : [devVarsOf(environment)]),
]

/** Of the environment of the project; the others are not looked at. */
export function offlineFindings(project: Project): readonly Finding[] {
  const { environment, toml, file, devVars, others } = project
  if (typeof toml === 'string')
    return [...versionFindings(project), error(tomlOf(environment), toml, cureOf(project))]
  const application = devVars['DISCORD_APPLICATION_ID'] ?? ''
  const applications = application === '' ? others : { ...others, [environment]: application }
  return [
    ...versionFindings(project),
    ...tomlFindings(environment, toml, devVars),
    ...environmentFindings(file, environment, applications),
  ]
}

/** The file itself may be well, and lack the environment alone. */
const cureOf = ({ file }: Project): string =>
  Object.keys(file).length > 0
    ? 'Name one that it has, or leave "--env" (and CLOUDFLARE_ENV) out for production.'
    : 'Mend the file, or take it back with "git checkout wrangler.toml".'

/** Of the other environments: what is wrong with wrangler.toml there, and what they share. */
export function otherEnvironments({ environment, file, others, devVars }: Project): {
  readonly looked: readonly string[]
  readonly findings: readonly Finding[]
} {
  const names = ['', ...environmentsIn(file)].filter((one) => one !== environment)
  const applications = { ...others, [environment]: devVars['DISCORD_APPLICATION_ID'] || undefined }
  const known = Object.fromEntries(
    Object.entries(applications).flatMap(([name, id]) => (id === undefined ? [] : [[name, id]])),
  )
  return {
    looked: names.map(tomlOf),
    findings: names.flatMap((name) => [
      ...tomlFindings(name, inEnvironment(file, name) ?? {}, {}),
      ...environmentFindings(file, name, known),
    ]),
  }
}

/** What is found in production's words, said of the environment. */
const tomlFindings = (environment: Environment, toml: Json, devVars: Json): readonly Finding[] =>
  [...wranglerFindings(toml), ...settingFindings(recordAt(toml, 'vars'), devVars)].map((one) => ({
    ...one,
    at: one.at === 'wrangler.toml' ? tomlOf(environment) : devVarsOf(environment),
    wrong: saidOf(environment, one.wrong),
    cure: saidOf(environment, one.cure),
  }))
