/** What the local Claude says when its own tools are at work: searches, pages and MCP calls with their results. */

import type { Block, Message } from './content.ts'
import { isRecord, type Json } from '../../json.ts'

/** A tool that runs where Claude is, as a script tells it. */
export type ServerCall =
  | {
      readonly search: string
      readonly found?: readonly Page[]
      readonly fails?: string
      readonly open?: true
    }
  | { readonly fetch: string; readonly page?: Page; readonly fails?: string; readonly open?: true }
  | {
      readonly mcp: string
      readonly name: string
      readonly input: Json
      readonly text: string
      readonly fails?: true
    }

/** A page of the web; of `text` only a search result keeps nothing that can be read. */
export interface Page {
  readonly title: string
  readonly url: string
  readonly text?: string
}

const isPage = (raw: unknown): raw is Page =>
  isRecord(raw) && typeof raw['title'] === 'string' && typeof raw['url'] === 'string'

export const isPages = (raw: unknown): boolean => Array.isArray(raw) && raw.every(isPage)

export const isServerCall = (raw: unknown): raw is ServerCall => {
  if (!isRecord(raw)) return false
  if (typeof raw['search'] === 'string') return raw['found'] === undefined || isPages(raw['found'])
  if (typeof raw['fetch'] === 'string') return raw['page'] === undefined || isPage(raw['page'])
  return ['mcp', 'name', 'text'].every((key) => typeof raw[key] === 'string') && isRecord(raw['input'])
}

/** A use of a server tool, streamed like a call of ours. */
export interface ServerUse {
  readonly type: 'server_tool_use' | 'mcp_tool_use'
  readonly id: string
  readonly name: string
  /** Of an MCP server. */
  readonly server?: string
  readonly json: string
  readonly input: Json
}

/** A block that comes whole, without deltas. */
export interface WholeBlock {
  readonly type: 'whole'
  readonly block: Block
}

/** Opaque to us and to be sent back as it is. */
const sealed = (text: string): string => Buffer.from(`sealed ${text}`).toString('base64')

/**
 * The blocks of a call: the use and, unless the script leaves it `open`, its result.
 * Sources: Web search tool, Web fetch tool, MCP connector, "Response".
 */
export function serverBlocks(call: ServerCall, id: string): readonly (ServerUse | WholeBlock)[] {
  if ('mcp' in call) {
    const use: ServerUse = {
      type: 'mcp_tool_use',
      id,
      name: call.name,
      server: call.mcp,
      json: JSON.stringify(call.input),
      input: call.input,
    }
    const block = {
      type: 'mcp_tool_result',
      tool_use_id: id,
      is_error: call.fails === true,
      content: [{ type: 'text', text: call.text }],
    }
    return [use, { type: 'whole', block }]
  }
  const input = 'search' in call ? { query: call.search } : { url: call.fetch }
  const name = 'search' in call ? 'web_search' : 'web_fetch'
  const use: ServerUse = { type: 'server_tool_use', id, name, json: JSON.stringify(input), input }
  return call.open === true ? [use] : [use, { type: 'whole', block: resultOf(call, id) }]
}

function resultOf(call: Exclude<ServerCall, { mcp: string }>, id: string): Block {
  const name = 'search' in call ? 'web_search' : 'web_fetch'
  const result = (content: unknown): Block => ({
    type: `${name}_tool_result`,
    tool_use_id: id,
    content,
    caller: { type: 'direct' },
  })
  if (call.fails !== undefined) return result({ type: `${name}_tool_result_error`, error_code: call.fails })
  if ('search' in call)
    return result(
      (call.found ?? []).map(({ title, url, text }) => ({
        type: 'web_search_result',
        title,
        url,
        encrypted_content: sealed(text ?? title),
        page_age: null,
      })),
    )
  const { title, url, text = '' } = call.page ?? { title: '', url: call.fetch }
  return result({
    type: 'web_fetch_result',
    url,
    retrieved_at: '2026-11-20T00:00:00Z',
    content: {
      type: 'document',
      title,
      citations: null,
      source: { type: 'text', media_type: 'text/plain', data: text === '' ? title : text },
    },
  })
}

/** A citation of a search result. */
export const citationOf = ({ title, url, text }: Page): Json => ({
  type: 'web_search_result_location',
  cited_text: text ?? title,
  encrypted_index: sealed(url),
  title,
  url,
})

/** Uses that a message left open because Claude called one of ours beside them: their results come first in the next. */
export function openUses(messages: readonly Message[]): readonly WholeBlock[] {
  const all = messages.flatMap(({ content }) => content)
  const answered = new Set(all.map((block) => block['tool_use_id']))
  return all
    .filter((block) => block.type === 'server_tool_use' && !answered.has(block['id']))
    .map(({ id, input }) => {
      const asked = isRecord(input) ? input : {}
      const page: Page = { title: 'Late', url: 'https://late.example/' }
      return {
        type: 'whole',
        block:
          typeof asked['query'] === 'string'
            ? resultOf({ search: asked['query'], found: [page] }, String(id))
            : resultOf({ fetch: String(asked['url']), page }, String(id)),
      }
    })
}

/**
 * What is wrong with the server tools of a conversation: each result needs its use before it, and each use its result,
 * but where calls of ours come in between.
 */
export function* serverPairProblems(messages: readonly Message[]): Generator<string> {
  const uses = new Map<unknown, { at: string; name: string }>()
  const last = messages.findLastIndex(({ role }) => role === 'assistant')
  for (const [index, { content }] of messages.entries())
    for (const [position, block] of content.entries()) {
      const at = `messages.${index}.content.${position}`
      if (block.type === 'server_tool_use' || block.type === 'mcp_tool_use') {
        if (index !== last) uses.set(block['id'], { at, name: String(block['name']) })
        else uses.delete(block['id'])
      } else if (block.type.endsWith('_tool_result')) {
        const id = block['tool_use_id']
        const before = messages.slice(0, index + 1).flatMap((message) => message.content)
        if (!before.some((one) => one['id'] === id))
          yield `${at}: unexpected \`tool_use_id\` found in \`${block.type}\` blocks: ${String(id)}.`
        uses.delete(id)
      }
    }
  for (const [id, { at, name }] of uses)
    yield `${at}: \`${name}\` tool use with id \`${String(id)}\` was found without a corresponding \`${name}_tool_result\` block`
}

export const MCP_BETA = 'mcp-client-2026-09-15'

/** What is wrong with `mcp_servers` and the toolsets. Source: MCP connector, "Validation rules". */
export function* mcpProblems(body: Json, betas: readonly string[]): Generator<string> {
  const servers: readonly unknown[] = Array.isArray(body['mcp_servers']) ? body['mcp_servers'] : []
  const tools: readonly unknown[] = Array.isArray(body['tools']) ? body['tools'] : []
  const toolsets = tools.filter(isRecord).filter(({ type }) => type === 'mcp_toolset')
  if (body['mcp_servers'] !== undefined && !betas.includes(MCP_BETA))
    yield 'mcp_servers: Extra inputs are not permitted'
  const names = new Set<unknown>()
  for (const [index, server] of servers.entries()) {
    const at = `mcp_servers.${index}`
    if (!isRecord(server)) return yield `${at}: Input should be a valid dictionary`
    if (server['type'] !== 'url') yield `${at}.type: Input should be 'url'`
    if (typeof server['url'] !== 'string' || !server['url'].startsWith('https://'))
      yield `${at}.url: URL must start with https://`
    for (const key of Object.keys(server))
      if (!['type', 'url', 'name', 'authorization_token'].includes(key))
        yield `${at}.${key}: Extra inputs are not permitted`
    if (names.has(server['name'])) yield `${at}.name: MCP server names must be unique`
    names.add(server['name'])
    if (toolsets.filter((toolset) => toolset['mcp_server_name'] === server['name']).length !== 1)
      yield `${at}: MCP server '${String(server['name'])}' must be referenced by exactly one mcp_toolset`
  }
  for (const toolset of toolsets)
    if (!names.has(toolset['mcp_server_name']))
      yield `tools: mcp_toolset references unknown MCP server '${String(toolset['mcp_server_name'])}'`
}
