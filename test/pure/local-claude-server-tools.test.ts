/** The local Claude's own tools and MCP: the wire shape of what it says, and what it refuses. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const invalid = (message: string) => expect.stringContaining(`400 invalid_request_error ${message}`)
const page = { title: 'T', url: 'https://a.example/', text: 'It rained.' }
const beta = { 'anthropic-beta': 'mcp-client-2026-09-15' }
const docs = { type: 'url', name: 'docs', url: 'https://docs.example/mcp' }
const toolset = { type: 'mcp_toolset', mcp_server_name: 'docs' }
const use = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }
const found = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] }
const mcpUse = { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'find', server_name: 'docs', input: {} }
const mcpFound = { type: 'mcp_tool_result', tool_use_id: 'mcptoolu_1', is_error: false, content: [] }

const web = [
  { type: 'web_search_20260318', name: 'web_search', max_uses: 3, allowed_callers: ['direct'] },
  { type: 'web_fetch_20260318', name: 'web_fetch', max_content_tokens: 8_000 },
] as const

test('a search streams as a use in pieces, a result in one, and words with their citation first', async () => {
  const question = on.question()
  on.claude.script(question, [{ servers: [{ search: 'rain', found: [page] }], say: 'Wet.', cites: [page] }])
  const response = await on.post({ ...on.params(question), stream: true })
  const events = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, Record<string, unknown>>)
  const starts = events.flatMap(({ content_block: block }) => (block === undefined ? [] : [block]))
  expect(starts).toEqual([
    {
      type: 'server_tool_use',
      id: expect.stringMatching(/^srvtoolu_/),
      name: 'web_search',
      input: {},
      caller: { type: 'direct' },
    },
    {
      type: 'web_search_tool_result',
      tool_use_id: starts[0]?.['id'],
      caller: { type: 'direct' },
      content: [
        {
          type: 'web_search_result',
          title: 'T',
          url: page.url,
          encrypted_content: expect.any(String),
          page_age: null,
        },
      ],
    },
    { type: 'text', text: '', citations: [] },
  ])
  const deltas = events.flatMap(({ delta }) => (delta?.['type'] === undefined ? [] : [delta]))
  const json = deltas.flatMap((delta) =>
    typeof delta['partial_json'] === 'string' ? [delta['partial_json']] : [],
  )
  expect(json.join('')).toBe('{"query":"rain"}')
  const kinds = deltas.map((delta) => delta['type'])
  expect(kinds.indexOf('citations_delta')).toBeLessThan(kinds.indexOf('text_delta'))
  const usages = events.flatMap(({ usage }) => (usage === undefined ? [] : [usage]))
  expect(usages).toMatchObject([{ server_tool_use: { web_search_requests: 1 } }])
})

test('what it says goes back to it unchanged', async () => {
  const question = on.question()
  on.claude.script(question, [
    {
      servers: [
        { search: 'rain', found: [page] },
        { fetch: page.url, page },
      ],
      say: 'Wet.',
      cites: [page],
    },
  ])
  const { content } = await on.client.messages.create(on.params(question))
  expect(content.map(({ type }) => type)).toEqual([
    'server_tool_use',
    'web_search_tool_result',
    'server_tool_use',
    'web_fetch_tool_result',
    'text',
  ])
  const messages = [user(question), assistant(content), user('and now?')]
  expect((await on.post({ ...on.params('hi'), tools: web, messages })).status).toBe(200)
  expect(await on.refusal({ messages })).toEqual(invalid("messages.1.content.0: tool 'web_search' is not"))
})

test('a use needs its result, and a result its use', async () => {
  const then = user('and now?')
  const torn = [user('hi'), assistant([use, { type: 'text', text: 'A' }]), then, assistant('B'), then]
  expect(await on.refusal({ messages: torn })).toEqual(invalid('messages.1.content.0: `web_search` tool use'))
  expect(await on.refusal({ messages: [user('hi'), assistant([found]), then] })).toEqual(
    invalid('messages.1.content.0: unexpected `tool_use_id`'),
  )
  const whole = [user('hi'), assistant([use, found]), then]
  expect((await on.post({ ...on.params('hi'), tools: web, messages: whole })).status).toBe(200)
})

test('a tool of its own takes its own keys and no others', async () => {
  const [search, fetch] = web
  expect((await on.post({ ...on.params('hi'), tools: [search, fetch] })).status).toBe(200)
  expect(await on.refusal({ tools: [{ ...search, max_content_tokens: 1 }] })).toEqual(
    invalid('tools.0.web_search_20260318.max_content_tokens: Extra inputs'),
  )
})

test('MCP needs its beta, a server for each toolset and a toolset for each server', async () => {
  const good = { ...on.params('hi'), mcp_servers: [docs], tools: [toolset] }
  expect((await on.post(good, beta)).status).toBe(200)
  expect((await on.post(good)).status).toBe(400)
  for (const wrong of [
    { ...good, tools: [] },
    { ...good, tools: [toolset, toolset] },
    { ...good, mcp_servers: [] },
    { ...good, mcp_servers: [{ ...docs, url: 'http://docs.example/mcp' }] },
    { ...good, mcp_servers: [{ ...docs, headers: {} }] },
    { ...good, tools: [{ ...toolset, name: 'docs' }] },
  ])
    expect((await on.post(wrong, beta)).status).toBe(400)
})

test('blocks of MCP are unknown without the beta', async () => {
  const messages = [user('hi'), assistant([mcpUse, mcpFound]), user('and now?')]
  const body = { ...on.params('hi'), messages, mcp_servers: [docs], tools: [toolset] }
  expect((await on.post(body, beta)).status).toBe(200)
  expect((await on.post({ ...on.params('hi'), messages }, beta)).status).toBe(400)
  expect((await on.post(body)).status).toBe(400)
})

test('a misspelt page is no answer of a script', async () => {
  const scripted = await on.local('POST', 'scripts', { match: 'x', answers: [{ servers: [{ serch: 'x' }] }] })
  expect(scripted.status).toBe(400)
})
