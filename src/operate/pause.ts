/** `npm run pause`: nobody is answered on any server until it is lifted. */

import { spawnSync } from 'node:child_process'
import { AccountProblem } from './discord-account.ts'
import { pauseCommand, PauseProblem, USAGE } from './pause-command.ts'

function pause(): number {
  const command = pauseCommand(process.argv.slice(2), Date.now(), process.env['CLOUDFLARE_ENV'])
  if (command === undefined) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  // No shell: the reason is a text and nothing else.
  const { status } = spawnSync(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...command.args], {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  })
  process.stdout.write(status === 0 ? `${command.told}\n` : 'Wrangler could not write it: see above.\n')
  return status ?? 1
}

try {
  process.exitCode = pause()
} catch (error) {
  if (!(error instanceof PauseProblem || error instanceof AccountProblem)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  process.exitCode = 1
}
