/** `npm run setup` and `npm run teardown` as an operator runs them. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseJson } from '../../src/json.ts'
import { withValues } from '../../src/operate/dev-vars.ts'
import { plainUi, type Ui } from '../../src/operate/operator-ui.ts'
import type { Run } from '../fakes/operator-run.ts'
import {
  applicationOf,
  expectDiscreet,
  expectWhole,
  registeredIn,
  setUpHere,
  tearDownHere,
} from '../fakes/operator-setup.ts'
import { KEY, operatorStage, type OperatorStage, TOKEN } from '../fakes/operator-stage.ts'

let stage: OperatorStage
beforeEach(async () => {
  stage = await operatorStage()
})
afterEach(() => stage.close())

const setup = (env: Readonly<Record<string, string>> = {}, ...args: readonly string[]): Promise<Run> =>
  stage.run('setup.ts', ['--yes', '--wait', '0', ...args], env)

test('from a fresh checkout to a bot, a doctor who finds nothing but that nobody has asked it, and back', async () => {
  const first = await setup()
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toContain(`client_id=${stage.discord.applicationId}&scope=bot+applications.commands`)
  await expectWhole(stage)
  expect(statSync(join(stage.at.folder, '.dev.vars')).mode & 0o777).toBe(0o600)
  // The pasted values are known from now on.
  const none = { DISCORD_TOKEN: '', ANTHROPIC_API_KEY: '' }
  const doctor = await stage.run('doctor.ts', [], none)
  expect(doctor).toMatchObject({ code: 0, err: '', out: expect.stringContaining('0 errors, 1 warning') })
  expect(doctor.out).toContain('! proven\n')
  const again = await setUpHere(stage, none)
  expect(again).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Discord has them already') })
  await expectWhole(stage)

  const unsure = await stage.run('teardown.ts')
  expect(unsure).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--yes') })
  await expectWhole(stage)
  const down = await stage.run('teardown.ts', ['--yes'], none)
  expect(down).toMatchObject({ code: 0, err: '' })
  expect(stage.account()).toMatchObject({ deployed: false, secrets: {} })
  expect(stage.account().kv).toBeUndefined()
  expect(registeredIn(stage)).toBe(0)
  expect((await applicationOf(stage))['interactions_endpoint_url']).toBeNull()
  const twice = await tearDownHere(stage, none)
  expect(twice).toMatchObject({ code: 0, err: '', out: expect.stringContaining('is gone already') })
  expect((await setUpHere(stage, none)).code).toBe(0)
  await expectWhole(stage)
  expectDiscreet(stage, first, doctor, again, down, twice)
})

test('a dry run changes nothing and tells every step', async () => {
  const before = stage.account()
  const { code, out } = await setup({ ANTHROPIC_API_KEY: '' }, '--dry-run')
  expect(code).toBe(0)
  expect(out).toContain('1. take DISCORD_TOKEN')
  expect(out).toContain('2. ask for ANTHROPIC_API_KEY')
  expect(stage.account()).toEqual(before)
  expect(stage.at.read('.dev.vars')).toBe('')
  expect([stage.discordProxy.arrived, stage.claudeProxy.arrived]).toEqual([[], []])
})

test('a dry run stops where the run itself would stop before its first step', async () => {
  const { code, out, err } = await setup({}, '--dry-run', '--env', 'nowhere')
  expect(code).toBe(1)
  expect(out).not.toContain('1. ')
  expect(err).toContain('nowhere')
})

test.each([
  ['delete', 'Worker'],
  ['kv namespace delete', 'KV'],
])('a teardown whose "wrangler %s" fails is told, and goes on the next time', async (fault) => {
  await setUpHere(stage)
  stage.change({ fault })
  const ill = await tearDownHere(stage)
  expect(ill).toMatchObject({
    code: 1,
    err: expect.stringContaining('Wrangler could not delete it: A request'),
  })
  stage.change({ fault: undefined })
  expect((await tearDownHere(stage)).code).toBe(0)
  expect(stage.account()).toMatchObject({ deployed: false, secrets: {} })
  expect(stage.at.read('wrangler.toml')).not.toMatch(/^id =/m)
  expect(parseJson(stage.at.read('wrangler-state.json'))).not.toHaveProperty('kv')
})

/** Somebody at the terminal, who gives these values one after the other. */
const somebody = (typed: string[], told: string[]): Ui => ({
  ...plainUi((text) => void told.push(text)),
  asks: true,
  warn: (text) => void told.push(text),
  secret: (question) => {
    told.push(question)
    return Promise.resolve(typed.shift() ?? '')
  },
  choose: (_, choices) => Promise.resolve(choices.at(-1)?.value ?? ''),
})

test('somebody who pastes wrong values is asked again, logs in and chooses an account', async () => {
  stage.change({
    loggedIn: false,
    accounts: [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B' },
    ],
  })
  const told: string[] = []
  const typed = ['half', 'another-token-that-nobody-may-see', TOKEN, 'sk-ant-wrong-that-nobody-may-see', KEY]
  const none = { DISCORD_TOKEN: '', ANTHROPIC_API_KEY: '' }
  const run = await setUpHere(stage, none, somebody(typed, told))
  expect([run, typed]).toEqual([{ code: 0, out: '', err: '' }, []])
  await expectWhole(stage)
  expect(told.filter((line) => line.startsWith('Bot token ('))).toHaveLength(3)
  expect(told.filter((line) => line.startsWith('Claude API key ('))).toHaveLength(2)
  expect(stage.account().calls).toContain('login --env=')
  // The choice holds for whatever comes later.
  expect(stage.at.read('wrangler.toml')).toContain('name = "threadkeeper"\naccount_id = "b"\n')
  expect((await setUpHere(stage)).code).toBe(0)
  expect((await tearDownHere(stage)).code).toBe(0)
  expectDiscreet(stage, { ...run, out: told.join('\n') })
})

test('the account that .dev.vars names is taken, where wrangler does not look for it, and kept', async () => {
  stage.change({
    accounts: [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B' },
    ],
  })
  stage.at.write('.dev.vars', 'CLOUDFLARE_ACCOUNT_ID=b\n')
  expect(await setUpHere(stage)).toMatchObject({ code: 0, err: '' })
  await expectWhole(stage)
  expect(stage.at.read('wrangler.toml')).toContain('name = "threadkeeper"\naccount_id = "b"\n')
  expect((await setUpHere(stage)).code).toBe(0)
})

test('the alert webhook is put with the other secrets, and a wrong one is named before anything is made', async () => {
  const webhook = `https://discord.com/api/webhooks/123/${'nobody-may-see'.repeat(4)}`
  stage.at.write('.dev.vars', 'ALERT_WEBHOOK=https://discord.com/api/webhooks/nobody-may-see\n')
  const wrong = await setUpHere(stage)
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('ALERT_WEBHOOK is not the address') })
  expect(stage.account().deployed).toBe(false)
  stage.at.write('.dev.vars', `ALERT_WEBHOOK=${webhook}\n`)
  const right = await setUpHere(stage)
  expect(right).toMatchObject({ code: 0, err: '' })
  expect(stage.account().secrets).toMatchObject({ ALERT_WEBHOOK: webhook, DISCORD_TOKEN: TOKEN })
  expectDiscreet(stage, wrong, right)
})

test('what stands in .dev.vars stays, and a value that means something there is quoted', () => {
  const before = '# mine\nMODEL=claude-next\nexport DISCORD_TOKEN=old\nANTHROPIC_API_KEY=\n'
  const after = withValues(before, { DISCORD_TOKEN: 'a.b-c_d', ANTHROPIC_API_KEY: 'x#y z', NEW: '1' })
  expect(after).toBe("# mine\nMODEL=claude-next\nDISCORD_TOKEN=a.b-c_d\nANTHROPIC_API_KEY='x#y z'\nNEW=1\n")
  expect(parseEnv(after)).toMatchObject({ ANTHROPIC_API_KEY: 'x#y z', DISCORD_TOKEN: 'a.b-c_d' })
})
