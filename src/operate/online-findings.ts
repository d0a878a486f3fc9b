/** Everything that can be wrong and is seen only with a network: Cloudflare, Discord, Claude, and the deployed bot. */

import { isRecord, parseJson, recordAt, textAt } from '../json.ts'
import { applicationFindings, clockFindings, endpointFindings } from './application.ts'
import { askClaude } from './claude-account.ts'
import { claudeFindings } from './claude-findings.ts'
import { deployedVersion, driftFindings } from './deployed.ts'
import { accountAnswer, AccountProblem, type Account } from './discord-account.ts'
import { error, type Finding, type Looked, warning } from './finding.ts'
import { modelsOf, settingsFor, type ValueOf } from './operator-values.ts'
import { saidOf } from './environment.ts'
import type { Project } from './project.ts'
import { proofOf } from './proof.ts'
import { commandDrift, commandsAt } from './register-commands.ts'
import { SECRETS, secretsBesides } from './setting-findings.ts'
import { secretNames, type Wrangler } from './wrangler.ts'

export async function onlineFindings(
  project: Project,
  value: ValueOf,
  wrangler: Wrangler,
  now: () => number,
): Promise<Looked> {
  const settings = settingsFor(project, value)
  const key = value('ANTHROPIC_API_KEY')
  const account = {
    baseUrl: settings.discordApiBaseUrl,
    token: value('DISCORD_TOKEN'),
    applicationId: value('DISCORD_APPLICATION_ID'),
  }
  const expected = {
    applicationId: account.applicationId,
    publicKey: value('DISCORD_PUBLIC_KEY'),
    readsChannel: settings.readChannel !== 'off',
  }
  const [cloudflare, discord, claude] = await Promise.all([
    cloudflareFindings(project.toml, value, wrangler),
    account.token === ''
      ? discordAlone(notGiven('Discord', 'DISCORD_TOKEN'))
      : askDiscord(account, expected, now),
    key === ''
      ? [notGiven('Claude', 'ANTHROPIC_API_KEY')]
      : askClaude({ baseUrl: settings.anthropicBaseUrl, key }, modelsOf(settings)).then(claudeFindings),
  ])
  return {
    looked: ['Cloudflare', ...discord.looked, 'Claude'],
    findings: [...cloudflare, ...discord.findings, ...claude].map((one) => ({
      ...one,
      wrong: saidOf(project.environment, one.wrong),
      cure: saidOf(project.environment, one.cure),
    })),
  }
}

/** What else Discord knows was not looked at then. */
const discordAlone = (finding: Finding): Looked => ({ looked: ['Discord'], findings: [finding] })

const notGiven = (at: string, name: string): Finding =>
  warning(at, `${name} is not known here, so ${at} was not asked.`, `Put ${name} into .dev.vars.`)

async function cloudflareFindings(
  toml: Project['toml'],
  value: ValueOf,
  wrangler: Wrangler,
): Promise<readonly Finding[]> {
  const { code, out } = await wrangler.run(['secret', 'list', '--format', 'json'])
  const names = secretNames(out)
  if (code !== 0 || names === undefined)
    return [
      warning(
        'Cloudflare',
        'Wrangler could not list the secrets, so it is not known whether the Worker has them.',
        'Run "npx wrangler login"; where the Worker is not deployed yet, run "npm run setup".',
      ),
    ]
  if (typeof toml === 'string') return []
  const version = await deployedVersion(wrangler)
  const alert = value('ALERT_WEBHOOK') === '' ? [] : ['ALERT_WEBHOOK']
  const needed = [...SECRETS, ...secretsBesides(recordAt(toml, 'vars')), ...alert]
  return [
    ...needed.filter((name) => !names.includes(name)).map(secretFinding),
    ...(version === undefined ? [] : driftFindings(toml, version)),
  ]
}

function secretFinding(name: string): Finding {
  const cure = `Put ${name} into .dev.vars and run "npm run setup", or run "npx wrangler secret put ${name}".`
  if (name === 'ALERT_WEBHOOK')
    return warning(
      'Cloudflare',
      'The Worker has no ALERT_WEBHOOK; nobody is told when Claude is blocked.',
      cure,
    )
  return name === 'DISCORD_TOKEN'
    ? warning('Cloudflare', 'The Worker has no DISCORD_TOKEN; what needs the bot itself is off.', cure)
    : error('Cloudflare', `The Worker has no secret ${name} and answers 503.`, cure)
}

async function askDiscord(
  account: Account,
  expected: Parameters<typeof applicationFindings>[1],
  now: () => number,
): Promise<Looked> {
  try {
    const { json, date } = await accountAnswer(account, 'GET', '/applications/@me')
    if (!isRecord(json)) throw new AccountProblem('Discord tells nothing about the application.')
    const endpoint = textAt(json, 'interactions_endpoint_url')
    const commands = await commandsAt({ ...account, applicationId: textAt(json, 'id') ?? '' })
    const answers = endpoint === undefined ? undefined : await answersAt(endpoint)
    const proof = proofOf(
      endpoint === undefined || answers?.health !== 200 ? undefined : await healthAt(endpoint),
    )
    const findings = [
      ...applicationFindings(json, expected),
      ...commandFindings(commandDrift(commands)),
      ...endpointFindings(endpoint, answers),
      ...proof.findings,
      ...(date === undefined ? [] : clockFindings(now() - date)),
    ]
    return { looked: ['Discord', 'commands', 'endpoint', ...proof.looked, 'clock'], findings }
  } catch (problem) {
    if (!(problem instanceof AccountProblem)) throw problem
    const [wrong = '', cure = 'Mend that and run the doctor again.'] =
      problem.message.split(/; |(?<=\.) (?=[A-Z])/)
    return discordAlone(
      error('Discord', `${wrong.replace(/\.$/, '')}.`, cure.charAt(0).toUpperCase() + cure.slice(1)),
    )
  }
}

const commandFindings = (names: readonly string[]): readonly Finding[] =>
  names.length === 0
    ? []
    : [
        error(
          'commands',
          `Discord lacks these commands of the table, or has them otherwise: ${names.join(', ')}.`,
          'Run "npm run register".',
        ),
      ]

/** What the deployed bot answers to a look at its health, and to a request that nobody has signed. */
export async function answersAt(
  endpoint: string,
): Promise<{ readonly health: number | 'no answer'; readonly unsigned: number | 'no answer' }> {
  return {
    health: await status(new URL('/health', endpoint).href),
    unsigned: await status(endpoint, { method: 'POST', body: '{"type":1}' }),
  }
}

/** What `/health` says; undefined where that cannot be read. */
async function healthAt(endpoint: string): Promise<unknown> {
  try {
    const response = await fetch(new URL('/health', endpoint), { signal: AbortSignal.timeout(10_000) })
    return parseJson(await response.text())
  } catch {
    return undefined
  }
}

const status = async (url: string, init: RequestInit = {}): Promise<number | 'no answer'> => {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) })
    await response.body?.cancel()
    return response.status
  } catch {
    return 'no answer'
  }
}
