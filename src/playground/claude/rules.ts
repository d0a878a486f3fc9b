/** What the Messages API refuses, and why: untrusted JSON becomes a request or a problem in the API's words. */

import {
  type Block,
  type Message,
  blockProblems,
  blocksOf,
  cacheControlProblems,
  isBlock,
} from './content.ts'
import { type Json, isRecord } from '../../json.ts'
import {
  type ClaudeModel,
  type Effort,
  efforts,
  modelNamed,
  type ThinkingType,
  thinkingTypes,
} from './models.ts'
import { mediaProblems } from './media.ts'
import { MCP_BETA, mcpProblems, serverPairProblems } from './server-tools.ts'
import { offeredProblems, pairingProblems, toolChoiceProblems, toolProblems } from './tools.ts'
import { breakpointProblems, type Prompt, promptTokens, rendered } from './prompt-cache.ts'
import { signatureProblems, withoutForeignThinking } from './thinking-signature.ts'

export interface ClaudeRequest extends Prompt {
  readonly maxTokens: number
  readonly stream: boolean
  readonly thinking: ThinkingType
  readonly stopSequences: readonly string[]
  readonly toolChoice: Json | undefined
  /** Input tokens of the whole prompt. */
  readonly tokens: number
}

export interface Problem {
  readonly status: 400 | 404
  readonly type: 'invalid_request_error' | 'not_found_error'
  readonly message: string
}

/** Requests are limited to this many messages (Messages API reference). */
const MOST_MESSAGES = 100_000

type Check = (value: unknown) => boolean
const isString: Check = (value) => typeof value === 'string' && value !== ''
const isOptionalRecord: Check = (value) => value === null || isRecord(value)

/** Every key a request may have; anything else is "Extra inputs", sampling parameters among them. */
const keys = new Map<string, readonly [check: Check, complaint: string]>([
  ['model', [isString, 'Input should be a valid string']],
  ['max_tokens', [(value) => Number.isInteger(value), 'Input should be a valid integer']],
  ['messages', [Array.isArray, 'Input should be a valid list']],
  [
    'system',
    [(value) => typeof value === 'string' || Array.isArray(value), 'Input should be a valid string or list'],
  ],
  ['tools', [Array.isArray, 'Input should be a valid list']],
  ['tool_choice', [isRecord, 'Input should be a valid dictionary']],
  ['stream', [(value) => typeof value === 'boolean', 'Input should be a valid boolean']],
  ['stop_sequences', [Array.isArray, 'Input should be a valid list']],
  ['thinking', [isRecord, 'Input should be a valid dictionary']],
  ['output_config', [isRecord, 'Input should be a valid dictionary']],
  ['mcp_servers', [Array.isArray, 'Input should be a valid list']],
  ['metadata', [isRecord, 'Input should be a valid dictionary']],
  ['cache_control', [isOptionalRecord, 'Input should be a valid dictionary']],
  ['diagnostics', [isOptionalRecord, 'Input should be a valid dictionary']],
  [
    'service_tier',
    [(value) => value === 'auto' || value === 'standard_only', "Input should be 'auto' or 'standard_only'"],
  ],
  ['inference_geo', [(value) => value === null || isString(value), 'Input should be a valid string']],
  ['speed', [(value) => value === null || value === 'standard', 'speed is not supported by this model']],
])
/** Counting takes no more than what makes the prompt (SDK, `MessageCountTokensParams`). */
const countingKeys = new Set(
  'model messages system tools tool_choice thinking output_config cache_control'.split(' '),
)

/** The keys of the body, and the shape of the simple ones. */
function* keyProblems(body: Json, counting: boolean): Generator<string> {
  for (const needed of counting ? ['model', 'messages'] : ['model', 'max_tokens', 'messages'])
    if (body[needed] === undefined) yield `${needed}: Field required`
  for (const [key, value] of Object.entries(body)) {
    const rule = counting && !countingKeys.has(key) ? undefined : keys.get(key)
    if (rule === undefined) yield `${key}: Extra inputs are not permitted`
    else if (!rule[0](value)) yield `${key}: ${rule[1]}`
  }
  const { stop_sequences: stops, metadata, output_config: output } = body
  if (Array.isArray(stops) && !stops.every((stop) => typeof stop === 'string' && stop.trim() !== ''))
    yield 'stop_sequences: each stop sequence must contain non-whitespace'
  for (const key of isRecord(metadata) ? Object.keys(metadata) : [])
    if (key !== 'user_id') yield `metadata.${key}: Extra inputs are not permitted`
  for (const key of isRecord(output) ? Object.keys(output) : [])
    if (key !== 'effort' && key !== 'format') yield `output_config.${key}: Extra inputs are not permitted`
  yield* cacheControlProblems(body['cache_control'], 'request')
}

function* systemProblems(system: unknown): Generator<string> {
  if (system === '') yield 'system: text content blocks must be non-empty'
  if (!Array.isArray(system)) return
  for (const [index, block] of system.entries()) {
    if (!isBlock(block) || block.type !== 'text') yield `system.${index}.type: Input should be 'text'`
    else yield* blockProblems(block, 'user', `system.${index}`)
  }
}

function* messageProblems(messages: readonly unknown[], paused: ReadonlySet<string>): Generator<string> {
  if (messages.length === 0) yield 'messages: at least one message is required'
  if (messages.length > MOST_MESSAGES) yield `messages: at most ${MOST_MESSAGES} messages are permitted`
  for (const [index, message] of messages.entries()) {
    const at = `messages.${index}`
    if (!isRecord(message)) return yield `${at}: Input should be a valid dictionary`
    const { role, content } = message
    // The types allow `system` here, but no document says which models take it: what works here has to work there.
    if (role !== 'user' && role !== 'assistant')
      return yield `${at}.role: Input should be 'user' or 'assistant'`
    for (const key of Object.keys(message))
      if (key !== 'role' && key !== 'content') yield `${at}.${key}: Extra inputs are not permitted`
    if (content === undefined) yield `${at}.content: Field required`
    if (typeof content !== 'string' && !Array.isArray(content))
      return yield `${at}.content: Input should be a valid string or list`
    if (content.length === 0) yield `${at}: all messages must have non-empty content`
    if (typeof content === 'string') yield* blockProblems({ type: 'text', text: content }, role, at)
    else
      for (const [position, block] of content.entries()) {
        if (!isBlock(block))
          yield `${at}.content.${position}: Unable to extract tag using discriminator 'type'`
        else yield* blockProblems(block, role, `${at}.content.${position}`)
      }
  }
  const first = messages[0]
  if (isRecord(first) && first['role'] !== 'user') yield 'messages: first message must use the "user" role'
  const last = messages.at(-1)
  // Only what ended with `pause_turn` goes back as it is.
  if (isRecord(last) && last['role'] === 'assistant' && !paused.has(rendered(blocksOf(last['content']))))
    yield 'This model does not support assistant message prefill. The conversation must end with a user message.'
}

const one = <T extends string>(known: readonly T[], raw: unknown): T | undefined =>
  known.find((name) => name === raw)

/** What this model does not take. Sources: Models overview; Thinking; Effort. */
function* modelProblems(model: ClaudeModel, body: Json, counting: boolean): Generator<string> {
  const { max_tokens: most, thinking, output_config: output, tool_choice: choice, stream } = body
  const limit = typeof most === 'number' ? most : 1
  if (!counting && limit < 0) yield 'max_tokens: Input should be greater than or equal to 0'
  if (limit > model.output)
    yield `max_tokens: ${limit} > ${model.output}, which is the maximum allowed number of output tokens for ${model.id}`
  const forced = isRecord(choice) && (choice['type'] === 'any' || choice['type'] === 'tool')
  if (!counting && limit === 0 && (stream === true || forced))
    yield 'max_tokens: 0 is only permitted without streaming and without a forced tool_choice'

  const asked = isRecord(thinking) ? thinking['type'] : model.thinkingByDefault
  const type = one(thinkingTypes, asked)
  if (type === undefined)
    return yield `thinking: Input tag '${String(asked)}' found using 'type' does not match any of the expected tags`
  if (!model.thinking.includes(type)) yield `thinking.type: '${type}' is not supported by ${model.id}`
  const takes =
    type === 'enabled'
      ? ['type', 'budget_tokens', 'display']
      : type === 'adaptive'
        ? ['type', 'display']
        : ['type']
  for (const key of isRecord(thinking) ? Object.keys(thinking) : [])
    if (!takes.includes(key)) yield `thinking.${type}.${key}: Extra inputs are not permitted`
  if (type === 'enabled') {
    const budget = isRecord(thinking) ? thinking['budget_tokens'] : undefined
    if (typeof budget !== 'number') return yield 'thinking.enabled.budget_tokens: Field required'
    if (budget < 1_024) yield 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024'
    if (!counting && budget >= limit) yield '`max_tokens` must be greater than `thinking.budget_tokens`'
  }

  const effort = isRecord(output) ? (output['effort'] ?? undefined) : undefined
  const level: Effort | undefined = one(efforts, effort)
  if (effort !== undefined && level === undefined)
    return yield "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'"
  if (level !== undefined && !model.efforts.includes(level))
    yield `output_config.effort: This model does not support the effort parameter.`
  if ((type === 'disabled' || type === 'between_tools') && (level === 'xhigh' || level === 'max'))
    yield `thinking: '${type}' requires output_config.effort 'high' or lower`

  if (forced && !model.forcedTools) yield `tool_choice: forced tool use is not supported by ${model.id}`
  if (forced && type !== 'disabled') yield 'Thinking may not be enabled when tool_choice forces tool use.'
}

/** Blocks that only a beta knows. */
function* betaBlockProblems(messages: readonly unknown[]): Generator<string> {
  for (const [index, message] of messages.entries())
    for (const block of isRecord(message) ? blocksOf(message['content']) : [])
      if (block.type.startsWith('mcp_'))
        yield `messages.${index}.content: Input tag '${block.type}' found using 'type' does not match any of the expected tags`
}
const none = (): Generator<string> => betaBlockProblems([])

const problem = (message: string): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { status: 400, type: 'invalid_request_error', message },
})
/** A generator gives every complaint; the API names the first only. */
const firstOf = (...complaints: Generator<string>[]): string | undefined => {
  for (const complaint of complaints) for (const message of complaint) return message
  return undefined
}

/**
 * A request as the API would take it, or what it would answer instead.
 * @param paused contents that ended with `pause_turn`, as `rendered`: only they may stand last
 * @param counting whether this is for `count_tokens`, which takes neither `max_tokens` nor `stream`
 * @param betas what the header `anthropic-beta` names
 */
export function checkRequest(
  body: unknown,
  paused: ReadonlySet<string>,
  counting = false,
  betas: readonly string[] = [],
):
  | { readonly ok: true; readonly request: ClaudeRequest }
  | { readonly ok: false; readonly problem: Problem } {
  if (!isRecord(body)) return problem('Input should be a valid dictionary')
  const shape = firstOf(keyProblems(body, counting))
  if (shape !== undefined) return problem(shape)
  const sent: readonly unknown[] = Array.isArray(body['messages']) ? body['messages'] : []
  const parts = firstOf(
    systemProblems(body['system']),
    toolProblems(body['tools']),
    messageProblems(sent, paused),
    mcpProblems(body, betas),
    betas.includes(MCP_BETA) ? none() : betaBlockProblems(sent),
  )
  if (parts !== undefined) return problem(parts)

  const id = String(body['model'])
  const model = modelNamed(id)
  if (model === undefined)
    return { ok: false, problem: { status: 404, type: 'not_found_error', message: `model: ${id}` } }
  const tools: readonly Json[] = Array.isArray(body['tools']) ? body['tools'].filter(isRecord) : []
  const misfit = firstOf(toolChoiceProblems(body['tool_choice'], tools), modelProblems(model, body, counting))
  if (misfit !== undefined) return problem(misfit)

  const system: readonly Block[] = body['system'] === undefined ? [] : blocksOf(body['system'])
  const whole: readonly Message[] = sent.filter(isRecord).map((message) => ({
    role: message['role'] === 'assistant' ? 'assistant' : 'user',
    content: blocksOf(message['content']),
  }))
  const {
    thinking,
    tool_choice: choice,
    output_config: output,
    stop_sequences: stops,
    cache_control: top,
  } = body
  const prompt: Prompt = {
    model,
    tools,
    system,
    messages: whole,
    automatic: isRecord(top) ? (top['ttl'] === '1h' ? '1h' : '5m') : undefined,
    messageSettings: rendered([choice, thinking, isRecord(output) ? output['effort'] : undefined]),
  }
  const inside = firstOf(
    pairingProblems(whole),
    serverPairProblems(whole),
    offeredProblems(whole, tools),
    breakpointProblems(prompt),
    signatureProblems(prompt),
    mediaProblems(whole),
  )
  if (inside !== undefined) return problem(inside)
  const messages = withoutForeignThinking(model.id, whole)
  const tokens = promptTokens({ ...prompt, messages })
  if (tokens > model.context)
    return problem(`prompt is too long: ${tokens} tokens > ${model.context} maximum`)
  const asked = isRecord(thinking) ? one(thinkingTypes, thinking['type']) : undefined
  return {
    ok: true,
    request: {
      ...prompt,
      messages,
      tokens,
      maxTokens: typeof body['max_tokens'] === 'number' ? body['max_tokens'] : 0,
      stream: body['stream'] === true,
      thinking: asked ?? model.thinkingByDefault,
      stopSequences: Array.isArray(stops) ? stops.map(String) : [],
      toolChoice: isRecord(choice) ? choice : undefined,
    },
  }
}
