/** Settings as an environment gives them, and as wrangler.toml documents them. */

import { readFileSync } from 'node:fs'
import { readSettings, type Settings } from '../../src/settings/settings.ts'

export const secrets = {
  DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
  DISCORD_APPLICATION_ID: '775799577604522054',
  ANTHROPIC_API_KEY: 'sk-ant-quite-secret',
}

export function settings(env: Record<string, unknown> = {}): Settings {
  const read = readSettings({ ...secrets, ...env })
  if (!read.ok) throw new Error(read.problems.join(' '))
  return read.settings
}

export const problems = (env: Record<string, unknown> = {}): readonly string[] => {
  const read = readSettings({ ...secrets, ...env })
  return read.ok ? [] : read.problems
}

/** wrangler.toml: each variable with its value and the comment above it. */
const toml = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')

const [, vars = ''] = toml.split('[vars]\n')

export const documented = Array.from(
  vars.split('# ── ')[0]?.matchAll(/((?:^#.*\n)*)^([A-Z_]+) = "(.*)"$/gm) ?? [],
  ([, comment = '', name = '', value = '']) => ({ comment, name, value }),
)

/** `(60 to 86400)` in a comment, as wrangler.toml tells it to the operator. */
export const ranges = documented.flatMap(({ comment, name }) => {
  const [, least, most] = /\((\d+) to (\d+)/.exec(comment) ?? []
  return least === undefined || most === undefined ? [] : [[name, Number(least), Number(most)] as const]
})
