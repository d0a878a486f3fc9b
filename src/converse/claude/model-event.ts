/** Claude's raw events folded into ours: text as it comes, and one end. */

import { isRecord, type Json, numberAt, recordAt, textAt } from '../../json.ts'
import { type Block, type Content, startContent, takeIn } from './content.ts'
import { type Failure, failureOf } from './failure.ts'
import { isServerUse } from './server-blocks.ts'
import { tokensIn } from './transcript.ts'

export interface Usage {
  /** Only what stands after the last cache breakpoint; the whole input is the sum of the first three. */
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  /** Those of them that were written for an hour; undefined where there were none. */
  readonly cacheWrite1hTokens?: number
  readonly outputTokens: number
}

export const noUsage: Usage = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }

/** A stream is any number of `text` and `uses`, and then exactly one `end`, `failed` or `stopped`. */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  /** Claude begins to call a tool, ours or one of its own; of those it is said again with what it is called with. */
  | { readonly kind: 'uses'; readonly tool: string; readonly input?: unknown }
  /** `content` is the whole message, to be sent back as it is. */
  | {
      readonly kind: 'end'
      readonly stop: string
      readonly usage: Usage
      readonly content?: readonly Block[]
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly usage: Usage }
  /** We have ended it: nobody wants the rest. */
  | { readonly kind: 'stopped'; readonly usage: Usage }

/** What has to be remembered between two raw events. */
export interface Fold {
  readonly usage: Usage
  /** Known from `message_delta`, final only with `message_stop`. */
  readonly stop: string | undefined
  readonly content: Content
}

export const startFold: Fold = { usage: noUsage, stop: undefined, content: startContent }

/**
 * One raw event in; the new state and at most one of our events out. Unknown events and deltas are passed over,
 * because the API may add some at any time. Source: Claude API, Streaming Messages.
 */
export function fold(before: Fold, raw: unknown): readonly [Fold, ModelEvent | undefined] {
  const state = { ...before, content: takeIn(before.content, raw) }
  switch (textAt(raw, 'type') ?? '') {
    case 'message_start':
      return [
        { ...state, usage: usageOf(recordAt(recordAt(raw, 'message'), 'usage'), state.usage) },
        undefined,
      ]
    case 'content_block_start':
      return [state, startEvent(recordAt(raw, 'content_block'))]
    case 'content_block_stop':
      return [state, callEvent(before.content, state.content)]
    case 'content_block_delta':
      return [state, textEvent(recordAt(raw, 'delta'), 'text_delta')]
    case 'message_delta': {
      const stop = textAt(recordAt(raw, 'delta'), 'stop_reason') ?? state.stop
      // Cumulative: the last one counts.
      return [{ ...state, stop, usage: usageOf(recordAt(raw, 'usage'), state.usage) }, undefined]
    }
    case 'message_stop':
      return [
        state,
        {
          kind: 'end',
          stop: state.stop ?? 'end_turn',
          usage: state.usage,
          content: state.content.blocks,
        },
      ]
    case 'error':
      return [
        state,
        { kind: 'failed', failure: streamFailure(recordAt(raw, 'error')), usage: usageSoFar(state) },
      ]
    default:
      return [state, undefined]
  }
}

/** What a stream that ended without `message_stop` was: the network closes a broken one without an error. */
export const cutOff = (state: Fold, detail: string): ModelEvent => ({
  kind: 'failed',
  failure: { why: 'cut off', detail },
  usage: usageSoFar(state),
})

/**
 * What a stream has cost that ends before Claude has said what it cost. The input is known from `message_start`, which knows
 * hardly any of the output (Claude API, Streaming Messages): that is estimated by what has come of it. All zeros before the
 * first event.
 */
export function usageSoFar({ usage, stop, content }: Fold): Usage {
  if (stop !== undefined) return usage
  const units = content.blocks.reduce((sum, block) => sum + unitsIn(block), content.json.length)
  return { ...usage, outputTokens: Math.max(usage.outputTokens, tokensIn(units)) }
}

/** UTF-16 units of what Claude has written in a block; what its own tools have brought is no output. */
const unitsIn = (block: Block): number =>
  [
    block['text'],
    block['thinking'],
    writesInput(block) ? JSON.stringify(block['input'] ?? '') : '',
  ].reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0)

const writesInput = ({ type }: Block): boolean => usesTool.has(type)

/** `tool_use` is a call of ours, `server_tool_use` and `mcp_tool_use` are run where Claude is. */
const usesTool = new Set<unknown>(['tool_use', 'server_tool_use', 'mcp_tool_use'])

function startEvent(block: Json): ModelEvent | undefined {
  const tool = textAt(block, 'name')
  return usesTool.has(block['type']) && tool !== undefined ? { kind: 'uses', tool } : textEvent(block, 'text')
}

/** What a tool of theirs is at work on, as soon as that is known: nobody else will say it. */
function callEvent(before: Content, { blocks }: Content): ModelEvent | undefined {
  const block = before.json === '' ? undefined : blocks.at(-1)
  const tool = textAt(block, 'name')
  return block === undefined || tool === undefined || !isServerUse(block)
    ? undefined
    : { kind: 'uses', tool, input: block['input'] }
}

/** Only of the one type that is for readers: another may have a `text` of its own. */
function textEvent(raw: unknown, type: string): ModelEvent | undefined {
  const text = textAt(raw, 'type') === type ? textAt(raw, 'text') : undefined
  return text === undefined || text === '' ? undefined : { kind: 'text', text }
}

const streamFailure = (error: unknown): Failure =>
  failureOf({
    status: undefined,
    type: textAt(error, 'type'),
    code: isRecord(error) ? textAt(error['details'], 'error_code') : undefined,
    message: textAt(error, 'message') ?? '',
    retryAfterMs: undefined,
  })

function usageOf(raw: unknown, before: Usage): Usage {
  const forAnHour =
    numberAt(recordAt(raw, 'cache_creation'), 'ephemeral_1h_input_tokens') ?? before.cacheWrite1hTokens ?? 0
  return {
    inputTokens: numberAt(raw, 'input_tokens') ?? before.inputTokens,
    cacheReadTokens: numberAt(raw, 'cache_read_input_tokens') ?? before.cacheReadTokens,
    cacheWriteTokens: numberAt(raw, 'cache_creation_input_tokens') ?? before.cacheWriteTokens,
    ...(forAnHour === 0 ? {} : { cacheWrite1hTokens: forAnHour }),
    outputTokens: numberAt(raw, 'output_tokens') ?? before.outputTokens,
  }
}
