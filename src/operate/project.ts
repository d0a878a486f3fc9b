/** What the operator's scripts read from this checkout, for one environment: wrangler.toml, secrets, versions. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { parse, TomlError } from 'smol-toml'
import { isRecord, type Json, parseJson, textAt } from '../json.ts'
import { devVarsOf, type Environment, environmentsIn, inEnvironment } from './environment.ts'

export interface Project {
  readonly environment: Environment
  /** wrangler.toml as it holds for the environment, or why it could not be read, in one sentence. */
  readonly toml: Json | string
  /** wrangler.toml with all environments; empty where it could not be read. */
  readonly file: Json
  /** The application's id in the secrets of each other environment that has one here. */
  readonly others: Readonly<Record<Environment, string>>
  /** The secrets of the environment; empty where there is no file. */
  readonly devVars: Readonly<Record<string, string>>
  /** Such as "24.19.2". */
  readonly node: string
  /** Of the package that is installed; undefined where there is none. */
  readonly wrangler: string | undefined
  /** What package.json asks for; undefined where it cannot be read. */
  readonly wanted: { readonly node: string | undefined; readonly wrangler: string | undefined }
}

/** @param folder the root of the checkout */
export async function readProject(folder: string, environment: Environment): Promise<Project> {
  const text = (path: string): Promise<string | undefined> =>
    readFile(join(folder, path), 'utf8').catch(() => undefined)
  const [toml, devVars, own, wrangler] = await Promise.all([
    text('wrangler.toml'),
    text(devVarsOf(environment)),
    text('package.json'),
    text('node_modules/wrangler/package.json'),
  ])
  const ours = parseJson(own ?? '')
  const read = toml === undefined ? 'wrangler.toml is missing.' : readToml(toml)
  const file = typeof read === 'string' ? {} : read
  const others = await Promise.all(
    ['', ...environmentsIn(file)]
      .filter((one) => one !== environment)
      .map(async (one) => [one, applicationIn(await text(devVarsOf(one))) ?? ''] as const),
  )
  return {
    environment,
    toml: typeof read === 'string' ? read : (inEnvironment(read, environment) ?? noSuch(environment, read)),
    file,
    others: Object.fromEntries(others.filter(([, id]) => id !== '')),
    devVars: definedOf(parseEnv(devVars ?? '')),
    node: process.versions.node,
    wrangler: textAt(parseJson(wrangler ?? ''), 'version'),
    wanted: {
      node: textAt(isRecord(ours) ? ours['engines'] : undefined, 'node'),
      wrangler: textAt(isRecord(ours) ? ours['devDependencies'] : undefined, 'wrangler'),
    },
  }
}

/** The table, or one sentence that says where it is wrong. */
export function readToml(text: string): Json | string {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [why = ''] = error.message.split('\n')
    return `wrangler.toml cannot be read at line ${error.line}: ${why.replace(/^Invalid TOML document: /, '')}.`
  }
}

const noSuch = (environment: Environment, file: Json): string => {
  const there = environmentsIn(file)
  const said = there.length === 0 ? 'no environment' : there.map((one) => `[env.${one}]`).join(', ')
  return `wrangler.toml has no [env.${environment}]; it has ${said}.`
}

const applicationIn = (devVars: string | undefined): string | undefined =>
  parseEnv(devVars ?? '')['DISCORD_APPLICATION_ID']?.trim()

const definedOf = (all: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
