/** The setup with a fault at every step: it tells of it in one sentence, and the next run ends well. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { operatorStage, type OperatorStage } from '../fakes/operator-stage.ts'
import { expectDiscreet, expectWhole, setUpHere } from '../fakes/operator-setup.ts'

let stage: OperatorStage
beforeEach(async () => {
  stage = await operatorStage()
})
afterEach(() => stage.close())

interface Case {
  readonly fault: () => unknown
  readonly mend?: () => unknown
  readonly env?: Readonly<Record<string, string>>
  readonly told: string
}

const noFaults = (): void => {
  stage.discordProxy.fault = undefined
  stage.claudeProxy.fault = undefined
  stage.change({ fault: undefined })
}
const wrangler = (fault: string) => (): void => stage.change({ fault })
const discord = (on: string, status?: number, body?: string) => (): void => {
  stage.discordProxy.fault = { on, ...(status === undefined ? {} : { status, body: body ?? '{}' }) }
}
const claude = (on: string, status: number, type: string, message: string) => (): void => {
  stage.claudeProxy.fault = { on, status, body: JSON.stringify({ error: { type, message } }) }
}

const cases: Readonly<Record<string, Case>> = {
  'a wrong setting': {
    fault: () => stage.at.change('MAX_TOKENS', 'MAX_TOKNS'),
    mend: () => stage.at.change('MAX_TOKNS', 'MAX_TOKENS'),
    told: 'Write MAX_TOKENS instead of MAX_TOKNS.',
  },
  'no token': { fault: noop, env: { DISCORD_TOKEN: '' }, told: 'DISCORD_TOKEN is missing' },
  'half a token': { fault: noop, env: { DISCORD_TOKEN: 'half' }, told: 'DISCORD_TOKEN is no bot token' },
  'a wrong token': {
    fault: noop,
    env: { DISCORD_TOKEN: 'another-token-that-nobody-may-see' },
    told: 'Discord does not accept DISCORD_TOKEN',
  },
  'a token of another application': {
    fault: noop,
    env: { DISCORD_APPLICATION_ID: '123456789012345678' },
    told: 'and DISCORD_APPLICATION_ID is 123456789012345678',
  },
  'Discord out of reach': { fault: discord('GET /applications/@me'), told: 'Discord cannot be reached' },
  'no key': { fault: noop, env: { ANTHROPIC_API_KEY: '' }, told: 'ANTHROPIC_API_KEY is missing' },
  'a wrong key': {
    fault: noop,
    env: { ANTHROPIC_API_KEY: 'sk-ant-another-that-nobody-may-see' },
    told: 'Claude does not accept ANTHROPIC_API_KEY.',
  },
  'a key without credit': {
    fault: claude('POST /v1/messages', 402, 'billing_error', 'Pay first.'),
    told: 'The Claude account has no credit',
  },
  'a model that there is not': {
    fault: () => stage.at.change('FALLBACK_MODEL = "claude-sonnet-5-5"', 'FALLBACK_MODEL = "claude-9"'),
    mend: () => stage.at.change('FALLBACK_MODEL = "claude-9"', 'FALLBACK_MODEL = "claude-sonnet-5-5"'),
    told: 'Claude does not know the model claude-9.',
  },
  'nobody logged in': {
    fault: () => stage.change({ loggedIn: false }),
    mend: () => stage.change({ loggedIn: true }),
    told: 'Wrangler is not logged in to Cloudflare',
  },
  'several accounts': {
    fault: () =>
      stage.change({
        accounts: [
          { id: 'a', name: 'A' },
          { id: 'b', name: 'B' },
        ],
      }),
    mend: () => stage.change({ accounts: [{ id: 'a', name: 'A' }] }),
    told: 'set CLOUDFLARE_ACCOUNT_ID to one of a, b.',
  },
  'a deploy that fails': { fault: wrangler('deploy'), told: 'Wrangler could not deploy: A request to' },
  'secrets that fail': {
    fault: wrangler('secret bulk'),
    told: 'Wrangler could not put the secrets: A request to',
  },
  'a Worker that does not answer': {
    fault: () => stage.change({ address: 'http://127.0.0.1:9' }),
    told: 'The Worker does not answer as it should',
  },
  'commands that cannot be read': {
    fault: discord('GET /applications/2', 500, 'down'),
    told: 'Discord answered 500: down',
  },
  'commands that are refused': {
    fault: discord('PUT /applications/', 400, 'Invalid Form Body'),
    told: 'Discord answered 400: Invalid Form Body',
  },
  'an endpoint that Discord refuses': {
    fault: discord('PATCH /applications/@me', 400, '{"errors":{"interactions_endpoint_url":{}}}'),
    told: 'because its signed test was not answered as it should be',
  },
  'an application that cannot be changed': {
    fault: discord('PATCH /applications/@me', 429),
    told: 'Discord asks to wait',
  },
}

function noop(): void {}

test.each(Object.entries(cases))('%s', async (_, { fault, mend = noop, env = {}, told }) => {
  const { address } = stage.account()
  fault()
  const ill = await setUpHere(stage, env)
  expect(ill.code).toBe(1)
  expect(ill.err).toContain(told)
  expect(ill.err.trim().split('\n')).toHaveLength(1)
  noFaults()
  stage.change({ address })
  mend()
  const well = await setUpHere(stage)
  expect(well).toMatchObject({ code: 0, err: '' })
  await expectWhole(stage)
  expectDiscreet(stage, ill, well)
})
