/** The values that the operator's scripts work with: from the environment, from .dev.vars, from wrangler.toml. */

import { recordAt } from '../json.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import { AccountProblem } from './discord-account.ts'
import type { Project } from './project.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The first place that has it wins; empty where none has. */
export type ValueOf = (name: string) => string

export function valuesOf(project: Project, env: Env): ValueOf {
  const vars = typeof project.toml === 'string' ? {} : recordAt(project.toml, 'vars')
  return (name) => {
    const raw = env[name] || project.devVars[name] || vars[name]
    return typeof raw === 'string' ? raw.trim() : ''
  }
}

/** The settings that are deployed, with the addresses that hold here. @throws AccountProblem where one is wrong */
export function settingsFor(project: Project, value: ValueOf): Settings {
  const vars = typeof project.toml === 'string' ? {} : recordAt(project.toml, 'vars')
  const read = readSettings({
    ...vars,
    MCP_SERVERS: '',
    DISCORD_API_BASE_URL: value('DISCORD_API_BASE_URL'),
    ANTHROPIC_BASE_URL: value('ANTHROPIC_BASE_URL'),
    DISCORD_PUBLIC_KEY: '0'.repeat(64),
    DISCORD_APPLICATION_ID: '1',
    ANTHROPIC_API_KEY: 'placeholder',
    DISCORD_TOKEN: '',
    HASH_IDS_KEY: '0'.repeat(32),
  })
  if (!read.ok) throw new AccountProblem(read.problems.join('\n'))
  return read.settings
}

/** Each model that may be asked, MODEL first. */
export const modelsOf = ({ model, models, fallbackModel }: Settings): readonly string[] => [
  ...new Set([model, ...models, fallbackModel]),
]
