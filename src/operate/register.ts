/** `npm run register`: puts the command table to Discord, for every server or for one, and shows what changed. */

import { parseArgs } from 'node:util'
import type { Change } from './command-diff.ts'
import { type Account, AccountProblem } from './discord-account.ts'
import { environmentOf, saying } from './environment.ts'
import { kindOf } from './kept-commands.ts'
import { readProject } from './project.ts'
import { registerCommands } from './register-commands.ts'
import { readAddress } from '../settings/address.ts'
import { checkOwn } from './setup-keys.ts'

const USAGE = `npm run register [-- --guild ID] [--env NAME]

  --guild ID   only in this server, at once (for trying things out). Without it: everywhere.
  --env NAME   the environment of wrangler.toml, such as staging, whose secrets are in .dev.vars.staging.

Reads DISCORD_APPLICATION_ID and DISCORD_TOKEN from the environment or from .dev.vars.`

async function register(args: string[]): Promise<string> {
  const { values } = parse(args)
  if (values.help === true) return USAGE
  const { guild } = values
  if (guild !== undefined && !/^\d{17,20}$/.test(guild)) {
    throw new AccountProblem(
      `--guild is "${guild}"; it should be the server's id, a number of 17 to 20 digits.`,
    )
  }
  const environment = environmentOf(values.env, process.env['CLOUDFLARE_ENV'])
  const project = await readProject(process.cwd(), environment)
  return saying(environment, async () => {
    const account = readAccount(process.env, project.devVars)
    checkOwn(project, account.applicationId)
    const { changes, others } = await registerCommands(account, guild)
    return told(guild === undefined ? 'everywhere' : `in the server ${guild}`, changes, others)
  })
}

function told(
  where: string,
  changes: readonly Change[],
  others: readonly Readonly<Record<string, unknown>>[],
): string {
  const names = new Set(others.map((command) => `${kindOf(command)} ${String(command['name'])}`))
  const isOther = ({ kind, name }: Change): boolean => names.has(`${kind} ${name}`)
  const ours = changes
    .filter((one) => !isOther(one))
    .map(({ name, kind, what }) => `  ${kind === kindOf({}) ? '/' : ''}${name}: ${what}`)
  const kept = changes.filter(isOther).map(({ name, kind, what }) => `  ${name} (${kind}): ${what}`)
  return [
    `Registered ${where}:`,
    ...ours,
    ...(kept.length === 0 ? [] : ['Kept, because the bot did not make them:', ...kept]),
    ...(changes.every(({ what }) => what === 'unchanged') ? ['Nothing has changed.'] : []),
  ].join('\n')
}

const DISCORD = 'https://discord.com/api/v10'

type Env = Readonly<Record<string, string | undefined>>

function readAccount(env: Env, devVars: Env): Account {
  const value = (name: string): string => (env[name] || devVars[name] || '').trim()
  const applicationId = value('DISCORD_APPLICATION_ID')
  const token = value('DISCORD_TOKEN')
  if (!/^\d{17,20}$/.test(applicationId)) {
    throw new AccountProblem(
      'DISCORD_APPLICATION_ID is missing or no number of 17 to 20 digits; the developer portal shows it as "Application ID".',
    )
  }
  if (!/^[\x21-\x7e]{20,}$/.test(token)) {
    throw new AccountProblem(
      'DISCORD_TOKEN is missing or no token; the developer portal shows it once under "Bot", "Reset Token".',
    )
  }
  const read = readAddress('DISCORD_API_BASE_URL', value('DISCORD_API_BASE_URL') || DISCORD, DISCORD)
  if (!read.ok) throw new AccountProblem(read.problem)
  return { applicationId, token, baseUrl: read.address }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { env: { type: 'string' }, guild: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    throw new AccountProblem(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`)
  }
}

try {
  process.stdout.write(`${await register(process.argv.slice(2))}\n`)
} catch (error) {
  if (!(error instanceof AccountProblem)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
