/** The rules for tools: how one is declared, and how each call must be followed by its result. */

import { type Block, type Message, cacheControlProblems } from './content.ts'
import { type Json, isRecord } from '../../json.ts'

/** Tools that Anthropic defines; they take no description or schema of ours. Source: Tool reference. */
const defined = new Map([
  ['bash_20250124', 'bash'],
  ['text_editor_20250728', 'str_replace_based_edit_tool'],
  ['memory_20250818', 'memory'],
  ['web_search_20250305', 'web_search'],
  ['web_search_20260209', 'web_search'],
  ['web_search_20260318', 'web_search'],
  ['web_fetch_20250910', 'web_fetch'],
  ['web_fetch_20260209', 'web_fetch'],
  ['web_fetch_20260309', 'web_fetch'],
  ['web_fetch_20260318', 'web_fetch'],
  ['code_execution_20250825', 'code_execution'],
  ['code_execution_20260120', 'code_execution'],
  ['code_execution_20260521', 'code_execution'],
  ['tool_search_tool_regex_20251119', 'tool_search_tool_regex'],
  ['tool_search_tool_bm25_20251119', 'tool_search_tool_bm25'],
])

const customKeys = new Set(
  'type name description input_schema strict cache_control allowed_callers defer_loading eager_input_streaming input_examples'.split(
    ' ',
  ),
)

const toolsetKeys = new Set('type mcp_server_name cache_control configs default_config tools'.split(' '))

/** Sources: Web search tool, Web fetch tool; the SDK's 1.12 types. */
const webKeys = new Map([
  ['web_search', 'user_location'],
  ['web_fetch', 'citations max_content_tokens url_sources use_cache'],
])
const webKeysOfAll =
  'type name allowed_callers allowed_domains blocked_domains cache_control defer_loading max_uses response_inclusion strict'

/** What is wrong with `tools`, in the API's words. */
export function* toolProblems(tools: unknown): Generator<string> {
  if (tools === undefined) return
  if (!Array.isArray(tools)) return yield 'tools: Input should be a valid list'
  const names = new Set<unknown>()
  for (const [index, tool] of tools.entries()) {
    const at = `tools.${index}`
    if (!isRecord(tool)) return yield `${at}: Input should be a valid dictionary`
    if (tool['type'] === 'mcp_toolset') {
      if (typeof tool['mcp_server_name'] !== 'string') yield `${at}.mcp_server_name: Field required`
      for (const key of Object.keys(tool))
        if (!toolsetKeys.has(key)) yield `${at}.mcp_toolset.${key}: Extra inputs are not permitted`
      continue
    }
    yield* oneTool(tool, at)
    yield* cacheControlProblems(tool['cache_control'], at)
    if (names.has(tool['name'])) yield 'tools: Tool names must be unique.'
    names.add(tool['name'])
  }
}

function* oneTool(tool: Json, at: string): Generator<string> {
  const { type = 'custom', name, input_schema: schema, description } = tool
  if (typeof name !== 'string') return yield `${at}.name: Field required`
  if (type === 'custom') {
    if (!/^[\w-]{1,128}$/.test(name))
      yield `${at}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`
    if (!isRecord(schema)) return yield `${at}.custom.input_schema: Field required`
    if (schema['type'] !== 'object') yield `${at}.custom.input_schema.type: Input should be 'object'`
    if (description !== undefined && typeof description !== 'string')
      yield `${at}.custom.description: Input should be a valid string`
    for (const key of Object.keys(tool))
      if (!customKeys.has(key)) yield `${at}.custom.${key}: Extra inputs are not permitted`
    return
  }
  const fixed = typeof type === 'string' ? defined.get(type) : undefined
  if (fixed === undefined)
    return yield `${at}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags`
  if (name !== fixed) yield `${at}.${String(type)}.name: Input should be '${fixed}'`
  const own = webKeys.get(fixed)
  if (own !== undefined) {
    const known = `${webKeysOfAll} ${own}`.split(' ')
    for (const key of Object.keys(tool))
      if (!known.includes(key)) yield `${at}.${String(type)}.${key}: Extra inputs are not permitted`
    return
  }
  for (const key of ['description', 'input_schema'])
    if (tool[key] !== undefined) yield `${at}.${String(type)}.${key}: Extra inputs are not permitted`
}

/** What is wrong with `tool_choice`, the model's own limits aside. */
export function* toolChoiceProblems(choice: unknown, tools: readonly Json[]): Generator<string> {
  if (choice === undefined) return
  if (!isRecord(choice)) return yield 'tool_choice: Input should be a valid dictionary'
  const { type, name } = choice
  if (type !== 'auto' && type !== 'any' && type !== 'tool' && type !== 'none')
    return yield `tool_choice: Input tag '${String(type)}' does not match any of: 'auto', 'any', 'tool', 'none'`
  for (const key of Object.keys(choice))
    if (key !== 'type' && key !== 'name' && key !== 'disable_parallel_tool_use')
      yield `tool_choice.${type}.${key}: Extra inputs are not permitted`
  if (type === 'none') return
  if (tools.length === 0) yield 'tool_choice: tool_choice may only be specified while providing tools'
  if (type === 'tool' && !tools.some((tool) => tool['name'] === name))
    yield `tool_choice.tool.name: Tool '${String(name)}' not found in provided tools`
}

/**
 * What is wrong with blocks of tools that the request does not offer. The first sentence is the API's own, as public
 * reports have it. What the API says of its own tools and of MCP servers no document tells, so they are refused as well:
 * what works here has to work there.
 */
export function* offeredProblems(messages: readonly Message[], tools: readonly Json[]): Generator<string> {
  const offered = new Set(tools.flatMap((tool) => [tool['name'], tool['mcp_server_name']]))
  for (const [index, { content }] of messages.entries())
    for (const [position, { type, name, server_name: server }] of content.entries()) {
      if (tools.length === 0 && (type === 'tool_use' || type === 'tool_result'))
        yield 'Requests which include `tool_use` or `tool_result` blocks must define tools.'
      if (type === 'server_tool_use' && !offered.has(name))
        yield `messages.${index}.content.${position}: tool '${String(name)}' is not among the tools of this request`
      if (type === 'mcp_tool_use' && !offered.has(server))
        yield `messages.${index}.content.${position}: MCP server '${String(server)}' is not among those of this request`
    }
}

const idsOf = (content: readonly Block[], type: string, key: string): readonly string[] =>
  content.flatMap((block) => (block.type === type ? [String(block[key])] : []))

/** One message per change of speaker: the API joins neighbours of the same role before it looks at them. */
export function merged(messages: readonly Message[]): readonly Message[] {
  const turns: Message[] = []
  for (const message of messages) {
    const last = turns.at(-1)
    if (last?.role === message.role)
      turns[turns.length - 1] = { role: last.role, content: [...last.content, ...message.content] }
    else turns.push(message)
  }
  return turns
}

/**
 * What is wrong with calls and results: every result of a turn stands first and together in the next user message.
 * Source: Implement tool use, "Handling results"; the sentences are the API's own.
 */
export function* pairingProblems(messages: readonly Message[]): Generator<string> {
  const turns = merged(messages)
  const seen = new Set<string>()
  for (const [index, turn] of turns.entries()) {
    const at = `messages.${index}`
    if (turn.role === 'assistant') {
      const calls = idsOf(turn.content, 'tool_use', 'id')
      for (const id of calls) {
        if (seen.has(id)) yield `${at}: \`tool_use\` ids must be unique`
        seen.add(id)
      }
      const next = turns[index + 1]?.content ?? []
      const firstOther = next.findIndex((block) => block.type !== 'tool_result')
      const together = firstOther === -1 ? next : next.slice(0, firstOther)
      const results = new Set(idsOf(together, 'tool_result', 'tool_use_id'))
      const missing = calls.filter((id) => !results.has(id))
      if (missing.length > 0)
        yield `${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
      continue
    }
    const open = new Set(idsOf(turns[index - 1]?.content ?? [], 'tool_use', 'id'))
    const answered = new Set<string>()
    let others = false
    for (const [position, block] of turn.content.entries()) {
      if (block.type !== 'tool_result') {
        others = true
        continue
      }
      const id = String(block['tool_use_id'])
      if (!open.has(id))
        yield `${at}.content.${position}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`
      if (answered.has(id))
        yield `${at}.content.${position}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${id}`
      if (others) yield `${at}: \`tool_result\` blocks must come first in the content of a user message`
      answered.add(id)
    }
  }
}
