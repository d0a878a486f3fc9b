/** What is wrong with the settings: unknown names, wrong values, models without a price. */

import type { Json } from '../json.ts'
import { readSettings } from '../settings/settings.ts'
import { error, type Finding, warning } from './finding.ts'
import { nearestName } from './nearest-name.ts'

export const SECRETS = [
  'DISCORD_PUBLIC_KEY',
  'DISCORD_APPLICATION_ID',
  'ANTHROPIC_API_KEY',
  'DISCORD_TOKEN',
] as const

/** With those that a bot may have besides. */
const ALL_SECRETS = [...SECRETS, 'HASH_IDS_KEY', 'ALERT_WEBHOOK'] as const

/** Well-formed, for a reading that is not about the secrets: the deployed bot has them, and no file does. */
const placeholders: Json = {
  DISCORD_PUBLIC_KEY: '0'.repeat(64),
  DISCORD_APPLICATION_ID: '1',
  ANTHROPIC_API_KEY: 'placeholder',
  HASH_IDS_KEY: '0'.repeat(32),
}

/** What only the scripts read, and only from .dev.vars: the bot has no use for them. */
const OF_SCRIPTS = ['CLOUDFLARE_ACCOUNT_ID', 'CLOUDFLARE_API_TOKEN'] as const

const NO_MODEL_PRICE = 'add its price to PRICES, or budgets in dollars and figures do not know it'

/**
 * @param vars of wrangler.toml, which are deployed
 * @param devVars of .dev.vars, which hold on this machine and may have secrets for both
 */
export function settingFindings(vars: Json, devVars: Json): readonly Finding[] {
  const named = readNames({ ...placeholders, ...vars, ...devVars })
  const given = Object.fromEntries(Object.entries(devVars).filter(([, value]) => value !== ''))
  const problems = problemsOf({ ...placeholders, ...named.tokens, ...vars })
  const local = problemsOf({ ...placeholders, ...named.tokens, ...vars, ...given })
  return [
    ...unknownNames(vars, named.known, 'wrangler.toml'),
    ...secretsInVars(vars),
    ...problems.map((problem) => findingOf('wrangler.toml', problem)),
    ...unpricedModels(vars),
    ...unknownNames(devVars, new Set([...named.known, ...OF_SCRIPTS]), '.dev.vars'),
    ...local
      .filter((problem) => !problems.includes(problem))
      .map((problem) => findingOf('.dev.vars', problem)),
  ]
}

/** The names that the bot reads: no second list of them can go stale. */
function readNames(env: Json): { readonly known: ReadonlySet<string>; readonly tokens: Json } {
  const tokens = secretsOfServers(env)
  return { known: namesRead(env), tokens: Object.fromEntries(tokens.map((name) => [name, 'placeholder'])) }
}

/** The secrets that these settings need besides: those that MCP_SERVERS names, and the key of HASH_IDS. */
export function secretsBesides(vars: Json): readonly string[] {
  const read = readSettings({ ...placeholders, ...vars, MCP_SERVERS: '' })
  return [
    ...secretsOfServers(vars),
    ...(read.ok && read.settings.idHashKey !== undefined ? ['HASH_IDS_KEY'] : []),
  ]
}

/** Those that MCP_SERVERS names. */
function secretsOfServers(vars: Json): readonly string[] {
  const plain = namesRead({})
  return [...namesRead(vars)].filter((name) => !plain.has(name))
}

function namesRead(env: Json): ReadonlySet<string> {
  const names = new Set<string>()
  readSettings(
    new Proxy(env, {
      get(target, name) {
        names.add(String(name))
        return target[String(name)]
      },
    }),
  )
  return names
}

function problemsOf(env: Json): readonly string[] {
  const read = readSettings(env)
  return read.ok ? [] : read.problems
}

/** The sentences of `readSettings` say what is wrong and, behind a semicolon, what would be right. */
function findingOf(at: string, problem: string): Finding {
  const [wrong = problem, right] = problem.split(/; (?=it should be |write it )/)
  const name = /^[A-Z_]+/.exec(problem)?.[0] ?? 'the setting'
  return right === undefined
    ? error(at, wrong, `Mend ${name}; docs/operate.md, "Settings", says what it may be.`)
    : error(at, `${wrong}.`, sentence(right))
}

function unknownNames(given: Json, known: ReadonlySet<string>, at: string): readonly Finding[] {
  return Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearestName(name, [...known])
      return error(
        at,
        `${name} is no setting; the bot does not read it.`,
        near === undefined
          ? `Remove ${name}; docs/operate.md, "Settings", lists all names.`
          : `Write ${near} instead of ${name}.`,
      )
    })
}

function secretsInVars(vars: Json): readonly Finding[] {
  return ALL_SECRETS.filter((name) => name in vars).map((name) =>
    name === 'DISCORD_APPLICATION_ID' || name === 'DISCORD_PUBLIC_KEY'
      ? error(
          'wrangler.toml',
          `${name} stands in [vars], and the setup puts it as a secret; one name cannot be both.`,
          'Remove it from [vars].',
        )
      : error(
          'wrangler.toml',
          `${name} stands in [vars], where everybody who sees the file or the dashboard can read it.`,
          `Remove it there, make a new one, and run "npx wrangler secret put ${name}".`,
        ),
  )
}

function unpricedModels(vars: Json): readonly Finding[] {
  const read = readSettings({ ...placeholders, ...vars, MCP_SERVERS: '' })
  if (!read.ok) return []
  const { model, fallbackModel, models, prices } = read.settings
  return [...new Set([model, fallbackModel, ...models])]
    .filter((name) => !Object.hasOwn(prices, name))
    .map((name) => {
      const near = nearestName(
        name.toUpperCase(),
        Object.keys(prices).map((one) => one.toUpperCase()),
      )
      const meant = near === undefined ? '' : `Write ${near.toLowerCase()} if that is meant; otherwise `
      return warning(
        'wrangler.toml',
        `The price of the model ${name} is not known.`,
        sentence(`${meant}${NO_MODEL_PRICE}.`),
      )
    })
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
