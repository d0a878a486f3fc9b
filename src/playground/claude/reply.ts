/** What Claude's answer to one request becomes: blocks, stop reason and usage, cut where the request's limits cut it. */

import type { Said, StopReason } from './answer.ts'
import type { Json } from '../../json.ts'
import type { ClaudeRequest } from './rules.ts'
import { type CacheUse, tokensIn } from './prompt-cache.ts'
import { dice, digest } from './seeded.ts'
import { citationOf, openUses, serverBlocks, type ServerUse, type WholeBlock } from './server-tools.ts'
import { thinkingSignature } from './thinking-signature.ts'

export type ReplyBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'text'; readonly text: string; readonly citations?: readonly Json[] }
  | ServerUse
  | WholeBlock
  | {
      readonly type: 'tool_use'
      readonly id: string
      readonly name: string
      /** The arguments as they are streamed; not whole JSON when `max_tokens` cut them. */
      readonly json: string
      readonly input: Json
    }

export interface Reply {
  readonly id: string
  readonly model: string
  readonly blocks: readonly ReplyBlock[]
  readonly stop: StopReason
  readonly stopSequence: string | null
  readonly use: CacheUse
  readonly outputTokens: number
  readonly thinkingTokens: number
  /** What the padding and the cuts of this reply are rolled from. */
  readonly seed: string
}

/** Cuts at `end` UTF-16 units, one more where that would part a surrogate pair: JSON carries whole characters only. */
export function safeEnd(text: string, end: number): number {
  const last = text.charCodeAt(end - 1)
  return end < text.length && last >= 0xd800 && last < 0xdc00 ? end + 1 : end
}

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789'
/** An id in the API's form: prefix, then 24 letters and digits. */
export function idFrom(prefix: string, seed: string): string {
  const roll = dice(prefix + seed)
  return `${prefix}_01${Array.from({ length: 22 }, () => letters[roll(0, letters.length - 1)] ?? 'A').join('')}`
}

const firstStop = (text: string, stops: readonly string[]): { at: number; stop: string } | undefined =>
  stops
    .map((stop) => ({ at: text.indexOf(stop), stop }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at)[0]

/**
 * The reply to `request`: thinking, then text, then tool calls, as far as `max_tokens` and the context reach at four
 * characters to a token. What `max_tokens` cuts in a tool call stays incomplete, as from the API.
 * @param nth which request this is; it makes the ids differ
 */
export function replyTo(request: ClaudeRequest, said: Said, use: CacheUse, nth: number): Reply {
  const seed = digest(`${nth} ${said.say}`)
  const room = Math.min(request.maxTokens, request.model.context - request.tokens)
  let left = room * 4
  let cut = request.maxTokens === 0
  const take = (text: string): string => {
    const end = text.length <= left ? text.length : safeEnd(text, left)
    if (end < text.length) cut = true
    left = Math.max(0, left - end)
    return text.slice(0, end)
  }
  const blocks: ReplyBlock[] = []
  let thinkingChars = 0
  if (said.thinking !== undefined && left > 0) {
    const thinking = take(said.thinking)
    thinkingChars = thinking.length
    blocks.push({ type: 'thinking', thinking, signature: thinkingSignature(request, thinking) })
  }
  blocks.push(...openUses(request.messages))
  const opening = take(said.opening ?? '')
  if (opening !== '') blocks.push({ type: 'text', text: opening })
  for (const [index, call] of (said.servers ?? []).entries()) {
    const prefix = 'mcp' in call ? 'mcptoolu' : 'srvtoolu'
    if (!cut) blocks.push(...serverBlocks(call, idFrom(prefix, `${seed}${index}`)))
  }
  const stopped = firstStop(said.say, request.stopSequences)
  const words = stopped === undefined ? said.say : said.say.slice(0, stopped.at)
  const text = cut ? '' : take(words)
  const citations = said.cites?.map(citationOf)
  if (text !== '') blocks.push({ type: 'text', text, ...(citations === undefined ? {} : { citations }) })
  if (stopped === undefined)
    for (const [index, call] of (said.tools ?? []).entries()) {
      if (cut) break
      const json = take(JSON.stringify(call.input))
      const id = idFrom('toolu', `${seed}${index}`)
      blocks.push({ type: 'tool_use', id, name: call.name, json, input: cut ? {} : call.input })
    }
  const natural = said.stop ?? ((said.tools ?? []).length > 0 ? 'tool_use' : 'end_turn')
  const ran: StopReason = room < request.maxTokens ? 'model_context_window_exceeded' : 'max_tokens'
  const outputChars = room * 4 - left
  return {
    id: idFrom('msg', seed),
    model: request.model.id,
    blocks,
    stop: cut ? ran : stopped === undefined ? natural : 'stop_sequence',
    stopSequence: cut ? null : (stopped?.stop ?? null),
    use,
    // Even an empty answer costs a token or two (SDK, `Usage`); a pre-warming request costs none.
    outputTokens: request.maxTokens === 0 ? 0 : Math.max(1, tokensIn(outputChars)),
    thinkingTokens: tokensIn(thinkingChars),
    seed,
  }
}
