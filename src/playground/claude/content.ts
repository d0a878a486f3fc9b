/** What may stand in a message to Claude: the shape of each block, by role, and how much of the prompt it is. */
import { isRecord, type Json } from '../../json.ts'

export type Block = Json & { readonly type: string }
export type Role = 'user' | 'assistant'
export interface Message {
  readonly role: Role
  readonly content: readonly Block[]
}

export const isBlock = (raw: unknown): raw is Block => isRecord(raw) && typeof raw['type'] === 'string'
const isText = (raw: unknown): raw is string => typeof raw === 'string'

/** A string is short for one text block (Messages API, `content` and `system`). */
export const blocksOf = (content: unknown): readonly Block[] => {
  if (isText(content)) return [{ type: 'text', text: content }]
  return Array.isArray(content) ? content.filter(isBlock) : []
}

/** The text that a person or Claude wrote: text blocks only, not what is inside tool results. */
export const textOf = (content: readonly Block[]): string =>
  content
    .flatMap((block) => (block.type === 'text' && isText(block['text']) ? [block['text']] : []))
    .join('\n')

interface Shape {
  readonly roles: readonly Role[]
  readonly needs: readonly string[]
  readonly takes: readonly string[]
  readonly check?: (block: Block, at: string) => Generator<string>
}

const serverResults = [
  'web_search',
  'web_fetch',
  'code_execution',
  'bash_code_execution',
  'tool_search',
].concat('text_editor_code_execution')

/** Sources: Messages API reference and the SDK's 1.12 types (`ContentBlockParam`). */
const shapes = new Map<string, Shape>([
  [
    'text',
    { roles: ['user', 'assistant'], needs: ['text'], takes: ['cache_control', 'citations'], check: text },
  ],
  [
    'image',
    { roles: ['user'], needs: ['source'], takes: ['cache_control', 'transformations'], check: image },
  ],
  [
    'document',
    {
      roles: ['user'],
      needs: ['source'],
      takes: ['cache_control', 'citations', 'context', 'title'],
      check: document,
    },
  ],
  [
    'search_result',
    { roles: ['user'], needs: ['content', 'source', 'title'], takes: ['cache_control', 'citations'] },
  ],
  [
    'tool_result',
    {
      roles: ['user'],
      needs: ['tool_use_id'],
      takes: ['cache_control', 'content', 'is_error', 'toolset_name'],
      check: toolResult,
    },
  ],
  ['thinking', { roles: ['assistant'], needs: ['signature', 'thinking'], takes: [] }],
  ['redacted_thinking', { roles: ['assistant'], needs: ['data'], takes: [] }],
  [
    'tool_use',
    {
      roles: ['assistant'],
      needs: ['id', 'name', 'input'],
      takes: ['cache_control', 'caller', 'toolset_name'],
      check: toolUse,
    },
  ],
  [
    'server_tool_use',
    {
      roles: ['assistant'],
      needs: ['id', 'name', 'input'],
      takes: ['cache_control', 'caller'],
      check: toolUse,
    },
  ],
  [
    'mcp_tool_use',
    {
      roles: ['assistant'],
      needs: ['id', 'name', 'input', 'server_name'],
      takes: ['cache_control'],
      check: toolUse,
    },
  ],
  [
    'mcp_tool_result',
    { roles: ['assistant'], needs: ['tool_use_id'], takes: ['cache_control', 'content', 'is_error'] },
  ],
  ['mcp_tool_listing', { roles: ['assistant'], needs: ['mcp_server_name', 'tools'], takes: [] }],
  ...serverResults.map((name): [string, Shape] => [
    `${name}_tool_result`,
    { roles: ['assistant'], needs: ['tool_use_id', 'content'], takes: ['cache_control', 'caller'] },
  ]),
])

function* text(block: Block, at: string): Generator<string> {
  const said = block['text']
  if (!isText(said)) return yield `${at}.text: Input should be a valid string`
  if (said === '' && isRecord(block['cache_control']))
    yield `${at}: cache_control cannot be set for empty text blocks`
  if (said === '') yield 'messages: text content blocks must be non-empty'
  if (said.trim() === '') yield 'messages: text content blocks must contain non-whitespace text'
}

/** The first base64 digits of each kind of file; the API looks at the bytes and refuses a wrong `media_type`. */
const beginnings = new Map([
  ['image/png', 'iVBORw0KGgo'],
  ['image/jpeg', '/9j/'],
  ['image/gif', 'R0lGOD'],
  ['image/webp', 'UklGR'],
  ['application/pdf', 'JVBERi0'],
])

function* base64(source: Json, kinds: string, at: string): Generator<string> {
  const { media_type: kind, data } = source
  const beginning = isText(kind) && kind.startsWith(kinds) ? beginnings.get(kind) : undefined
  if (beginning === undefined) return yield `${at}.media_type: Input should be a supported ${kinds} type`
  if (!isText(data) || data === '') return yield `${at}.data: Field required`
  // One class of characters at a time: a repeated group over some megabytes may overflow the stack.
  const isBase64 = !/[^A-Za-z0-9+/=]/.test(data) && !/=[^=]|={3}/.test(data) && data.length % 4 === 0
  if (!isBase64) yield `${at}.data: invalid base64 data`
  if (!data.startsWith(beginning)) yield `${at}.data: The data does not match the provided media type`
}

function* remote(source: Json, at: string): Generator<string> {
  if (source['type'] === 'url') {
    if (!isText(source['url']) || !/^https:\/\/\S+$/.test(source['url']))
      yield `${at}.url: Only HTTPS URLs are supported`
  } else if (!isText(source['file_id'])) yield `${at}.file_id: Field required`
}

function* image(block: Block, at: string): Generator<string> {
  const source = block['source']
  if (!isBlock(source)) return yield `${at}.source: Field required`
  if (source.type === 'base64') yield* base64(source, 'image/', `${at}.source.base64`)
  else if (source.type === 'url' || source.type === 'file')
    yield* remote(source, `${at}.source.${source.type}`)
  else yield `${at}.source: Input tag '${source.type}' does not match any of: 'base64', 'file', 'url'`
}

function* document(block: Block, at: string): Generator<string> {
  const { source, title } = block
  if (title !== undefined && title !== null) {
    if (!isText(title) || title === '') yield `${at}.title: String should have at least 1 character`
    else if (title.length > 500) yield `${at}.title: String should have at most 500 characters`
  }
  if (!isBlock(source)) return yield `${at}.source: Field required`
  const where = `${at}.source.${source.type}`
  if (source.type === 'base64') yield* base64(source, 'application/pdf', where)
  else if (source.type === 'url' || source.type === 'file') yield* remote(source, where)
  else if (source.type === 'text') {
    if (source['media_type'] !== 'text/plain') yield `${where}.media_type: Input should be 'text/plain'`
    if (!isText(source['data']) || source['data'] === '') yield `${where}.data: Field required`
  } else if (source.type === 'content') {
    if (blocksOf(source['content']).length === 0) yield `${where}.content: Field required`
  } else yield `${at}.source: Input tag '${source.type}' does not match any of the expected tags`
}

function* toolUse(block: Block, at: string): Generator<string> {
  if (!isText(block['id']) || !/^[\w-]+$/.test(block['id']))
    yield `${at}.id: String should match pattern '^[a-zA-Z0-9_-]+$'`
  if (!isText(block['name']) || !/^[\w-]{1,200}$/.test(block['name'])) yield `${at}.name: Invalid tool name`
  if (!isRecord(block['input'])) yield `${at}.input: Input should be a valid dictionary`
}

function* toolResult(block: Block, at: string): Generator<string> {
  const { tool_use_id: id, content, is_error: failed } = block
  if (!isText(id)) yield `${at}.tool_use_id: Input should be a valid string`
  if (failed !== undefined && typeof failed !== 'boolean')
    yield `${at}.is_error: Input should be a valid boolean`
  if (content === undefined || isText(content)) return
  if (!Array.isArray(content)) return yield `${at}.content: Input should be a valid string or list`
  for (const [index, inner] of content.entries()) {
    const where = `${at}.content.${index}`
    if (!isBlock(inner) || !['text', 'image', 'document', 'search_result'].includes(inner.type))
      yield `${where}: Input tag does not match any of the expected tags`
    else yield* blockProblems(inner, 'user', where)
  }
}

/** What is wrong with a `cache_control`. Source: Prompt caching. */
export function* cacheControlProblems(raw: unknown, at: string): Generator<string> {
  if (raw === undefined || raw === null) return
  if (!isRecord(raw) || raw['type'] !== 'ephemeral')
    return yield `${at}.cache_control: Input tag does not match any of the expected tags: 'ephemeral'`
  if (raw['ttl'] !== undefined && raw['ttl'] !== '5m' && raw['ttl'] !== '1h')
    yield `${at}.cache_control.ephemeral.ttl: Input should be '5m' or '1h'`
  for (const key of Object.keys(raw))
    if (key !== 'type' && key !== 'ttl')
      yield `${at}.cache_control.ephemeral.${key}: Extra inputs are not permitted`
}

/** What is wrong with one block in a message of this role, in the API's words. */
export function* blockProblems(block: Block, role: Role, at: string): Generator<string> {
  const shape = shapes.get(block.type)
  if (shape === undefined)
    return yield `${at}: Input tag '${block.type}' found using 'type' does not match any of the expected tags`
  if (!shape.roles.includes(role))
    yield `${at}: \`${block.type}\` blocks are not permitted in ${role} messages`
  for (const key of shape.needs)
    if (block[key] === undefined) yield `${at}.${block.type}.${key}: Field required`
  for (const key of Object.keys(block))
    if (key !== 'type' && !shape.needs.includes(key) && !shape.takes.includes(key))
      yield `${at}.${block.type}.${key}: Extra inputs are not permitted`
  yield* cacheControlProblems(block['cache_control'], `${at}.${block.type}`)
  const citations = block['citations']
  if (role === 'user' && block.type === 'text' && Array.isArray(citations) && citations.length > 0)
    yield `${at}.text.citations: citations are not permitted in user text blocks`
  if (shape.check !== undefined) yield* shape.check(block, `${at}.${block.type}`)
}
