/** One request to the local Claude as the inspector shows it: its times, its tokens, its dollars, and what was sent. */

import { blocksOf } from '../claude/content.ts'
import type { RecordedRequest } from '../claude/control.ts'
import type { PromptPart } from '../claude/prompt-cache.ts'
import { isRecord, listAt, numberAt, recordAt, textAt, type Json } from '../../json.ts'
import { dollarsOf, listed } from '../../settings/prices.ts'

/** One block of what was sent, in the order in which Claude reads them. */
export interface SentPart {
  /** `tools`, `system`, `user` or `assistant`. */
  readonly section: string
  /** Discord's or Claude's own word: `text`, `tool_use`, `image`, …; the name of a tool. */
  readonly kind: string
  readonly text: string
  /** So many characters more than `text` holds. */
  readonly cut: number
  readonly tokens: number | null
  /** `read` from the prompt cache, `written` to it, or `none`; `unknown` for a request that was refused. */
  readonly cache: PromptPart['cache'] | 'unknown'
}

export type Ending = 'open' | 'whole' | 'refused' | 'given up' | 'cut'

export interface Tokens {
  readonly in: number
  readonly read: number
  readonly written: number
  /** Null for an answer that broke off: the API tells this at the end. */
  readonly out: number | null
}

/** Times are milliseconds from the asking. */
export interface ClaudeCall {
  readonly purpose: 'answer' | 'verdict'
  readonly model: string
  readonly stream: boolean
  readonly status: number | null
  readonly at: number
  readonly firstAt: number | null
  readonly until: number | null
  readonly ending: Ending
  readonly tokens: Tokens
  /** By the list of prices; null where the model has none, or nobody knows how much came of the answer. */
  readonly usd: number | null
  /** The tools whose results this request brings. */
  readonly results: readonly string[]
  readonly sent: readonly SentPart[]
}

/** @param since when the question was asked, in milliseconds since 1970 */
export function claudeCall(request: RecordedRequest, since: number): ClaudeCall {
  const { at, model = '', body, status, judged, firstTextAt, stopAt, abortedAt, cutAt, answeredAt } = request
  const after = (time: number | undefined): number | null => (time === undefined ? null : time - since)
  const ending = endingOf(request)
  const tokens = tokensOf(request.usage, ending)
  return {
    purpose: judged === undefined ? 'answer' : 'verdict',
    model,
    stream: isRecord(body) && body['stream'] === true,
    status: status ?? null,
    at: at - since,
    firstAt: after(firstTextAt),
    until: after(stopAt ?? cutAt ?? abortedAt ?? (ending === 'refused' ? answeredAt : undefined)),
    ending,
    tokens,
    usd: dollarsFor(model, tokens, request.usage),
    results: resultsIn(body),
    sent: request.parts?.map(sentPart) ?? unmarked(body),
  }
}

function endingOf({ status, stopAt, abortedAt, cutAt }: RecordedRequest): Ending {
  if (stopAt !== undefined) return 'whole'
  if (cutAt !== undefined) return 'cut'
  if (abortedAt !== undefined) return 'given up'
  return status !== undefined && status >= 400 ? 'refused' : 'open'
}

function tokensOf(usage: Json | undefined, ending: Ending): Tokens {
  const count = (name: string): number => numberAt(usage, name) ?? 0
  const isTold = ending === 'whole' || ending === 'refused'
  return {
    in: count('input_tokens'),
    read: count('cache_read_input_tokens'),
    written: count('cache_creation_input_tokens'),
    out: isTold ? count('output_tokens') : null,
  }
}

function dollarsFor(model: string, tokens: Tokens, usage: Json | undefined): number | null {
  if (tokens.out === null) return null
  const used = {
    inputTokens: tokens.in,
    cacheReadTokens: tokens.read,
    cacheWriteTokens: tokens.written,
    cacheWrite1hTokens: numberAt(recordAt(usage, 'cache_creation'), 'ephemeral_1h_input_tokens'),
    outputTokens: tokens.out,
  }
  return dollarsOf(listed, model, used) ?? null
}

/** The tools whose results are in the last message, by the calls before it. */
function resultsIn(body: unknown): readonly string[] {
  const messages = listAt(body, 'messages').filter(isRecord)
  const blocks = messages.flatMap(({ content }) => blocksOf(content))
  return blocksOf(messages.at(-1)?.['content'])
    .filter(({ type }) => type === 'tool_result')
    .flatMap(({ tool_use_id: id }) => {
      const call = blocks.find((block) => block['id'] === id)
      return textAt(call, 'name') ?? []
    })
}

/** So much of a block is shown: the beginning says what it is. */
const MOST_CHARACTERS = 6_000

function sentPart({ section, block, tokens, cache }: PromptPart): SentPart {
  return { section, ...wordsOf(section, block), tokens, cache }
}

function wordsOf(section: string, block: Json): Pick<SentPart, 'kind' | 'text' | 'cut'> {
  const type = textAt(block, 'type')
  const kind = section === 'tools' ? (textAt(block, 'name') ?? type ?? 'tool') : (type ?? 'text')
  const whole = textAt(block, 'text') ?? JSON.stringify(withoutMarks(block), null, 1)
  const text = whole.slice(0, MOST_CHARACTERS).toWellFormed()
  return { kind, text, cut: whole.length - text.length }
}

/** Breakpoints are no part of what Claude reads, and a file's bytes say nothing to a person. */
const withoutMarks = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === 'cache_control') return undefined
      return key === 'data' && typeof inner === 'string' && inner.length > 200
        ? `… ${inner.length} characters …`
        : inner
    }),
  )

/** A request that was refused never met the prompt cache. */
const unmarked = (body: unknown): readonly SentPart[] =>
  [
    ...listAt(body, 'tools').map((block) => ['tools', block] as const),
    ...blocksOf(isRecord(body) ? body['system'] : undefined).map((block) => ['system', block] as const),
    ...listAt(body, 'messages')
      .filter(isRecord)
      .flatMap(({ role, content }) => blocksOf(content).map((block) => [String(role), block] as const)),
  ].map(([section, block]) => ({
    section,
    ...wordsOf(section, isRecord(block) ? block : {}),
    tokens: null,
    cache: 'unknown' as const,
  }))
