/** Rounds with tools told as text: for a request that may not carry their blocks. */

import type { MessageParam } from '@anthropic-ai/sdk/resources/messages'
import { isRecord, textAt } from '../../json.ts'
import { type Block, isBlock } from './content.ts'
import { frameLine, frameName, type Nonce, stripNonce } from './nonce.ts'
import { type Round, textIn } from './rounds.ts'
import { isListing, isServerUse } from './server-blocks.ts'

const isUse = (block: Block): boolean => block.type === 'tool_use' || isServerUse(block)

/** What was used in these rounds, of ours and of Claude's own. */
const usesIn = (rounds: readonly Round[]): readonly Block[] =>
  rounds.flatMap(({ content }) => content.filter(isUse))

/** What a request may not carry unless it offers its tool: a use, and what an MCP server said that it can do. */
export const boundBlocksIn = (rounds: readonly Round[]): readonly Block[] =>
  rounds.flatMap(({ content }) => content.filter((block) => isUse(block) || isListing(block)))

/**
 * The same rounds without a block of tools. What tools brought is strangers' text: it stands in lines of ours on the
 * member's side, and never among Claude's own words.
 */
export function toldMessages(rounds: readonly Round[], nonce: Nonce): readonly MessageParam[] {
  const results = new Map<unknown, string>()
  for (const { content, results: own } of rounds) {
    for (const { id, text } of own) results.set(id, text)
    for (const block of content)
      if (block['tool_use_id'] !== undefined) results.set(block['tool_use_id'], readable(block['content']))
  }
  return rounds.flatMap((round): readonly MessageParam[] => {
    const words = textIn(round).trim().toWellFormed()
    const told = usesIn([round]).map((use) => toldUse(use, results.get(use['id']) ?? '', nonce))
    return [
      ...(words === '' ? [] : [message('assistant', words)]),
      ...(told.length === 0 ? [] : [message('user', told.join(''))]),
    ]
  })
}

const message = (role: 'assistant' | 'user', text: string): MessageParam => ({
  role,
  content: [{ type: 'text', text }],
})

const toldUse = (use: Block, result: string, nonce: Nonce): string => {
  const name = frameLine('tool', nonce, frameName(textAt(use, 'name') ?? '', nonce) || 'unnamed')
  const input = stripNonce(JSON.stringify(use['input'] ?? {}), nonce)
  return `${name}${input}\n${frameLine('tool result', nonce)}${stripNonce(result, nonce)}\n`
}

/** What can be read of a result of Claude's own tools: texts, titles and addresses; the rest of it is sealed. */
function readable(content: unknown): string {
  if (typeof content === 'string') return content
  if (Array.isArray(content)) return content.map(readable).filter(Boolean).join('\n')
  if (!isRecord(content)) return ''
  const own = ['title', 'url', 'text', 'error_code'].flatMap((key) => textAt(content, key) ?? [])
  const source = content['source']
  const page = isRecord(source) && source['type'] === 'text' ? [textAt(source, 'data') ?? ''] : []
  const inner = isBlock(content) ? [readable(content['content'])] : []
  return [...own, ...page, ...inner].filter(Boolean).join('\n')
}
