/** The content of Claude's message, put together from its deltas so that it can be sent back unchanged. */

import { isRecord, type Json, parseJson, recordAt, textAt } from '../../json.ts'

/** A block as the API knows it. What we do not understand is kept as it came. */
export type Block = Json & { readonly type: string }

/** A call of a tool that we run. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  /** What Claude wants; undefined when it is no JSON, as after a cut by `max_tokens`. */
  readonly input: unknown
}

/** Blocks by their index, and the arguments that are still coming in, as text. */
export interface Content {
  readonly blocks: readonly Block[]
  readonly json: string
}

export const startContent: Content = { blocks: [], json: '' }

/**
 * Takes one raw event in. Blocks come one after the other, each whole before the next.
 * Source: Claude API, Streaming Messages, "Content block delta types".
 */
export function takeIn(content: Content, raw: unknown): Content {
  switch (textAt(raw, 'type') ?? '') {
    case 'content_block_start': {
      const block = recordAt(raw, 'content_block')
      return isBlock(block) ? { blocks: [...content.blocks, block], json: '' } : content
    }
    case 'content_block_delta':
      return grown(content, recordAt(raw, 'delta'))
    case 'content_block_stop': {
      // The first delta of arguments is empty, and a tool without arguments has no other.
      if (content.json === '') return content
      const input = parseJson(content.json)
      return { ...withLast(content, () => ({ input })), json: '' }
    }
    default:
      return content
  }
}

function grown(content: Content, delta: Json): Content {
  switch (delta['type']) {
    case 'text_delta':
      return withLast(content, (last) => ({ text: joined(last['text'], delta['text']) }))
    case 'thinking_delta':
      return withLast(content, (last) => ({ thinking: joined(last['thinking'], delta['thinking']) }))
    case 'signature_delta':
      return withLast(content, () => ({ signature: delta['signature'] }))
    case 'citations_delta':
      return withLast(content, (last) => ({
        citations: [...(Array.isArray(last['citations']) ? last['citations'] : []), delta['citation']],
      }))
    case 'input_json_delta':
      return { ...content, json: joined(content.json, delta['partial_json']) }
    default:
      return content
  }
}

const joined = (text: unknown, more: unknown): string =>
  `${typeof text === 'string' ? text : ''}${typeof more === 'string' ? more : ''}`

function withLast(content: Content, change: (last: Block) => Json): Content {
  const last = content.blocks.at(-1)
  if (last === undefined) return content
  return { ...content, blocks: [...content.blocks.slice(0, -1), { ...last, ...change(last) }] }
}

export const isBlock = (raw: unknown): raw is Block => isRecord(raw) && typeof raw['type'] === 'string'

/** The calls that we have to answer, in their order. */
export const toolCalls = (blocks: readonly Block[]): readonly ToolCall[] =>
  blocks.flatMap((block) => {
    const { id, name } = block
    return block.type === 'tool_use' && typeof id === 'string' && typeof name === 'string'
      ? [{ id, name, input: block['input'] }]
      : []
  })

/**
 * Each is sealed with all that stood before it, and refused once anything of that has changed; without any there is
 * nothing to refuse. Source: Claude API, Extended thinking, "Preserving thinking blocks".
 */
export const withoutThoughts = (blocks: readonly Block[]): readonly Block[] =>
  blocks.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking')

/**
 * The content of a message that broke off and went on, as if it were one: what was said before, and then this without what
 * it said again. Its thoughts are left out: they were had after a message that is no longer shown.
 *
 * @param before empty for a message that did not break off
 * @param again UTF-16 units of its text, from the beginning
 */
export function goneOn(before: string, again: number, content: readonly Block[]): readonly Block[] {
  if (before === '') return content
  let left = again
  return [
    { type: 'text', text: before },
    ...withoutThoughts(content).flatMap((block) => {
      const text = block['text']
      if (block.type !== 'text' || typeof text !== 'string') return [block]
      const cut = Math.min(left, text.length)
      left -= cut
      return cut === text.length ? [] : [{ ...block, text: text.slice(cut) }]
    }),
  ]
}
