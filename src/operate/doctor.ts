/** `npm run doctor`: looks for everything that can be wrong, and says what would be right. */

import { parseArgs } from 'node:util'
import { AccountProblem } from './discord-account.ts'
import { environmentOf } from './environment.ts'
import { hasErrors, type Looked, told } from './finding.ts'
import { lookedOffline, offlineFindings, otherEnvironments } from './offline-findings.ts'
import { onlineFindings } from './online-findings.ts'
import { valuesOf } from './operator-values.ts'
import { type Project, readProject } from './project.ts'
import { wranglerIn } from './wrangler.ts'

const USAGE = `npm run doctor [-- --offline] [--json] [--env NAME]

  --offline   without a network: wrangler.toml, .dev.vars and the installed versions
  --env       the environment of wrangler.toml, such as staging; without it the bot in production
  --json      the findings as JSON: a list of {level, at, wrong, cure}

Asks Cloudflare, Discord, Claude and the deployed bot besides. Of the other environments it reads wrangler.toml alone. It
ends with 1 where it finds an error. It changes nothing; it has Claude write one token.`

async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      env: { type: 'string' },
      json: { type: 'boolean', default: false },
      offline: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const environment = environmentOf(values.env, process.env['CLOUDFLARE_ENV'])
  const project = await readProject(process.cwd(), environment)
  const offline = offlineFindings(project)
  const others = otherEnvironments(project)
  // With a wrong setting nobody knows whom to ask.
  const online = values.offline || hasErrors(offline) ? { looked: [], findings: [] } : await asked(project)
  const findings = [...offline, ...others.findings, ...online.findings]
  const looked = [...lookedOffline(project), ...others.looked, ...online.looked]
  process.stdout.write(`${values.json ? JSON.stringify(findings, null, 2) : told(looked, findings)}\n`)
  return hasErrors(findings) ? 1 : 0
}

const asked = (project: Project): Promise<Looked> =>
  onlineFindings(
    project,
    valuesOf(project, process.env),
    wranglerIn(process.cwd(), project.environment),
    Date.now,
  )

try {
  process.exitCode = await doctor(process.argv.slice(2))
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error
  if (!(error instanceof AccountProblem) && !isUsage) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  process.exitCode = 1
}
