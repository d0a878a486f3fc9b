/** The operator's side of Claude: whether the key is taken, is paid for, and knows the models. */

import { failureOf, type Why } from '../converse/claude/failure.ts'
import { parseJson, recordAt, textAt } from '../json.ts'

export interface ClaudeAccess {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly key: string
}

/** What Claude said; undefined means yes. */
export interface ClaudeFacts {
  readonly models: readonly { readonly name: string; readonly no: Why | undefined }[]
  /** To a message of one token: an account without credit refuses nothing else. */
  readonly message: Why | undefined
}

/** The version that the SDK speaks (Claude API, Versions). */
const VERSION = '2023-06-01'

/**
 * Asks for each model, and for one token of the first. Never throws.
 *
 * @param models the first of them is asked for a token
 */
export async function askClaude(access: ClaudeAccess, models: readonly string[]): Promise<ClaudeFacts> {
  const [first = ''] = models
  const message = { model: first, max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }
  const [known, said] = await Promise.all([
    Promise.all(
      models.map(async (name) => ({ name, no: await no(access, `/v1/models/${encodeURIComponent(name)}`) })),
    ),
    no(access, '/v1/messages', message),
  ])
  return { models: known, message: said }
}

async function no({ baseUrl, key }: ClaudeAccess, path: string, body?: unknown): Promise<Why | undefined> {
  // In a header nothing else may stand: fetch would fail as it does without a network.
  if (!/^[\x21-\x7e]+$/.test(key)) return 'key refused'
  try {
    const response = await fetch(`${baseUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-api-key': key, 'anthropic-version': VERSION, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(30_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.ok) return undefined
    const error = recordAt(parseJson(text), 'error')
    return failureOf({
      status: response.status,
      type: textAt(error, 'type'),
      code: textAt(recordAt(error, 'details'), 'error_code'),
      message: textAt(error, 'message') ?? '',
      retryAfterMs: undefined,
    }).why
  } catch {
    return 'unreachable'
  }
}
