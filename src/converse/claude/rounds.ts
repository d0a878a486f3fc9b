/** The rounds of a turn in which Claude used tools: sent back as they were, kept with the exchange, taken up after a crash. */

import type { ContentBlockParam, MessageParam } from '@anthropic-ai/sdk/resources/messages'
import { isRecord, listAt, textAt } from '../../json.ts'
import { type Block, isBlock, toolCalls } from './content.ts'
import { type Nonce, stripNonce } from './nonce.ts'
import { isServerUse, withoutPairs } from './server-blocks.ts'

/** One round: what Claude said, and what the tools answered, in the order of the calls. */
export interface Round {
  readonly content: readonly Block[]
  readonly results: readonly ToolCallResult[]
}

export interface ToolCallResult {
  /** Of the call that it answers. */
  readonly id: string
  readonly text: string
  readonly isError: boolean
}

/**
 * The round as two messages. The results come first and together, with no text after them.
 * Source: Claude API, Implement tool use, "Handling results from client tools".
 *
 * @param nonce the conversation's nonce, which nothing that tools bring may carry
 */
export function roundMessages({ content, results }: Round, nonce: Nonce): readonly MessageParam[] {
  const sent = content.flatMap(sentBack)
  return [
    ...(sent.length === 0 ? [] : [{ role: 'assistant' as const, content: sent }]),
    // Claude's own tools have answered already, and Claude only paused.
    ...(results.length === 0
      ? []
      : [{ role: 'user' as const, content: results.map((one) => resultOf(one, nonce)) }]),
  ]
}

const resultOf = ({ id, text, isError }: ToolCallResult, nonce: Nonce): ContentBlockParam => ({
  type: 'tool_result',
  tool_use_id: id,
  content: [{ type: 'text', text: stripNonce(text, nonce) }],
  ...(isError ? { is_error: true } : {}),
})

/** What Claude has said may be sent back to it; an empty text may not (400, "text content blocks must be non-empty"). */
const isParam = (block: unknown): block is ContentBlockParam =>
  isBlock(block) && (block.type !== 'text' || textAt(block, 'text')?.trim() !== '')

const sentBack = (block: unknown): readonly ContentBlockParam[] => (isParam(block) ? [block] : [])

/** What Claude said to the member in this round, as it was shown: a new paragraph after each tool of its own. */
export function textIn({ content }: Pick<Round, 'content'>): string {
  let all = ''
  let hasUsed = false
  for (const block of content) {
    if (isServerUse(block) || block.type === 'tool_use') hasUsed = true
    const text = block.type === 'text' ? (textAt(block, 'text') ?? '') : ''
    if (text === '') continue
    all += hasUsed && all.trim() !== '' ? `\n\n${text}` : text
    hasUsed = false
  }
  return all
}

/**
 * The white space between a round and Claude's next text. A tool ends a paragraph. A pause in the middle of a text does
 * not.
 */
export const gapAfter = ({ content }: Pick<Round, 'content'>): '' | '\n\n' =>
  textIn({ content }).trim() === '' || (content.at(-1)?.type === 'text' && toolCalls(content).length === 0)
    ? ''
    : '\n\n'

/** UTF-16 units of results that an exchange keeps in full; together about 12,000 tokens. */
const KEPT_UNITS = 48_000
const SHORT_UNITS = 1_000

/**
 * What a transcript keeps. Thoughts are left out, because they are refused once anything before them has changed; long
 * results are shortened, because each further turn would pay for them again. What Claude's own tools brought is sealed:
 * it is kept as it is, the newest first, or not at all.
 * Source: Claude API, Extended thinking, "Preserving thinking blocks".
 */
export function lasting(rounds: readonly Round[]): readonly Round[] {
  const all = rounds.reduce(
    (sum, { results }) => sum + results.reduce((units, { text }) => units + text.length, 0),
    0,
  )
  let room = KEPT_UNITS - Math.min(all, KEPT_UNITS)
  const uses = rounds.flatMap(({ content }) => content.filter(isServerUse)).toReversed()
  const units = new Map<unknown, number>()
  withoutPairs(rounds, (use, result) => {
    units.set(use['id'], JSON.stringify(use).length + JSON.stringify(result).length)
    return true
  })
  const fit = new Set<unknown>()
  for (const { id } of uses) {
    const needed = units.get(id)
    if (needed === undefined) continue
    if (needed > room) break
    room -= needed
    fit.add(id)
  }
  return withoutPairs(rounds, ({ id }) => fit.has(id)).map(({ content, results }) => ({
    content: content.filter(({ type }) => !passing.has(type)),
    results: all <= KEPT_UNITS ? results : results.map(shortened),
  }))
}

/** Thoughts, and what a server said that it can do: it is asked again. */
const passing = new Set(['thinking', 'redacted_thinking', 'mcp_tool_listing'])

const shortened = (result: ToolCallResult): ToolCallResult =>
  result.text.length <= SHORT_UNITS
    ? result
    : { ...result, text: `${result.text.slice(0, SHORT_UNITS).toWellFormed()}\n[the rest is no longer kept]` }

/** Reads rounds back from storage. Leaves out what is no round. */
export const readRounds = (raw: unknown): readonly Round[] =>
  (Array.isArray(raw) ? raw : []).flatMap((one: unknown) => {
    const content = listAt(one, 'content').filter(isBlock)
    return content.length === 0 ? [] : [{ content, results: readResults(listAt(one, 'results')) }]
  })

export const readResults = (raw: readonly unknown[]): readonly ToolCallResult[] =>
  raw.flatMap((one) => {
    const [id, text] = [textAt(one, 'id'), textAt(one, 'text')]
    const isError = isRecord(one) && one['isError'] === true
    return id === undefined || text === undefined ? [] : [{ id, text, isError }]
  })

/** How long they are, in characters: what they cost in each further turn. */
export const unitsIn = (rounds: readonly Round[]): number =>
  rounds.reduce(
    (sum, { content, results }) =>
      sum + JSON.stringify(content).length + results.reduce((units, { text }) => units + text.length, 0),
    0,
  )
