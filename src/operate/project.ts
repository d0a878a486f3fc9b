/** What the operator's scripts read from this checkout: wrangler.toml, .dev.vars, versions. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { parse, TomlError } from 'smol-toml'
import { isRecord, type Json, parseJson, textAt } from '../json.ts'

export interface Project {
  /** Or why it could not be read, in one sentence. */
  readonly toml: Json | string
  /** Empty where there is no file. */
  readonly devVars: Readonly<Record<string, string>>
  /** Such as "24.19.2". */
  readonly node: string
  /** Of the package that is installed; undefined where there is none. */
  readonly wrangler: string | undefined
  /** What package.json asks for; undefined where it cannot be read. */
  readonly wanted: { readonly node: string | undefined; readonly wrangler: string | undefined }
}

/** @param folder the root of the checkout */
export async function readProject(folder: string): Promise<Project> {
  const text = (path: string): Promise<string | undefined> =>
    readFile(join(folder, path), 'utf8').catch(() => undefined)
  const [toml, devVars, own, wrangler] = await Promise.all([
    text('wrangler.toml'),
    text('.dev.vars'),
    text('package.json'),
    text('node_modules/wrangler/package.json'),
  ])
  const ours = parseJson(own ?? '')
  return {
    toml: toml === undefined ? 'wrangler.toml is missing.' : readToml(toml),
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

const definedOf = (all: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
