/** `npm run doctor`: looks for everything that can be wrong, and says what would be right. */

import { parseArgs } from 'node:util'
import { hasErrors, told } from './finding.ts'
import { OFFLINE, offlineFindings } from './offline-findings.ts'
import { readProject } from './project.ts'

const USAGE = `npm run doctor -- --offline [--json]

  --offline   without a network
  --json      the findings as JSON: a list of {level, at, wrong, cure}

Looks at wrangler.toml, .dev.vars and the installed versions. Ends with 1 where it finds an error.`

async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      offline: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const findings = offlineFindings(await readProject(process.cwd()))
  process.stdout.write(`${values.json ? JSON.stringify(findings, null, 2) : told(OFFLINE, findings)}\n`)
  return hasErrors(findings) ? 1 : 0
}

try {
  process.exitCode = await doctor(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof TypeError) || !('code' in error)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  process.exitCode = 1
}
