/** What the local Claude can be told to answer: the script's union, and JSON made into it. */

import { isRecord, type Json } from '../../json.ts'
import { isPages, isServerCall, type Page, type ServerCall } from './server-tools.ts'

const stopReasons = [
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'pause_turn',
  'refusal',
  'model_context_window_exceeded',
] as const
export type StopReason = (typeof stopReasons)[number]

interface ToolCall {
  readonly name: string
  readonly input: Json
}

/** Words, and how they come. Positions (`…AfterChars`) count UTF-16 units of `say`. */
export interface Said {
  readonly say: string
  readonly firstTokenMs?: number
  /** So much longer for each thousand tokens that the prompt cache does not have: what is not cached has to be read. */
  readonly msPerUncachedThousand?: number
  /** 0 = as fast as possible. */
  readonly tokensPerSecond?: number
  /** The size of each text delta; without it they vary. */
  readonly chunkChars?: number
  /** A silence of `ms`; pings go on every ten seconds unless `pings` is false. A release ends it. */
  readonly gap?: { readonly afterChars: number; readonly ms: number; readonly pings?: boolean }
  readonly stop?: StopReason
  readonly thinking?: string
  readonly tools?: readonly ToolCall[]
  /** Words before its own tools. */
  readonly opening?: string
  /** Its own tools, before the words of `say`. */
  readonly servers?: readonly ServerCall[]
  /** Pages that `say` cites. */
  readonly cites?: readonly Page[]
  /**
   * Asked to go on after an interruption, it says only what is missing, after the last `repeatsChars` once more; without
   * these after what it was asked to begin with.
   */
  readonly continues?: true
  readonly repeatsChars?: number
  /** Waits after `holdAfterChars` (0) until it is released. */
  readonly hold?: true
  readonly holdAfterChars?: number
  /** Ends after `afterChars` (0) without the rest: closed cleanly, reset, or silent for ever. */
  readonly cut?: 'eof' | 'reset' | 'stall'
  /** An `error` event of this type after `afterChars`; at 0 it is the first event. */
  readonly error?: string
  readonly afterChars?: number
  /** Events and deltas of unknown types in the middle. */
  readonly oddities?: true
}

export interface Failed {
  readonly status: number
  readonly type?: string
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A proxy's HTML page instead of the API's JSON. */
  readonly html?: true
  /** Sent as it is when it is a string, else as JSON. */
  readonly body?: unknown
}

export type Answer =
  | Said
  | Failed
  /** Takes the request and never sends headers. */
  | { readonly silence: true }
  /** HTTP 403 as from a blocked place. */
  | { readonly region: true }
  /** HTTP 429 because the month's budget is spent; no `retry-after`. */
  | { readonly spendLimit: true }
  /** HTTP 400 because the account has no credit left. */
  | { readonly noCredit: true }
  /** HTTP 400 because the organisation is disabled. */
  | { readonly disabled: true }

/** An answer that is told by its name alone. */
type Whole = Exclude<Answer, Said | Failed>

type Check = (value: unknown) => boolean
const amount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0
const word: Check = (value) => typeof value === 'string'
const yes: Check = (value) => value === true
const oneOf =
  (...known: readonly string[]): Check =>
  (value) =>
    known.some((name) => name === value)

const saidKeys = {
  say: word,
  firstTokenMs: amount,
  msPerUncachedThousand: amount,
  tokensPerSecond: amount,
  chunkChars: (value) => amount(value) && value !== 0,
  gap: (value) =>
    isRecord(value) &&
    amount(value['afterChars']) &&
    amount(value['ms']) &&
    ['boolean', 'undefined'].includes(typeof value['pings']),
  stop: oneOf(...stopReasons),
  thinking: word,
  tools: (value) =>
    Array.isArray(value) &&
    value.every((call) => isRecord(call) && word(call['name']) && isRecord(call['input'])),
  opening: word,
  servers: (value) => Array.isArray(value) && value.every(isServerCall),
  cites: isPages,
  continues: yes,
  repeatsChars: amount,
  hold: yes,
  holdAfterChars: amount,
  cut: oneOf('eof', 'reset', 'stall'),
  error: word,
  afterChars: amount,
  oddities: yes,
} satisfies Record<string, Check>

const failedKeys = {
  status: (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
  type: word,
  message: word,
  headers: (value) => isRecord(value) && Object.values(value).every(word),
  html: yes,
  body: () => true,
} satisfies Record<string, Check>

/** Why this is not made of these keys; nothing when it is. A misspelt key would otherwise be another answer, silently. */
function misfit(raw: Json, known: Readonly<Record<string, Check>>): string | undefined {
  for (const [key, value] of Object.entries(raw)) {
    const check = known[key]
    if (check === undefined) return `"${key}" is not part of such an answer`
    if (!check(value)) return `"${key}" has a value that cannot be`
  }
  return undefined
}

const whole = {
  silence: yes,
  region: yes,
  spendLimit: yes,
  noCredit: yes,
  disabled: yes,
} satisfies Record<string, Check>
const speaks = ['say', 'tools', 'servers', 'thinking', 'oddities', 'error', 'cut', 'hold', 'stop']

const isFailed = (raw: Json): raw is Json & Failed => 'status' in raw && misfit(raw, failedKeys) === undefined
const isSaid = (raw: Json): raw is Json & Said =>
  speaks.some((key) => key in raw) && misfit(raw, saidKeys) === undefined
const isWhole = (raw: Json): raw is Json & Whole =>
  Object.keys(raw).length === 1 && misfit(raw, whole) === undefined

/** One answer of a script, or the sentence that says why it is none. */
export function parseAnswer(raw: unknown): Answer | string {
  if (!isRecord(raw)) return 'an answer is an object'
  if (isFailed(raw) || isWhole(raw)) return raw
  if (isSaid(raw)) return { ...raw, say: raw.say ?? '' }
  if ('status' in raw) return misfit(raw, failedKeys) ?? 'not an answer'
  return (
    misfit(raw, { ...saidKeys, ...whole }) ??
    'an answer has "say", "status", "silence", "region", "spendLimit", "noCredit" or "disabled"'
  )
}

/** Error type by status. Source: Errors. */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}
const sentences: Readonly<Record<number, string>> = {
  401: 'invalid x-api-key',
  402: 'Your credit balance is too low to access the Anthropic API.',
  429: 'This request would exceed the rate limit for your organization.',
  500: 'Internal server error',
  529: 'Overloaded',
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The API's error as JSON. Source: Errors, "Error shapes". */
export const errorBody = (requestId: string, type: string, message: string, details?: Json): string =>
  JSON.stringify({
    type: 'error',
    error: { type, message, ...(details === undefined ? {} : { details }) },
    request_id: requestId,
  })

/** The HTTP status that an error type comes with. */
export const statusOf = (type: string): number =>
  Number(Object.entries(types).findLast(([, name]) => name === type)?.[0] ?? 500)

/** A refusal of the whole request as it goes over the wire. */
export function httpAnswer(
  answer: Failed | Exclude<Whole, { readonly silence: true }>,
  requestId: string,
): HttpAnswer {
  const json = { 'content-type': 'application/json', 'request-id': requestId }
  if ('region' in answer) {
    // As observed from a blocked place: no top-level `type`, no request id.
    const body = JSON.stringify({ error: { type: 'forbidden', message: 'Request not allowed' } })
    return { status: 403, headers: { 'content-type': 'application/json' }, body }
  }
  if ('spendLimit' in answer) {
    const message = 'Your organization has reached its spend limit for this month.'
    const details = { error_code: 'enforced_spend_limit_reached' }
    return {
      status: 429,
      headers: json,
      body: errorBody(requestId, 'rate_limit_error', message, details),
    }
  }
  if ('noCredit' in answer) {
    // As in many public reports: the status and the type of a request that is wrong, and no code.
    const message =
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.'
    return { status: 400, headers: json, body: errorBody(requestId, 'invalid_request_error', message) }
  }
  if ('disabled' in answer) {
    // As in public reports; the code is in the SDK's types (`OrganizationOnHoldError`).
    const message =
      'This organization has been disabled. An organization admin can appeal at https://console.anthropic.com/appeal'
    const details = { error_code: 'organization_on_hold' }
    const body = errorBody(requestId, 'invalid_request_error', message, details)
    return { status: 400, headers: json, body }
  }
  const { status, headers = {}, body } = answer
  if (answer.html === true) {
    const page = `<html>\n<head><title>${status} Bad Gateway</title></head>\n<body>\n<center><h1>${status} Bad Gateway</h1></center>\n<hr><center>cloudflare</center>\n</body>\n</html>\n`
    return {
      status,
      headers: { 'content-type': 'text/html; charset=UTF-8', ...headers },
      body: typeof body === 'string' ? body : page,
    }
  }
  const type = answer.type ?? types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')
  const written = errorBody(requestId, type, answer.message ?? sentences[status] ?? 'Error')
  const own = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: { ...json, ...headers }, body: body === undefined ? written : own }
}
