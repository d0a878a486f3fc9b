/** `npm run teardown`: removes the bot from Cloudflare and Discord, after asking. */

import { parseArgs } from 'node:util'
import { AccountProblem } from './discord-account.ts'
import { type Environment, environmentOf } from './environment.ts'
import { plainUi, terminalUi } from './operator-ui.ts'
import { valuesOf } from './operator-values.ts'
import { readProject } from './project.ts'
import { tearDown } from './tear-down.ts'
import { wranglerIn } from './wrangler.ts'

const USAGE = `npm run teardown [-- --yes] [--env NAME]

  --yes   asks nothing
  --env   the environment of wrangler.toml, such as staging; without it the bot in production

Removes the endpoint and the bot's commands at Discord, and the Worker with all conversations and its KV namespace at
Cloudflare. The application at Discord, .dev.vars and the keys stay.`

const questionOf = (environment: Environment): string =>
  `Remove the bot${environment === '' ? '' : ` of ${environment}`}? The Worker, all conversations, saved answers and settings are deleted for good; nothing brings them back.`

async function teardown(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      env: { type: 'string' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const environment = environmentOf(values.env, process.env['CLOUDFLARE_ENV'])
  const folder = process.cwd()
  const project = await readProject(folder, environment)
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && !process.env['CI']
  if (!isTerminal && !values.yes)
    throw new AccountProblem('There is nobody to ask here; say --yes if the bot is to be removed.')
  const ui = isTerminal ? terminalUi() : plainUi((text) => process.stdout.write(text))
  ui.open(`Threadkeeper: teardown${environment === '' ? '' : ` of ${environment}`}`)
  if (!values.yes && !(await ui.confirm(questionOf(environment)))) return ui.close('Nothing was removed.')
  await tearDown({
    folder,
    project,
    value: valuesOf(project, process.env),
    wrangler: wranglerIn(folder, environment),
    ui,
  })
  ui.close(
    'Done. Delete the application on https://discord.com/developers/applications if you want it gone, too.',
  )
}

try {
  await teardown(process.argv.slice(2))
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error
  if (!(error instanceof AccountProblem) && !isUsage) throw error
  process.stderr.write(`✗ ${error.message}\n${isUsage ? `\n${USAGE}\n` : ''}`)
  process.exitCode = 1
}
