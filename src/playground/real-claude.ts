/** Whether the real Claude can be talked to with this key, found out before anybody asks anything. */

import { parseEnv } from 'node:util'
import { readAddress } from '../settings/address.ts'

const CLAUDE = 'https://api.anthropic.com'

export interface RealClaude {
  readonly apiKey: string
  readonly baseUrl: string
  readonly model: string
}

/**
 * The real Claude, when there is a key for it.
 *
 * @param env the environment, which wins
 * @param devVars the text of `.dev.vars`, empty where there is none
 */
export function realClaude(
  env: Readonly<Record<string, string | undefined>>,
  devVars: string,
): RealClaude | undefined {
  const file = parseEnv(devVars)
  const value = (name: string, fallback: string): string => env[name] || file[name] || fallback
  const apiKey = value('ANTHROPIC_API_KEY', '').trim()
  if (apiKey === '') return undefined
  return {
    apiKey,
    baseUrl: value('ANTHROPIC_BASE_URL', CLAUDE).replace(/\/+$/, ''),
    model: value('MODEL', 'claude-haiku-5-5'),
  }
}

/** One sentence about what is wrong, or undefined when Claude accepts key and model. Never repeats the key. */
export async function problemWith({ apiKey, baseUrl, model }: RealClaude): Promise<string | undefined> {
  const without = 'Without ANTHROPIC_API_KEY the local Claude answers.'
  if (!/^[\x21-\x7e]{8,}$/.test(apiKey)) {
    return `ANTHROPIC_API_KEY does not look like a key ("sk-ant-…"). ${without}`
  }
  const address = readAddress('ANTHROPIC_BASE_URL', baseUrl, CLAUDE)
  if (!address.ok) return `${address.problem} ${without}`
  try {
    const response = await fetch(`${baseUrl}/v1/models/${encodeURIComponent(model)}`, {
      headers: { authorization: `Bearer ${apiKey}`, 'anthropic-version': '2026-10-21' },
      signal: AbortSignal.timeout(8_000),
    })
    await response.body?.cancel()
    if (response.status === 401) return `Claude does not accept ANTHROPIC_API_KEY. ${without}`
    if (response.status === 403) return `Claude refuses to talk to this machine (403). ${without}`
    if (response.status === 404) return `Claude knows no model "${model}"; set MODEL to one that exists.`
    return undefined
  } catch {
    return `Claude cannot be reached at ${new URL(baseUrl).host}; is there a network? ${without}`
  }
}
