/** What the doctor finds with a network: against a deployed bot, Discord, Claude and an account, with each of them ill. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandsBody } from '../../src/arrive/commands.ts'
import { applicationFindings, changesOf, clockFindings } from '../../src/operate/application.ts'
import { claudeFindings } from '../../src/operate/claude-findings.ts'
import { textAt } from '../../src/json.ts'
import { told } from '../../src/operate/finding.ts'
import { offlineFindings } from '../../src/operate/offline-findings.ts'
import { onlineFindings } from '../../src/operate/online-findings.ts'
import { valuesOf } from '../../src/operate/operator-values.ts'
import { readProject } from '../../src/operate/project.ts'
import { wranglerHere } from '../fakes/stand-in-wrangler.ts'
import { commandDrift } from '../../src/operate/register-commands.ts'
import { AS_BOT, call } from '../fakes/discord-bot.ts'
import { KEY, operatorStage, type OperatorStage, TOKEN } from '../fakes/operator-stage.ts'

let stage: OperatorStage
/** Of the deployed Worker. */
let bindings: readonly unknown[] = []
const asBot = { ...AS_BOT, Authorization: `Bot ${TOKEN}` }
const secrets = (): Record<string, string> => ({
  DISCORD_PUBLIC_KEY: stage.discord.publicKey,
  DISCORD_APPLICATION_ID: stage.discord.applicationId,
  ANTHROPIC_API_KEY: KEY,
  DISCORD_TOKEN: TOKEN,
})

/** Everything as it should be. */
beforeEach(async () => {
  stage = await operatorStage()
  await wranglerHere(stage.at.folder).run(['deploy'])
  ;({ bindings } = stage.account())
  stage.change({
    secrets: secrets(),
    health: { proven: { claude: '2026-11-24T20:53:59Z', discord: '2026-11-24T20:54:03Z' } },
  })
  const { discord } = stage
  const application = (await call(discord, 'GET', '/applications/@me', undefined, asBot)).body
  const wanted = changesOf({ ...application }, `${stage.account().address}/interactions`, 'Claude')
  await call(discord, 'PATCH', '/applications/@me', wanted, asBot)
  await call(discord, 'PUT', `/applications/${discord.applicationId}/commands`, commandsBody(), asBot)
})
afterEach(() => stage.close())

/** As `npm run doctor` goes, without a process of its own. */
async function doctor(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { folder } = stage.at
  const project = await readProject(folder, '')
  const value = valuesOf(project, { ...stage.env, ...secrets(), ...env })
  const { looked, findings } = await onlineFindings(project, value, wranglerHere(folder), Date.now)
  const out = told(looked, [...offlineFindings(project), ...findings])
  expect(out).not.toContain('nobody-may-see')
  return out
}

test('a bot that is well has nothing wrong', async () => {
  expect(await doctor()).toBe(
    [
      'Cloudflare',
      'Discord',
      'commands',
      'endpoint',
      'proven: Claude last answered 2026-11-24T20:53:59Z, Discord last took an answer 2026-11-24T20:54:03Z',
      'clock',
      'Claude',
    ]
      .map((at) => `✓ ${at}\n`)
      .join('') + '\nAll is well.',
  )
})

const ill: Readonly<Record<string, { make: () => unknown; env?: Record<string, string>; told: string }>> = {
  'nobody is logged in': {
    make: () => stage.change({ loggedIn: false }),
    told: 'Wrangler could not list the secrets',
  },
  'a secret is missing': {
    make: () => {
      const { ANTHROPIC_API_KEY: _, ...others } = secrets()
      stage.change({ secrets: others })
    },
    told: 'The Worker has no secret ANTHROPIC_API_KEY and answers 503.',
  },
  'the Worker was not given the alert webhook': {
    make: () => undefined,
    env: { ALERT_WEBHOOK: `https://discord.com/api/webhooks/1/${'nobody-may-see'.repeat(3)}` },
    told: 'The Worker has no ALERT_WEBHOOK; nobody is told when Claude is blocked.',
  },
  'a variable was changed in the dashboard': {
    make: () =>
      stage.change({
        bindings: [
          ...bindings.filter((one) => textAt(one, 'name') !== 'MAX_TOKENS'),
          { type: 'plain_text', name: 'MAX_TOKENS', text: '99' },
          { type: 'plain_text', name: 'OTHER', text: 'x' },
        ],
      }),
    told: 'The deployed Worker has other values than wrangler.toml for MAX_TOKENS, OTHER.',
  },
  'a binding was added and not deployed': {
    make: () => stage.change({ bindings: bindings.filter((one) => textAt(one, 'name') !== 'ASK_LIMIT') }),
    told: 'The deployed Worker lacks these bindings of wrangler.toml: ASK_LIMIT.',
  },
  'nobody has asked the bot yet': {
    make: () => stage.change({ health: { proven: { claude: null, discord: null } } }),
    told: 'The bot is deployed, and has not answered a question yet; neither Claude nor Discord is proven.',
  },
  'the Worker is gone': {
    make: () => stage.change({ deployed: false }),
    told: 'The endpoint answers 404 to an unsigned request',
  },
  'the application has no endpoint': {
    make: () => call(stage.discord, 'PATCH', '/applications/@me', { interactions_endpoint_url: null }, asBot),
    told: 'The application has no Interactions Endpoint URL',
  },
  'the token is wrong': {
    make: () => undefined,
    env: { DISCORD_TOKEN: 'another-token-that-nobody-may-see' },
    told: 'Discord does not accept DISCORD_TOKEN.',
  },
  'the token is in typographic quotes': {
    make: () => undefined,
    env: { DISCORD_TOKEN: '“bot-token-of-the-operator”' },
    told: 'DISCORD_TOKEN is no bot token.',
  },
  'the key is in typographic quotes': {
    make: () => undefined,
    env: { ANTHROPIC_API_KEY: '“sk-ant-nobody-may-see”' },
    told: 'Claude does not accept ANTHROPIC_API_KEY.',
  },
  'the token belongs to another application': {
    make: () => undefined,
    env: { DISCORD_APPLICATION_ID: '123456789012345678' },
    told: 'and DISCORD_APPLICATION_ID is 123456789012345678.',
  },
  'the public key is another': {
    make: () => undefined,
    env: { DISCORD_PUBLIC_KEY: 'ab'.repeat(32) },
    told: 'DISCORD_PUBLIC_KEY is not that of the application',
  },
  'Discord is down': {
    make: () => (stage.discordProxy.fault = { on: 'GET /applications/@me', status: 500, body: 'down' }),
    told: 'Discord answered 500: down.',
  },
  'a command is missing': {
    make: () =>
      call(
        stage.discord,
        'PUT',
        `/applications/${stage.discord.applicationId}/commands`,
        commandsBody().filter(({ name }) => name !== 'help'),
        asBot,
      ),
    told: 'or has them otherwise: help.',
  },
  'the key is wrong': {
    make: () => undefined,
    env: { ANTHROPIC_API_KEY: 'sk-ant-another-that-nobody-may-see' },
    told: 'Claude does not accept ANTHROPIC_API_KEY.',
  },
  'the account has no credit': {
    make: () =>
      (stage.claudeProxy.fault = {
        on: 'POST /v1/messages',
        status: 400,
        body: '{"error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Claude API."}}',
      }),
    told: 'The Claude account has no credit, or has reached its limit.',
  },
  'the country is not served': {
    make: () =>
      (stage.claudeProxy.fault = {
        on: 'POST /v1/messages',
        status: 403,
        body: '{"error":{"type":"forbidden","message":"Request not allowed"}}',
      }),
    told: 'Claude refuses calls from here',
  },
  'Claude is down': {
    make: () => (stage.claudeProxy.fault = { on: '' }),
    told: 'Claude cannot be reached.',
  },
}

test.each(Object.keys(ill))('%s', async (name) => {
  const { make, env, told: wrong } = ill[name] ?? { make: () => undefined, told: '' }
  await make()
  const out = await doctor(env)
  expect(out).toContain(wrong)
  const lines = out.split('\n')
  const at = lines.findIndex((line) => line.includes(wrong))
  expect(lines[at + 1]).toMatch(/^ {4}→ \S.*\.$/)
})

test('a model that Claude does not know is named', async () => {
  expect(
    claudeFindings({ models: [{ name: 'claude-9', no: 'unknown model' }], message: 'unknown model' }).map(
      ({ wrong }) => wrong,
    ),
  ).toEqual(['Claude does not know the model claude-9.'])
})

const intentsMissed = (flags: number, readsChannel: boolean): number =>
  applicationFindings({ flags }, { applicationId: '', publicKey: '', readsChannel }).filter(({ wrong }) =>
    wrong.includes('Intent'),
  ).length

test('an intent is missed only where it is used, and either of the two will do', () => {
  expect([
    intentsMissed(0, true),
    intentsMissed(1 << 18, true),
    intentsMissed(1 << 19, true),
    intentsMissed(0, false),
  ]).toEqual([1, 0, 0, 0])
})

test('more scopes than needed, a description and other fields are the choice of the operator', () => {
  const params = { scopes: ['bot', 'applications.commands'], permissions: String(2n ** 40n - 1n) }
  const application = {
    description: 'Mine',
    interactions_endpoint_url: 'https://e',
    integration_types_config: {
      '0': { oauth2_install_params: params },
      '1': { oauth2_install_params: { ...params, permissions: '0' } },
    },
  }
  expect(changesOf(application, 'https://e', 'Ours')).toBeUndefined()
  expect(changesOf({ ...application, description: '' }, 'https://f', 'Ours')).toEqual({
    description: 'Ours',
    interactions_endpoint_url: 'https://f',
  })
})

test('a table that Discord has told in its own way has not drifted; one changed word has', () => {
  const theirs = commandsBody().map((one): Readonly<Record<string, unknown>> => ({
    id: '1',
    version: '2',
    nsfw: false,
    ...one,
  }))
  expect(commandDrift(theirs)).toEqual([])
  expect(
    commandDrift(theirs.map((one) => ({ ...one, description: `${String(one['description'])}!` }))),
  ).not.toEqual([])
  expect(commandDrift(undefined)).toHaveLength(commandsBody().length)
})

test.each([
  [59_000, 0],
  [61_000, 1],
  [-61_000, 1],
])('a clock that is %i ms ahead gives %i findings', (ms, count) => {
  expect(clockFindings(ms)).toHaveLength(count)
})

test('what was not looked at is not called well', async () => {
  const out = await doctor({ DISCORD_TOKEN: 'another-token-that-nobody-may-see' })
  expect(out).not.toMatch(/commands|endpoint|clock/)
})
