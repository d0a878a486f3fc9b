/** The calls of a turn in their order, each with what came of it: those of our tools, and of those that run where Claude is. */

import { isRecord, listAt, textAt } from '../../json.ts'
import type { Block } from '../claude/content.ts'
import type { ToolCallResult } from '../claude/rounds.ts'
import type { KeptRound } from './turn-tools.ts'

export interface LoggedCall {
  readonly name: string
  readonly input: unknown
  /** Undefined while the tool is at work, and where the turn ended before it had. */
  readonly result: Pick<ToolCallResult, 'text' | 'isError'> | undefined
}

/** @param rounds the rounds of one turn, in order */
export function loggedCalls(rounds: readonly KeptRound[]): readonly LoggedCall[] {
  const blocks = rounds.flatMap(({ content }) => content)
  // The result of a server's tool may come in a later message than its call, where one of ours was called beside it.
  const theirs = new Map(
    blocks.filter(isServerResult).map((block) => [block['tool_use_id'], serverResult(block)] as const),
  )
  return rounds.flatMap(({ content, results = [] }) =>
    content.flatMap((block) => {
      const { type, id, name, input } = block
      if (typeof name !== 'string') return []
      if (type === 'tool_use') return [{ name, input, result: results.find((result) => result.id === id) }]
      return serverUses.has(type) ? [{ name, input, result: theirs.get(id) }] : []
    }),
  )
}

/** Source: Claude API, Server tools, "The server_tool_use block"; MCP connector, "Response content types". */
const serverUses = new Set(['server_tool_use', 'mcp_tool_use'])

/** `web_search_tool_result`, `mcp_tool_result`, …; a plain `tool_result` is ours and never occurs in Claude's message. */
const isServerResult = ({ type }: Block): boolean => type.endsWith('_tool_result')

/** What a member can read of it; the rest is sealed. A failure has a code, and a list has texts or pages. */
function serverResult(block: Block): Pick<ToolCallResult, 'text' | 'isError'> {
  const { content } = block
  const code = textAt(content, 'error_code')
  if (code !== undefined) return { text: code, isError: true }
  const parts = isRecord(content) ? [content] : listAt(block, 'content')
  const lines = parts.map((part) =>
    [textAt(part, 'text'), textAt(part, 'title'), textAt(part, 'url')].filter(Boolean).join(' · '),
  )
  return { text: lines.filter((line) => line !== '').join('\n'), isError: block['is_error'] === true }
}
