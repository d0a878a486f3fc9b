/** The steps from a fresh checkout to a bot that answers. Each can be repeated: it looks first what is there. */

import { invitations } from '../arrive/welcome.ts'
import type { Clock } from '../clock.ts'
import { recordAt } from '../json.ts'
import { changesOf } from './application.ts'
import { saveValues } from './dev-vars.ts'
import { devVarsOf, type Environment, saidOf, saying } from './environment.ts'
import { accountCall, AccountProblem } from './discord-account.ts'
import { offlineFindings } from './offline-findings.ts'
import { answersAt } from './online-findings.ts'
import type { Ui } from './operator-ui.ts'
import { settingsFor, type ValueOf } from './operator-values.ts'
import type { Project } from './project.ts'
import { commandDrift, commandsAt, registerCommands } from './register-commands.ts'
import { accountIn, deploy, keepAccount, logIn, putSecrets } from './setup-cloudflare.ts'
import { claudeKey, discordToken, type KnownApplication } from './setup-keys.ts'
import { secretsBesides } from './setting-findings.ts'
import type { Wrangler } from './wrangler.ts'

export interface SetUp {
  /** The root of the checkout. */
  readonly folder: string
  readonly project: Project
  readonly value: ValueOf
  readonly wrangler: Wrangler
  readonly ui: Ui
  readonly clock: Clock
  /** How long a new Worker may take until it answers, in milliseconds. */
  readonly waitMs: number
}

const DESCRIPTION = 'Answers /ask with Claude. Each channel and thread is a conversation of its own.'

/** @throws AccountProblem where a step fails; the next run goes on there */
export const setUp = (deps: SetUp): Promise<void> =>
  saying(deps.project.environment, () => setUpStepwise(deps))

async function setUpStepwise(deps: SetUp): Promise<void> {
  const { ui, wrangler, value, project } = deps
  checkOffline(project)
  const settings = settingsFor(project, value)
  const known = await discordToken(ui, settings, value, project)
  const { account, publicKey } = known
  const ours = {
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_APPLICATION_ID: account.applicationId,
    DISCORD_TOKEN: account.token,
  }
  // What was accepted is not asked for again when a later step fails.
  await saveValues(deps.folder, project.environment, ours)
  const secrets = { ...ours, ANTHROPIC_API_KEY: await claudeKey(ui, settings, value) }
  await ui.during(devVarsOf(project.environment), async () => {
    await saveValues(deps.folder, project.environment, secrets)
    return { told: 'written; only you can read it', value: undefined }
  })
  const more = moreSecrets(project, value)
  const extra = await logIn(ui, wrangler, value('CLOUDFLARE_ACCOUNT_ID'), accountIn(project))
  await keepAccount(deps.folder, extra)
  const address = await ui.during('Worker', async () => {
    const at = await deploy(wrangler, extra)
    return { told: `deployed at ${at}`, value: at }
  })
  await ui.during('Secrets', async () => {
    const all = { ...secrets, ...more }
    await putSecrets(wrangler, extra, all)
    return { told: `${Object.keys(all).length} put in one call`, value: undefined }
  })
  await ui.during('Health', () => healthy(deps, address))
  await ui.during('Commands', () => commandsInStep(known))
  await ui.during('Application', () => pointedAt(known, `${address}/interactions`))
  const [server, member] = invitations({ applicationId: account.applicationId, hasBotToken: true })
  ui.tell(`${server?.text}: ${server?.url}`)
  ui.tell(`${member?.text}: ${member?.url}`)
  ui.close('Done. Follow the first link, choose your server, and type /ask there.')
}

/** What a dry run tells: every step, and what it would change. @throws AccountProblem where the run would stop at once */
export function plannedSteps(project: Project, environment: Environment, value: ValueOf): readonly string[] {
  checkOffline(project)
  const has = (name: string): string =>
    value(name) === '' ? `ask for ${name}` : `take ${name} from where it stands`
  return [
    `${has('DISCORD_TOKEN')} and read the application's id and public key with it`,
    `${has('ANTHROPIC_API_KEY')} and have Claude write one token with it`,
    'write these four values into .dev.vars, which only you can read',
    'log in to Cloudflare with wrangler, where that is needed',
    'deploy the Worker; wrangler makes the KV namespace and writes its id into wrangler.toml',
    'put the four secrets in one call',
    'wait until /health answers',
    'register the commands, if Discord has them otherwise',
    "set the application's endpoint, its scopes and permissions, and its description if it has none",
    'print the invitation',
  ].map((step) => saidOf(environment, step))
}

function checkOffline(project: Project): void {
  const [first] = offlineFindings(project).filter(({ level }) => level === 'error')
  if (first !== undefined) throw new AccountProblem(`${first.at}: ${first.wrong} ${first.cure}`)
}

/** The secrets that MCP_SERVERS and HASH_IDS need, and ALERT_WEBHOOK, as far as they are known here. */
function moreSecrets({ toml }: Project, value: ValueOf): Readonly<Record<string, string>> {
  const needed = typeof toml === 'string' ? [] : secretsBesides(recordAt(toml, 'vars'))
  const names = [...needed, 'ALERT_WEBHOOK']
  return Object.fromEntries(names.flatMap((name) => (value(name) === '' ? [] : [[name, value(name)]])))
}

interface Done {
  readonly told: string
  readonly value: undefined
}

/** A new address takes a while until it is known everywhere, and so do secrets. */
async function healthy({ clock, waitMs }: SetUp, address: string): Promise<Done> {
  const until = clock.now() + waitMs
  for (;;) {
    const { health, unsigned } = await answersAt(`${address}/interactions`)
    if (health === 200 && unsigned === 401)
      return { told: 'the Worker answers, and refuses what is not signed', value: undefined }
    if (clock.now() >= until)
      throw new AccountProblem(
        `The Worker does not answer as it should (/health: ${health}, an unsigned request: ${unsigned}); open ${address}/health, which names what is missing, and run "npm run setup" again.`,
      )
    await clock.sleep(1_000)
  }
}

async function commandsInStep({ account }: KnownApplication): Promise<Done> {
  if (commandDrift(await commandsAt(account)).length === 0)
    return { told: 'Discord has them already', value: undefined }
  const { changes, others } = await registerCommands(account)
  const kept = others.length === 0 ? '' : `; ${others.length} that the bot did not make are kept`
  return { told: `${changes.length - others.length} registered${kept}`, value: undefined }
}

/** Discord tries the endpoint before it takes it, with a signed request and with a forged one. */
async function pointedAt({ account, json }: KnownApplication, endpoint: string): Promise<Done> {
  const body = { ...changesOf(json, endpoint, DESCRIPTION), interactions_endpoint_url: endpoint }
  try {
    await accountCall(account, 'PATCH', '/applications/@me', body)
  } catch (problem) {
    if (!(problem instanceof AccountProblem) || !problem.message.includes('interactions_endpoint_url'))
      throw problem
    throw new AccountProblem(
      `Discord does not take ${endpoint}, because its signed test was not answered as it should be; run "npm run setup" again, and "npm run doctor" if it stays so.`,
    )
  }
  return { told: "set; Discord's signed test was answered, its forged one refused", value: undefined }
}
