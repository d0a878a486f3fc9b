/** What is looked at before a request's body: who may come in, with which headers, and which headers go back. */

import { isRecord } from '../../json.ts'
import type { ClaudeModel } from './models.ts'

/** The API takes requests of up to 32 MB (Errors, "Request size limits"). */
export const REQUEST_BYTES = 32 * 1_024 * 1_024

const versions = new Set(['2023-01-01', '2023-06-01', '2026-10-21'])

/**
 * Only this machine's own names: a page elsewhere whose name resolves to 127.0.0.1 sends that name as its Host.
 * @param host the Host header, or the host of an Origin
 */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host)

/** Whether a browser's page from elsewhere sends this: no `Origin` is no browser. */
export const isForeign = (origin: string | undefined): boolean =>
  origin !== undefined && !isLoopback(origin.replace(/^https?:\/\//, ''))

export interface AuthProblem {
  readonly status: 400 | 401
  readonly type: 'authentication_error' | 'invalid_request_error'
  readonly message: string
}

const refused = (message: string): AuthProblem => ({ status: 400, type: 'invalid_request_error', message })

/** What is wrong with the headers. Sources: API overview, "Authentication"; Versions. */
export function authProblem(header: (name: string) => string | undefined): AuthProblem | undefined {
  const bearer = /^Bearer +(\S+)$/i.test(header('authorization') ?? '')
  const key = (header('x-api-key') ?? '').trim() !== ''
  if (!bearer && !key)
    return { status: 401, type: 'authentication_error', message: 'x-api-key header is required' }
  const version = header('anthropic-version')
  if (version === undefined || version === '') return refused('anthropic-version: header is required')
  if (!versions.has(version)) return refused(`anthropic-version: "${version}" is not a valid version`)
  return undefined
}

/** Headers as they may be kept and shown: of a credential only its scheme is left. */
export function recordedHeaders(headers: Headers): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  headers.forEach((value, name) => {
    if (name === 'authorization' || name === 'proxy-authorization') kept[name] = value.split(' ')[0] ?? ''
    else if (name === 'x-api-key' || name === 'cookie') kept[name] = 'redacted'
    else kept[name] = value
  })
  return kept
}

/** A body as it may be kept and shown: without the tokens of MCP servers. */
export function recordedBody(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body['mcp_servers'])) return body ?? null
  const servers: readonly unknown[] = body['mcp_servers']
  return {
    ...body,
    mcp_servers: servers.map((server) =>
      isRecord(server) && 'authorization_token' in server
        ? { ...server, authorization_token: 'redacted' }
        : server,
    ),
  }
}

/** Limits of the start tier per minute (Rate limits; those of Haiku 4.5, the only published ones). */
const perMinute = { requests: 1_000, 'input-tokens': 2_000_000, 'output-tokens': 400_000 } as const

/**
 * The rate headers of an answer. They only tell: the local Claude refuses nobody for being fast.
 * @param count requests so far
 * @param now milliseconds since 1970
 */
export function rateHeaders(
  model: ClaudeModel | undefined,
  count: number,
  now: number,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000001',
  }
  if (model === undefined) return headers
  const reset = new Date(Math.ceil((now + 1) / 60_000) * 60_000).toISOString().replace('.000Z', 'Z')
  const all = { ...perMinute, tokens: perMinute['input-tokens'] + perMinute['output-tokens'] }
  for (const [name, limit] of Object.entries(all)) {
    const used = name === 'requests' ? count % limit : 0
    headers[`anthropic-ratelimit-${name}-limit`] = String(limit)
    headers[`anthropic-ratelimit-${name}-remaining`] = String(limit - used)
    headers[`anthropic-ratelimit-${name}-reset`] = reset
  }
  return headers
}
