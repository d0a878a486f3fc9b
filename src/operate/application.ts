/** The application at Discord: what it should be, and what is wrong with what it is. */

import { permissionsOf } from '../arrive/welcome.ts'
import { type Json, listAt, numberAt, recordAt, textAt } from '../json.ts'
import { error, type Finding, warning } from './finding.ts'

const AT = 'Discord'

/** Resources, Application, "Application Flags": whole, and for up to 100 servers. */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19)

/** "0" is a server, "1" a member's account (Resources, Application, "Application Integration Types"). */
const scopes = { '0': ['applications.commands', 'bot'], '1': ['applications.commands'] } as const

/** What the settings say of the application. */
export interface Expected {
  /** From .dev.vars; empty where there is none. */
  readonly applicationId: string
  readonly publicKey: string
  readonly readsChannel: boolean
}

/** What has to be changed of the application; undefined where it is as it should be. */
export function changesOf(application: Json, endpoint: string, description: string): Json | undefined {
  const changes = {
    ...(textAt(application, 'interactions_endpoint_url') === endpoint
      ? {}
      : { interactions_endpoint_url: endpoint }),
    // The operator's own words stay.
    ...((textAt(application, 'description') ?? '') === '' ? { description } : {}),
    ...(lackingInstalls(application).length === 0 ? {} : { integration_types_config: installs() }),
  }
  return Object.keys(changes).length === 0 ? undefined : changes
}

/** The form of Resources, Application, "Install Params Object"; a member's account gives no permissions. */
const installs = (): Json =>
  Object.fromEntries(
    Object.entries(scopes).map(([type, all]) => [
      type,
      { oauth2_install_params: { scopes: all, permissions: type === '0' ? permissionsOf() : '0' } },
    ]),
  )

/** The kinds of installation without all that the bot needs. More than it needs is the operator's choice. */
function lackingInstalls(application: Json): readonly string[] {
  const config = recordAt(application, 'integration_types_config')
  return Object.entries(scopes)
    .filter(([type, all]) => {
      const params = recordAt(recordAt(config, type), 'oauth2_install_params')
      const given = listAt(params, 'scopes')
      const permissions = textAt(params, 'permissions') ?? String(numberAt(params, 'permissions') ?? 0)
      const needed = type === '0' ? BigInt(permissionsOf()) : 0n
      const has = /^\d{1,20}$/.test(permissions) ? BigInt(permissions) : 0n
      return all.some((scope) => !given.includes(scope)) || (has & needed) !== needed
    })
    .map(([type]) => type)
}

/** @param application what `GET /applications/@me` gave */
export function applicationFindings(application: Json, expected: Expected): readonly Finding[] {
  const findings: Finding[] = []
  const id = textAt(application, 'id') ?? ''
  if (expected.applicationId !== '' && expected.applicationId !== id)
    findings.push(
      error(
        AT,
        `DISCORD_TOKEN belongs to the application ${id}, and DISCORD_APPLICATION_ID is ${expected.applicationId}.`,
        'Take both from one application; "npm run setup" reads the id from the token.',
      ),
    )
  const key = textAt(application, 'verify_key') ?? ''
  if (expected.publicKey !== '' && expected.publicKey.toLowerCase() !== key.toLowerCase())
    findings.push(
      error(
        AT,
        'DISCORD_PUBLIC_KEY is not that of the application; the bot refuses everything that Discord sends.',
        `Set it to ${key}.`,
      ),
    )
  const lacking = lackingInstalls(application)
  if (lacking.length > 0)
    findings.push(
      warning(
        AT,
        `The installation ${lacking.map((type) => (type === '0' ? 'on servers' : 'for members')).join(' and ')} lacks scopes or permissions.`,
        'Run "npm run setup"; it asks for the scopes bot and applications.commands and the least permissions.',
      ),
    )
  if (expected.readsChannel && ((numberAt(application, 'flags') ?? 0) & MESSAGE_CONTENT) === 0)
    findings.push(
      error(
        AT,
        'READ_CHANNEL is on, and the application has no Message Content Intent; Claude reads empty messages.',
        'Switch "Message Content Intent" on in the developer portal under "Bot".',
      ),
    )
  return findings
}

/** @param answers what the endpoint answered: a status, or "no answer" */
export function endpointFindings(
  endpoint: string | undefined,
  answers: { readonly health: number | 'no answer'; readonly unsigned: number | 'no answer' } | undefined,
): readonly Finding[] {
  if (endpoint === undefined || answers === undefined)
    return [
      error(
        'endpoint',
        'The application has no Interactions Endpoint URL; Discord sends the commands nowhere.',
        'Run "npm run setup", or set it in the developer portal under "General Information".',
      ),
    ]
  if (answers.health === 'no answer' || answers.unsigned === 'no answer')
    return [
      error(
        'endpoint',
        `Nobody answers at ${endpoint}.`,
        'Run "npm run deploy", and compare the address that it prints with the Interactions Endpoint URL.',
      ),
    ]
  if (answers.health === 503)
    return [
      error(
        'endpoint',
        'The Worker answers 503: a secret is missing there, or a setting is wrong.',
        `Open ${endpoint.replace(/\/interactions$/, '/health')}; it names what is missing.`,
      ),
    ]
  if (answers.unsigned !== 401)
    return [
      error(
        'endpoint',
        `The endpoint answers ${answers.unsigned} to an unsigned request, and should answer 401.`,
        'See that the Interactions Endpoint URL ends with /interactions and leads to this Worker.',
      ),
    ]
  return answers.health === 200
    ? []
    : [
        warning(
          'endpoint',
          `/health answers ${answers.health}.`,
          'Run "npx wrangler tail" and open /health again; the log says why.',
        ),
      ]
}

/** @param skewMs how far the clock of this machine is ahead of Discord's, in milliseconds */
export const clockFindings = (skewMs: number): readonly Finding[] =>
  Math.abs(skewMs) < 60_000
    ? []
    : [
        warning(
          'clock',
          `The clock of this machine is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} Discord's.`,
          'Set it by the network; the local bot refuses signatures that are five minutes off.',
        ),
      ]
