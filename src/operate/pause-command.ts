/** What `npm run pause` writes, and how it has wrangler write it. */

import { parseArgs } from 'node:util'
import { PAUSE_WHY_CODE_POINTS } from '../guild/guild-settings.ts'
import { copyKey } from '../guild/kept-settings.ts'
import { OPERATOR } from '../ids.ts'
import { type Environment, environmentOf } from './environment.ts'

export const USAGE = `npm run pause -- --why "…"     nobody is answered, on any server; members read why
npm run pause -- --lift        everybody is answered again

  --env NAME    of the environment of wrangler.toml, such as staging
  --local DIR   in the bot of this machine that keeps its state in DIR (of \`npm start\`: .threadkeeper)

Wrangler writes it into the bot's KV namespace, with the account that \`npx wrangler login\` has chosen.`

/** Something that a person can mend. */
export class PauseProblem extends Error {}

export interface PauseCommand {
  /** For wrangler. */
  readonly args: readonly string[]
  readonly told: string
}

/**
 * Undefined where only the usage is asked for.
 *
 * @param now milliseconds since 1970
 * @param fromEnv the environment where the command names none (CLOUDFLARE_ENV)
 * @throws PauseProblem, or AccountProblem where the environment can be none
 */
export function pauseCommand(
  raw: readonly string[],
  now: number,
  fromEnv?: Environment,
): PauseCommand | undefined {
  const { why, lift = false, local, help = false, env } = parsed(raw)
  if (help) return undefined
  if (lift === (why !== undefined)) throw new PauseProblem('Give either --why with the reason, or --lift.')
  const reason = why?.trim() ?? ''
  if (Array.from(reason).length > PAUSE_WHY_CODE_POINTS)
    throw new PauseProblem(`--why is too long; it should have at most ${PAUSE_WHY_CODE_POINTS} characters.`)
  const settings = lift ? {} : { paused: { why: reason, by: '0', at: now } }
  return {
    args: [
      'kv',
      'key',
      'put',
      copyKey(OPERATOR),
      // A later one has a larger number, so that no part of the bot goes back to an earlier one.
      JSON.stringify({ version: now, settings }),
      '--binding',
      'CACHE_KV',
      `--env=${environmentOf(env, fromEnv)}`,
      ...(local === undefined ? ['--remote'] : ['--local', '--persist-to', local]),
    ],
    told: lift
      ? 'Lifted. Everybody is answered again within two minutes.'
      : 'Paused. Within two minutes nobody is answered, and running answers end.',
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        env: { type: 'string' },
        why: { type: 'string' },
        lift: { type: 'boolean' },
        local: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new PauseProblem(error instanceof Error ? error.message : String(error))
  }
}
