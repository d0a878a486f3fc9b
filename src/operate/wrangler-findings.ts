/** What is wrong with wrangler.toml outside of its [vars]: bindings, objects, limits, observability. */

import { isRecord, type Json, listAt, numberAt, recordAt, textAt } from '../json.ts'
import { error, type Finding, warning } from './finding.ts'

const AT = 'wrangler.toml'

/** The first date at which work in `waitUntil` keeps an object in memory (wrangler.toml says more). */
const FIRST_DATE = '2026-10-01'

const objects = { THREAD: 'ThreadObject', COORDINATOR: 'CoordinatorObject', GUILDS: 'GuildObject' } as const

/** @param toml as it holds for one environment */
export function wranglerFindings(toml: Json): readonly Finding[] {
  return [
    ...basicFindings(toml),
    ...Object.entries(objects).flatMap(([binding, name]) => objectFindings(toml, binding, name)),
    ...bindingFindings(toml),
    ...limitFindings(toml),
    ...observabilityFindings(toml),
  ]
}

function basicFindings(toml: Json): readonly Finding[] {
  const findings: Finding[] = []
  const name = textAt(toml, 'name') ?? ''
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    findings.push(
      error(
        AT,
        `name is "${name.slice(0, 40)}", which is no name of a Worker.`,
        'Give it lower-case letters, digits and "-", at most 63, such as "threadkeeper".',
      ),
    )
  if (textAt(toml, 'main') !== 'src/worker.ts')
    findings.push(error(AT, 'main does not name the Worker.', 'Write main = "src/worker.ts".'))
  const date = textAt(toml, 'compatibility_date') ?? ''
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || date < FIRST_DATE)
    findings.push(
      error(
        AT,
        `compatibility_date is "${date.slice(0, 40)}"; before ${FIRST_DATE} Cloudflare takes objects from memory while they answer.`,
        `Write a date in quotes, ${FIRST_DATE} or later.`,
      ),
    )
  if (toml['workers_dev'] === false && listAt(toml, 'routes').length === 0 && toml['route'] === undefined)
    findings.push(
      error(
        AT,
        'The Worker has no address: workers_dev is off, and there is no route.',
        'Set workers_dev = true.',
      ),
    )
  return findings
}

function objectFindings(toml: Json, binding: string, className: string): readonly Finding[] {
  const bound = listAt(recordAt(toml, 'durable_objects'), 'bindings').find(
    (one) => textAt(one, 'name') === binding,
  )
  const findings: Finding[] = []
  if (textAt(bound, 'class_name') !== className)
    findings.push(
      error(
        AT,
        `The binding ${binding} of the Durable Object ${className} is missing.`,
        `Add [[durable_objects.bindings]] with name = "${binding}" and class_name = "${className}".`,
      ),
    )
  const made = recordAt(recordAt(toml, 'exports'), className)
  if (textAt(made, 'type') !== 'durable-object' || textAt(made, 'storage') !== 'sqlite')
    findings.push(
      error(
        AT,
        `The class ${className} is not declared as a Durable Object with SQLite.`,
        `Add [exports.${className}] with type = "durable-object" and storage = "sqlite".`,
      ),
    )
  return findings
}

function bindingFindings(toml: Json): readonly Finding[] {
  const findings: Finding[] = []
  const kv = listAt(toml, 'kv_namespaces').find((one) => textAt(one, 'binding') === 'CACHE_KV')
  const id = textAt(kv, 'id')
  if (kv === undefined)
    findings.push(
      error(
        AT,
        'The KV namespace CACHE_KV is missing; saved answers and settings have no place.',
        'Add [[kv_namespaces]] with binding = "CACHE_KV".',
      ),
    )
  else if (id !== undefined && !/^[\da-f]{32}$/.test(id))
    findings.push(
      error(
        AT,
        `The id of the KV namespace CACHE_KV is "${id.slice(0, 40)}", which is none.`,
        'Remove the line with the id; the next deploy makes a namespace and writes its id.',
      ),
    )
  const points = listAt(toml, 'analytics_engine_datasets').find(
    (one) => textAt(one, 'binding') === 'ANALYTICS',
  )
  if (points === undefined)
    findings.push(
      error(
        AT,
        'The Analytics Engine data set ANALYTICS is missing; turns have no place for their data points.',
        'Add [[analytics_engine_datasets]] with binding = "ANALYTICS" and dataset = "threadkeeper".',
      ),
    )
  else if (!/^[A-Za-z][\w-]*$/.test(textAt(points, 'dataset') ?? 'ANALYTICS'))
    findings.push(
      error(AT, 'The name of the Analytics Engine data set is none.', 'Write dataset = "threadkeeper".'),
    )
  if (textAt(recordAt(toml, 'version_metadata'), 'binding') !== 'VERSION')
    findings.push(
      error(
        AT,
        'The binding VERSION is missing; log and /health cannot name the version.',
        'Add [version_metadata] with binding = "VERSION".',
      ),
    )
  return findings
}

function limitFindings(toml: Json): readonly Finding[] {
  const limit = listAt(toml, 'ratelimits').find((one) => textAt(one, 'name') === 'ASK_LIMIT')
  if (!isRecord(limit))
    return [
      warning(
        AT,
        'ASK_LIMIT is missing; a member may ask as often as they like.',
        'Add [[ratelimits]] with name = "ASK_LIMIT", or leave it out on purpose.',
      ),
    ]
  const simple = recordAt(limit, 'simple')
  const period = numberAt(simple, 'period')
  const most = numberAt(simple, 'limit') ?? 0
  if ((period === 10 || period === 60) && Number.isInteger(most) && most > 0) return []
  return [
    error(
      AT,
      'ASK_LIMIT has no limit that Cloudflare takes.',
      'Write simple = { limit = 20, period = 60 }; the period is 10 or 60.',
    ),
  ]
}

function observabilityFindings(toml: Json): readonly Finding[] {
  const watched = recordAt(toml, 'observability')
  const findings: Finding[] = []
  if (watched['enabled'] !== true)
    findings.push(
      warning(
        AT,
        'Observability is off; Cloudflare keeps no log.',
        'Write enabled = true in [observability].',
      ),
    )
  else if ((numberAt(watched, 'head_sampling_rate') ?? 1) < 1)
    findings.push(
      warning(
        AT,
        'Observability keeps only a share of the log; figures made of it are wrong.',
        'Write head_sampling_rate = 1 in [observability].',
      ),
    )
  if (recordAt(watched, 'traces')['enabled'] === true)
    findings.push(
      error(
        AT,
        "Traces are on; they record addresses that contain Discord's interaction tokens.",
        'Write enabled = false in [observability.traces].',
      ),
    )
  return findings
}
