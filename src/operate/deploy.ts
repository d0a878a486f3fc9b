/** `npm run deploy`: deploys an environment of wrangler.toml, unless the doctor finds an error in it. */

import { AccountProblem } from './discord-account.ts'
import { environmentOf } from './environment.ts'
import { hasErrors, told } from './finding.ts'
import { lookedOffline, offlineFindings } from './offline-findings.ts'
import { readProject } from './project.ts'
import { wranglerIn } from './wrangler.ts'

async function deploy(args: readonly string[]): Promise<number> {
  const { named, rest } = environmentIn(args)
  const environment = environmentOf(named, process.env['CLOUDFLARE_ENV'])
  const folder = process.cwd()
  const project = await readProject(folder, environment)
  const findings = offlineFindings(project)
  process.stdout.write(`${told(lookedOffline(project), findings)}\n`)
  return hasErrors(findings) ? 1 : wranglerIn(folder, environment).show(['deploy', ...rest])
}

/** All else is wrangler's. */
function environmentIn(args: readonly string[]): { named: string | undefined; rest: readonly string[] } {
  const at = args.findIndex((one) => /^(--env|-e)(=|$)/.test(one))
  const [option = ''] = at === -1 ? [] : [args[at]]
  if (option.includes('='))
    return { named: option.replace(/^[^=]*=/, ''), rest: args.filter((_, index) => index !== at) }
  if (at === -1) return { named: undefined, rest: args }
  const named = args[at + 1]
  if (named === undefined)
    throw new AccountProblem('--env needs the name of an environment, such as staging.')
  return { named, rest: [...args.slice(0, at), ...args.slice(at + 2)] }
}

try {
  process.exitCode = await deploy(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof AccountProblem)) throw error
  process.stderr.write(`✗ ${error.message}\n`)
  process.exitCode = 1
}
