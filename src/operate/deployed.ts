/** What is deployed at Cloudflare, and where wrangler.toml says something else. */

import { isRecord, type Json, listAt, parseJson, recordAt, textAt } from '../json.ts'
import { type Finding, warning } from './finding.ts'
import type { Wrangler } from './wrangler.ts'

/** The version that answers, as `wrangler versions view` shows it; undefined where there is none, or nobody is logged in. */
export async function deployedVersion(wrangler: Wrangler): Promise<Json | undefined> {
  const status = await wrangler.run(['deployments', 'status', '--json'])
  const [first] = listAt(parseJson(status.out), 'versions')
  const id = textAt(first, 'version_id')
  if (status.code !== 0 || id === undefined) return undefined
  const view = await wrangler.run(['versions', 'view', id, '--json'])
  const version = parseJson(view.out)
  return view.code === 0 && isRecord(version) ? version : undefined
}

/**
 * @param toml wrangler.toml
 * @param version its `resources.bindings` are those of Cloudflare's API (Workers, Versions): a type, a name, and for a
 *   variable its text
 */
export function driftFindings(toml: Json, version: Json): readonly Finding[] {
  const bindings = listAt(recordAt(version, 'resources'), 'bindings').filter(isRecord)
  const there = new Map(
    bindings
      .filter(({ type }) => type === 'plain_text' || type === 'json')
      .map((one) => [textAt(one, 'name') ?? '', textAt(one, 'text') ?? JSON.stringify(one['json'])]),
  )
  const here = new Map(
    Object.entries(recordAt(toml, 'vars')).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
  // An empty setting and none are the same.
  const differ = [...new Set([...here.keys(), ...there.keys()])].filter(
    (name) => (here.get(name) ?? '') !== (there.get(name) ?? ''),
  )
  const names = new Set(bindings.map((one) => textAt(one, 'name')))
  const lacking = bindingNames(toml).filter((name) => !names.has(name))
  return [
    ...(differ.length === 0
      ? []
      : [
          warning(
            'Cloudflare',
            `The deployed Worker has other values than wrangler.toml for ${differ.join(', ')}.`,
            'Run "npm run deploy"; what was changed in the dashboard has to be written into wrangler.toml first.',
          ),
        ]),
    ...(lacking.length === 0
      ? []
      : [
          warning(
            'Cloudflare',
            `The deployed Worker lacks these bindings of wrangler.toml: ${lacking.join(', ')}.`,
            'Run "npm run deploy".',
          ),
        ]),
  ]
}

function bindingNames(toml: Json): readonly string[] {
  return [
    ...named(listAt(recordAt(toml, 'durable_objects'), 'bindings'), 'name'),
    ...named(listAt(toml, 'kv_namespaces'), 'binding'),
    ...named(listAt(toml, 'ratelimits'), 'name'),
    ...named(listAt(toml, 'analytics_engine_datasets'), 'binding'),
    ...named([toml['version_metadata']], 'binding'),
  ].filter((name) => name !== undefined)
}

const named = (list: readonly unknown[], field: string): readonly (string | undefined)[] =>
  list.map((one) => textAt(one, field))
