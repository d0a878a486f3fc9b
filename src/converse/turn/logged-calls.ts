/** The calls of a turn in their order, each with what came of it: those of our tools, and of those that run where Claude is. */

import { isRecord, listAt, textAt } from '../../json.ts'
import type { Block } from '../claude/content.ts'
import type { StepResult } from '../claude/steps.ts'
import type { KeptStep } from './turn-tools.ts'

export interface LoggedCall {
  readonly name: string
  readonly input: unknown
  /** Undefined while the tool is at work, and where the turn ended before it had. */
  readonly result: Pick<StepResult, 'text' | 'isError'> | undefined
}

/** @param steps the rounds of one turn, in order */
export function loggedCalls(steps: readonly KeptStep[]): readonly LoggedCall[] {
  const blocks = steps.flatMap(({ content }) => content)
  // The result of a server's tool may come in a later message than its call, where one of ours was called beside it.
  const theirs = new Map(
    blocks.filter(isServerResult).map((block) => [block['tool_use_id'], serverResult(block)] as const),
  )
  return steps.flatMap(({ content, results = [] }) =>
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

/** `web_search_tool_result`, `mcp_tool_result`, …; a plain `tool_result` is ours and never stands in Claude's message. */
const isServerResult = ({ type }: Block): boolean => type.endsWith('_tool_result')

/** What a member can read of it; the rest is sealed. A failure has a code, and a list has texts or pages. */
function serverResult(block: Block): Pick<StepResult, 'text' | 'isError'> {
  const { content } = block
  const code = textAt(content, 'error_code')
  if (code !== undefined) return { text: code, isError: true }
  const parts = isRecord(content) ? [content] : listAt(block, 'content')
  const lines = parts.map((part) =>
    [textAt(part, 'text'), textAt(part, 'title'), textAt(part, 'url')].filter(Boolean).join(' · '),
  )
  return { text: lines.filter((line) => line !== '').join('\n'), isError: block['is_error'] === true }
}
