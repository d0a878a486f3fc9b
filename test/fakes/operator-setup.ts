/** The setup and the teardown without a process of their own, and what is there once it has ended well. */

import { expect } from 'vitest'
import { commandsBody } from '../../src/arrive/commands.ts'
import { systemClock } from '../../src/clock.ts'
import { isRecord } from '../../src/json.ts'
import { AccountProblem } from '../../src/operate/discord-account.ts'
import { plainUi, type Ui } from '../../src/operate/operator-ui.ts'
import { valuesOf } from '../../src/operate/operator-values.ts'
import { readProject } from '../../src/operate/project.ts'
import { setUp } from '../../src/operate/set-up.ts'
import { tearDown, type TearDown } from '../../src/operate/tear-down.ts'
import { AS_BOT, call } from './discord-bot.ts'
import type { Run } from './operator-run.ts'
import { KEY, type OperatorStage, TOKEN } from './operator-stage.ts'
import { wranglerHere } from './stand-in-wrangler.ts'

type Env = Readonly<Record<string, string>>

/** As `npm run setup` goes; `ui` may answer questions. */
export const setUpHere = (stage: OperatorStage, env: Env = {}, ui?: Ui, environment = ''): Promise<Run> =>
  ranHere(stage, environment, env, ui, (deps) => setUp({ ...deps, clock: systemClock, waitMs: 0 }))

/** As `npm run teardown` goes. */
export const tearDownHere = (stage: OperatorStage, env: Env = {}, environment = ''): Promise<Run> =>
  ranHere(stage, environment, env, undefined, tearDown)

async function ranHere(
  stage: OperatorStage,
  environment: string,
  env: Env,
  ui: Ui | undefined,
  act: (deps: TearDown) => Promise<void>,
): Promise<Run> {
  const { folder } = stage.at
  let out = ''
  const project = await readProject(folder, environment)
  const value = valuesOf(project, { ...stage.env, ...env })
  const told = ui ?? plainUi((text) => (out += text))
  try {
    await act({ folder, project, value, wrangler: wranglerHere(folder, environment), ui: told })
    return { code: 0, out, err: '' }
  } catch (problem) {
    if (!(problem instanceof AccountProblem)) throw problem
    return { code: 1, out, err: problem.message }
  }
}

export async function applicationOf(stage: OperatorStage): Promise<Readonly<Record<string, unknown>>> {
  const headers = { ...AS_BOT, Authorization: `Bot ${TOKEN}` }
  return { ...(await call(stage.discord, 'GET', '/applications/@me', undefined, headers)).body }
}

export function registeredIn(stage: OperatorStage): number {
  const all: unknown = stage.discord.commands()
  const global = isRecord(all) ? all['global'] : undefined
  return Array.isArray(global) ? global.length : 0
}

/** No secret on the screen or on a command line, and no stack. */
export function expectDiscreet(stage: OperatorStage, ...runs: readonly Run[]): void {
  for (const { out, err } of runs) expect(out + err).not.toMatch(/nobody-may-see|\n\s+at /)
  expect(stage.account().calls.length).toBeGreaterThan(0)
  expect(stage.account().calls.join('\n')).not.toContain('nobody-may-see')
}

/** The bot is there: deployed with its secrets, with its commands, and Discord sends it what members do. */
export async function expectWhole(stage: OperatorStage): Promise<void> {
  const { deployed, secrets, address } = stage.account()
  expect(deployed).toBe(true)
  expect(secrets).toEqual({
    DISCORD_PUBLIC_KEY: stage.discord.publicKey,
    DISCORD_APPLICATION_ID: stage.discord.applicationId,
    DISCORD_TOKEN: TOKEN,
    ANTHROPIC_API_KEY: KEY,
  })
  expect(registeredIn(stage)).toBe(commandsBody().length)
  const server = { scopes: ['applications.commands', 'bot'], permissions: expect.stringMatching(/^\d{5,}$/) }
  expect(await applicationOf(stage)).toMatchObject({
    interactions_endpoint_url: `${address}/interactions`,
    description: expect.stringContaining('/ask'),
    integration_types_config: {
      '0': { oauth2_install_params: server },
      '1': { oauth2_install_params: { scopes: ['applications.commands'], permissions: '0' } },
    },
  })
}
