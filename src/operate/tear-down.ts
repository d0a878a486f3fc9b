/** Takes away what the setup has made: the endpoint, the commands, the Worker with its objects, the KV namespace. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Json, listAt, textAt } from '../json.ts'
import { type Account, accountCall, AccountProblem } from './discord-account.ts'
import { type Environment, environmentsIn, inEnvironment, saying } from './environment.ts'
import type { Ui } from './operator-ui.ts'
import { settingsFor, type ValueOf } from './operator-values.ts'
import type { Project } from './project.ts'
import { removeCommands } from './register-commands.ts'
import { checkOwn } from './setup-keys.ts'
import { type Wrangler, type WranglerRun, wranglerWhy } from './wrangler.ts'

export interface TearDown {
  /** The root of the checkout. */
  readonly folder: string
  readonly project: Project
  readonly value: ValueOf
  readonly wrangler: Wrangler
  readonly ui: Ui
}

/** The Workers API's code where there is no such Worker, and the KV API's where there is no such namespace. */
const GONE = /code: (10007|10013)\b|does not exist|not found/i

/** What is gone already is no fault, so that it can be run again. @throws AccountProblem */
export const tearDown = (deps: TearDown): Promise<void> =>
  saying(deps.project.environment, () => tearDownStepwise(deps))

async function tearDownStepwise({ folder, project, value, wrangler, ui }: TearDown): Promise<void> {
  if (typeof project.toml === 'string') throw new AccountProblem(project.toml)
  const token = value('DISCORD_TOKEN')
  if (token === '')
    throw new AccountProblem('DISCORD_TOKEN is missing; give it in the environment or in .dev.vars.')
  const account = await applicationOf(settingsFor(project, value).discordApiBaseUrl, token)
  checkOwn(project, account.applicationId)
  const step = (title: string, work: () => Promise<string>): Promise<void> =>
    ui.during(title, async () => ({ told: await work(), value: undefined }))
  // First nobody is sent there any more.
  await step('Endpoint', async () => {
    await accountCall(account, 'PATCH', '/applications/@me', { interactions_endpoint_url: null })
    return 'removed'
  })
  await step('Commands', async () => `${await removeCommands(account)} removed`)
  await step('Worker', async () =>
    removed(await wrangler.run(['delete', '--force']), 'deleted with all conversations'),
  )
  await step('KV', async () => {
    const id = namespaceId(project.toml)
    if (id === undefined) return 'there is none'
    if (othersHave(id, project)) return 'kept, because another environment has it, too'
    const args = ['kv', 'namespace', 'delete', '--namespace-id', id, '--skip-confirmation']
    const told = removed(await wrangler.run(args), 'deleted')
    await forgetNamespace(folder, id)
    return told
  })
}

async function applicationOf(baseUrl: string, token: string): Promise<Account> {
  const json = await accountCall({ baseUrl, token, applicationId: '' }, 'GET', '/applications/@me')
  return { baseUrl, token, applicationId: textAt(json, 'id') ?? '' }
}

function removed(run: WranglerRun, told: string): string {
  if (run.code === 0) return told
  if (GONE.test(`${run.err}${run.out}`)) return 'is gone already'
  throw new AccountProblem(`Wrangler could not delete it: ${wranglerWhy(run)} Run "npm run teardown" again.`)
}

function othersHave(id: string, { environment, file }: Project): boolean {
  const others: readonly Environment[] = ['', ...environmentsIn(file)].filter((one) => one !== environment)
  return others.some((one) => namespaceId(inEnvironment(file, one) ?? {}) === id)
}

function namespaceId(toml: Json | string): string | undefined {
  const all = typeof toml === 'string' ? [] : listAt(toml, 'kv_namespaces')
  return textAt(
    all.find((one) => textAt(one, 'binding') === 'CACHE_KV'),
    'id',
  )
}

/** With the id of a namespace that is gone no later deploy would work. */
async function forgetNamespace(folder: string, id: string): Promise<void> {
  const path = join(folder, 'wrangler.toml')
  const lines = (await readFile(path, 'utf8')).split('\n')
  await writeFile(path, lines.filter((line) => !(/^\s*id\s*=/.test(line) && line.includes(id))).join('\n'))
}
