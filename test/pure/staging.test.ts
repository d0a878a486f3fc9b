/** A second environment from nothing to a bot and back: production's Worker, secrets and application stay as they are. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandsBody } from '../../src/arrive/commands.ts'
import { isRecord } from '../../src/json.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call } from '../fakes/discord-bot.ts'
import type { Run } from '../fakes/operator-run.ts'
import { expectDiscreet, expectWhole, setUpHere, tearDownHere } from '../fakes/operator-setup.ts'
import { KEY, operatorStage, type OperatorStage, TOKEN } from '../fakes/operator-stage.ts'

const STAGING_TOKEN = 'bot-token-of-staging-that-nobody-may-see'
const none = { DISCORD_TOKEN: '', ANTHROPIC_API_KEY: '' }

let stage: OperatorStage
/** Discord as the application of staging sees it. */
let second: LocalDiscord
let env: Readonly<Record<string, string>>
beforeEach(async () => {
  stage = await operatorStage()
  second = await startDiscord({ botToken: STAGING_TOKEN, applicationId: '290000000000000031' })
  env = { DISCORD_TOKEN: STAGING_TOKEN, DISCORD_API_BASE_URL: second.apiBaseUrl }
  const { code, err } = await setUpHere(stage)
  if (code !== 0) throw new Error(err)
})
afterEach(() => Promise.all([stage.close(), second.close()]))

const setUpStaging = (more = env): Promise<Run> => setUpHere(stage, more, undefined, 'staging')
const tearDownStaging = (more = env): Promise<Run> => tearDownHere(stage, more, 'staging')

/** Everything of production that another environment could touch. */
async function production(): Promise<unknown> {
  const { deployed, secrets, kv, bindings } = stage.account()
  const headers = { ...AS_BOT, Authorization: `Bot ${TOKEN}` }
  const [, id] =
    /^\[\[kv_namespaces\]\]\nbinding = "CACHE_KV"\nid = "(.*)"$/m.exec(stage.at.read('wrangler.toml')) ?? []
  expect(id).toBe(kv)
  return {
    worker: { deployed, secrets, kv, bindings },
    devVars: stage.at.read('.dev.vars'),
    application: (await call(stage.discord, 'GET', '/applications/@me', undefined, headers)).body,
    commands: stage.discord.commands(),
  }
}

function registered(): number {
  const all: unknown = second.commands()
  const global = isRecord(all) ? all['global'] : undefined
  return Array.isArray(global) ? global.length : 0
}

test('from nothing to a bot, a doctor who finds nothing, and back', async () => {
  const before = await production()
  const first = await setUpStaging()
  expect(first).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('.dev.vars.staging: written'),
  })
  const { staging } = stage.account()
  expect(staging).toMatchObject({
    deployed: true,
    kv: 'fedcba9876543210fedcba9876543210',
    secrets: {
      DISCORD_PUBLIC_KEY: second.publicKey,
      DISCORD_APPLICATION_ID: '290000000000000031',
      DISCORD_TOKEN: STAGING_TOKEN,
      ANTHROPIC_API_KEY: KEY,
    },
  })
  expect(registered()).toBe(commandsBody().length)
  expect(statSync(join(stage.at.folder, '.dev.vars.staging')).mode & 0o777).toBe(0o600)
  expect(await production()).toEqual(before)

  const address = { ...none, DISCORD_API_BASE_URL: second.apiBaseUrl }
  const doctor = await stage.run('doctor.ts', ['--env', 'staging'], address)
  expect(doctor).toMatchObject({ code: 0, err: '', out: expect.stringContaining('0 errors, 1 warning') })
  expect(doctor.out).toContain('✓ wrangler.toml, env.staging\n✓ .dev.vars.staging\n✓ wrangler.toml\n')
  expect(doctor.out).toContain('! proven\n')
  const other = await stage.run('doctor.ts', [], none)
  expect(other).toMatchObject({ code: 0, err: '', out: expect.stringContaining('0 errors, 1 warning') })
  const register = await stage.run('register.ts', [], { ...address, CLOUDFLARE_ENV: 'staging' })
  expect(register).toMatchObject({ code: 0, out: expect.stringContaining('Nothing has changed.') })

  const down = await stage.run('teardown.ts', ['--yes', '--env=staging'], address)
  expect(down).toMatchObject({ code: 0, err: '', out: expect.stringContaining('teardown of staging') })
  expect(stage.account().staging).toMatchObject({ deployed: false, secrets: {} })
  expect(stage.account().staging.kv).toBeUndefined()
  expect(registered()).toBe(0)
  expect(await production()).toEqual(before)
  await expectWhole(stage)
  expectDiscreet(stage, first, doctor, other, register, down)
})

test("production's application is refused by each command, before anything is touched", async () => {
  const before = await production()
  const theirs = { DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: stage.discord.applicationId }
  const told = 'env.staging has the application of production'
  expect(await setUpStaging(theirs)).toMatchObject({ code: 1, err: expect.stringContaining(told) })
  expect(await tearDownStaging(theirs)).toMatchObject({ code: 1, err: expect.stringContaining(told) })
  const register = await stage.run('register.ts', ['--env', 'staging'], theirs)
  expect(register).toMatchObject({ code: 1, err: expect.stringContaining(told) })
  expect(stage.account().staging.deployed).toBe(false)
  expect(stage.at.read('.dev.vars.staging')).toBe('')
  expect(await production()).toEqual(before)
})

test("production's secrets do not stand in for missing ones", async () => {
  const missing = await setUpStaging(none)
  expect(missing).toMatchObject({
    code: 1,
    err: expect.stringContaining('environment or in .dev.vars.staging'),
  })
  expect(stage.account().staging.deployed).toBe(false)
})

test.each(['deploy', 'secret bulk'])(
  'where "wrangler %s" fails, that is told of staging, and the next run ends well',
  async (fault) => {
    const before = await production()
    stage.change({ fault })
    const ill = await setUpStaging()
    expect(ill).toMatchObject({
      code: 1,
      err: expect.stringContaining('Run "npm run setup -- --env staging" again.'),
    })
    stage.change({ fault: undefined })
    expect((await setUpStaging({ ...env, DISCORD_TOKEN: '' })).code).toBe(0)
    expect(stage.account().staging.deployed).toBe(true)
    expect(await production()).toEqual(before)
    expectDiscreet(stage, ill)
  },
)

test('a teardown keeps a namespace that production has, too', async () => {
  expect((await setUpStaging()).code).toBe(0)
  const { kv } = stage.account()
  stage.at.change('fedcba9876543210fedcba9876543210', kv ?? '')
  const { deployed } = (await production()) as { deployed?: boolean }
  expect(deployed).toBeUndefined()
  const down = await tearDownStaging()
  expect(down).toMatchObject({
    code: 0,
    out: expect.stringContaining('kept, because another environment has it'),
  })
  expect(stage.account()).toMatchObject({ deployed: true, kv })
})

test('an environment that does not exist is named, with those that do', async () => {
  const { code, err } = await stage.run('setup.ts', ['--yes', '--env', 'stagin'], env)
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('wrangler.toml has no [env.stagin]; it has [env.staging].'),
  ])
  const down = await tearDownHere(stage, env, 'stagin')
  expect(down).toMatchObject({ code: 1, err: expect.stringContaining('no [env.stagin]') })
  const doctor = await stage.run('doctor.ts', ['--offline', '--env', 'stagin'])
  expect(doctor).toMatchObject({ code: 1, out: expect.stringContaining('Name one that it has') })
  // It was not looked at.
  expect(doctor.out).not.toContain('.dev.vars.stagin')
  const wrong = await stage.run('doctor.ts', ['--env', '../x'])
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('such as "staging"') })
})
