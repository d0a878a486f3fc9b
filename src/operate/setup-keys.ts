/** The two values that an operator pastes: each is checked where it belongs before anything is made with it. */

import { isRecord, type Json, textAt } from '../json.ts'
import { askClaude } from './claude-account.ts'
import { claudeFindings } from './claude-findings.ts'
import { type Account, accountCall, AccountProblem } from './discord-account.ts'
import { sharedApplication } from './environment-findings.ts'
import { modelsOf, type ValueOf } from './operator-values.ts'
import type { Ui } from './operator-ui.ts'
import type { Project } from './project.ts'
import type { Settings } from '../settings/settings.ts'

export interface KnownApplication {
  readonly account: Account
  readonly publicKey: string
  readonly json: Json
}

const TOKEN_QUESTION =
  'Bot token (https://discord.com/developers/applications → New Application → Bot → Reset Token → Copy)'
const KEY_QUESTION = 'Claude API key (https://platform.claude.com → API keys → Create key → Copy)'

/**
 * The bot token, from where it is known or from the operator, and the application that it belongs to.
 *
 * @throws AccountProblem where it is wrong and nobody can be asked for another
 */
export const discordToken = (
  ui: Ui,
  settings: Settings,
  value: ValueOf,
  project: Pick<Project, 'environment' | 'others'>,
): Promise<KnownApplication> =>
  accepted(ui, 'DISCORD_TOKEN', TOKEN_QUESTION, value, async (token) => {
    const baseUrl = settings.discordApiBaseUrl
    if (!/^[\x21-\x7e]{20,}$/.test(token))
      throw new AccountProblem('DISCORD_TOKEN is no bot token; copy it whole, without quotes and spaces.')
    const json = await accountCall({ baseUrl, token, applicationId: '' }, 'GET', '/applications/@me')
    const [id, publicKey] = [textAt(json, 'id'), textAt(json, 'verify_key')]
    if (!isRecord(json) || id === undefined || publicKey === undefined)
      throw new AccountProblem('Discord names no application for this token; is DISCORD_API_BASE_URL right?')
    const wanted = value('DISCORD_APPLICATION_ID')
    if (wanted !== '' && wanted !== id)
      throw new AccountProblem(
        `DISCORD_TOKEN belongs to the application ${id}, and DISCORD_APPLICATION_ID is ${wanted}; take the token of that application, or empty DISCORD_APPLICATION_ID.`,
      )
    checkOwn(project, id)
    return {
      told: `${textAt(json, 'name') ?? 'application'} (${id})`,
      value: { account: { baseUrl, token, applicationId: id }, publicKey, json },
    }
  })

/** @throws AccountProblem where another environment has this application: it would lose its endpoint and its commands */
export function checkOwn({ environment, others }: Pick<Project, 'environment' | 'others'>, id: string): void {
  const other = Object.entries(others).find(([, theirs]) => theirs === id)
  if (other === undefined) return
  const { wrong, cure } = sharedApplication(environment, other[0])
  throw new AccountProblem(`${wrong} ${cure}`)
}

/** The key for Claude. @throws AccountProblem as above */
export const claudeKey = (ui: Ui, settings: Settings, value: ValueOf): Promise<string> =>
  accepted(ui, 'ANTHROPIC_API_KEY', KEY_QUESTION, value, async (key) => {
    if (!/^[\x21-\x7e]{8,}$/.test(key))
      throw new AccountProblem(
        'ANTHROPIC_API_KEY is no key; copy it whole ("sk-ant-…"), without quotes and spaces.',
      )
    const models = modelsOf(settings)
    const findings = claudeFindings(await askClaude({ baseUrl: settings.anthropicBaseUrl, key }, models))
    const [worst] = findings.filter(({ level }) => level === 'error')
    if (worst !== undefined) throw new AccountProblem(`${worst.wrong} ${worst.cure}`)
    return { told: `accepted, with credit; ${models.join(', ')} known`, value: key }
  })

async function accepted<T>(
  ui: Ui,
  name: string,
  question: string,
  value: ValueOf,
  check: (given: string) => Promise<{ told: string; value: T }>,
): Promise<T> {
  let given = value(name)
  if (given === '' && !ui.asks)
    throw new AccountProblem(`${name} is missing; give it in the environment or in .dev.vars.`)
  for (;;) {
    const isTyped = given === ''
    const tried = isTyped ? await ui.secret(question) : given
    try {
      return await ui.during(name, () => check(tried))
    } catch (problem) {
      // What was typed a moment ago may be typed again; what stands somewhere has to be mended there.
      if (!(problem instanceof AccountProblem) || !ui.asks) throw problem
      ui.warn(problem.message)
      given = ''
    }
  }
}
