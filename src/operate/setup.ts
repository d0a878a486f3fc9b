/** `npm run setup`: from a fresh checkout to a bot in a server, with two pasted values. */

import { parseArgs } from 'node:util'
import { systemClock } from '../clock.ts'
import { AccountProblem } from './discord-account.ts'
import { environmentOf, saidOf } from './environment.ts'
import { plainUi, terminalUi } from './operator-ui.ts'
import { valuesOf } from './operator-values.ts'
import { readProject } from './project.ts'
import { plannedSteps, setUp } from './set-up.ts'
import { wranglerIn } from './wrangler.ts'

const USAGE = `npm run setup [-- --dry-run] [--yes] [--wait SECONDS] [--env NAME]

  --dry-run   says what it would do, and does nothing
  --yes       asks nothing: DISCORD_TOKEN and ANTHROPIC_API_KEY come from the environment or .dev.vars,
              Cloudflare from CLOUDFLARE_API_TOKEN or an earlier login. So it is without a terminal, too.
  --wait      how long a new Worker may take until it answers (60)
  --env       the environment of wrangler.toml, such as staging: another Worker with another application, whose secrets
              are in .dev.vars.staging; without it the bot in production

It can be run again at any time: it goes on where it stopped.`

async function setup(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'dry-run': { type: 'boolean', default: false },
      env: { type: 'string' },
      yes: { type: 'boolean', default: false },
      wait: { type: 'string', default: '60' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  if (!/^\d{1,4}$/.test(values.wait)) throw new AccountProblem('--wait should be a number of seconds.')
  const environment = environmentOf(values.env, process.env['CLOUDFLARE_ENV'])
  const folder = process.cwd()
  const project = await readProject(folder, environment)
  const value = valuesOf(project, process.env)
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && !values.yes && !process.env['CI']
  const ui = isTerminal ? terminalUi() : plainUi((text) => process.stdout.write(text))
  if (values['dry-run'])
    return void process.stdout.write(
      `${saidOf(environment, 'npm run setup')} would:\n${plannedSteps(project, environment, value)
        .map((step, index) => `${index + 1}. ${step}\n`)
        .join('')}`,
    )
  ui.open(`Threadkeeper: setup${environment === '' ? '' : ` of ${environment}`}`)
  const waitMs = Number(values.wait) * 1_000
  await setUp({
    folder,
    project,
    value,
    wrangler: wranglerIn(folder, environment),
    ui,
    clock: systemClock,
    waitMs,
  })
}

try {
  await setup(process.argv.slice(2))
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error
  if (!(error instanceof AccountProblem) && !isUsage) throw error
  process.stderr.write(`✗ ${error.message}\n${isUsage ? `\n${USAGE}\n` : ''}`)
  process.exitCode = 1
}
