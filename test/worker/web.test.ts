/** The web and MCP end to end: Claude's own tools, its sources, its pauses, and what the next question is shown of them. */

import { expect, test } from 'vitest'
import { isOn } from '../../src/measure/experiment.ts'
import { threadOf } from '../../src/ids.ts'
import { channelId } from '../build.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'

/** A channel for which the web is on; see test/vitest.config.ts. */
function webChannel(): string {
  for (;;) {
    const channel = snowflake()
    if (isOn(0.000_01, 'WEB', threadOf(channelId(channel)))) return channel
  }
}

interface Sent {
  readonly body: {
    readonly tools?: readonly { type?: string; name?: string }[]
    readonly mcp_servers?: unknown
    readonly messages: readonly { role: string; content: readonly Record<string, unknown>[] }[]
  }
  readonly headers: Record<string, string>
}
const sent = async (word: string): Promise<readonly Sent[]> =>
  (await modelCalls(word)) as unknown as readonly Sent[]

/** The types of all blocks that Claude was shown of its own. */
const own = ({ body }: Sent): readonly unknown[] =>
  body.messages.flatMap(({ role, content }) => (role === 'assistant' ? content.map(({ type }) => type) : []))

const page = { title: 'News [of] the day', url: 'https://news.example/a(b)', text: 'It rained.' }
const search = (query: string) => ({ search: query, found: [page] })

test('the web is off where nobody switched it on', async () => {
  const word = unique()
  await script(word, { say: 'Hello.' })
  await (await ask({ prompt: word })).text('Hello.')
  const [call] = await sent(word)
  expect(call?.body.tools?.map(({ type }) => type)).not.toContain('web_search_20260318')
  expect(call?.headers['anthropic-beta']).toBeUndefined()
})

test('an answer from the web tells its sources, and is not kept for others', async () => {
  const word = unique()
  const channel = webChannel()
  await script(
    word,
    { opening: 'Let me look.', servers: [search('rain')], say: 'It rained.', cites: [page, page] },
    { say: 'Asked again.' },
  )
  const asked = await ask({ prompt: word, channel })
  const text = await asked.text(/Sources/)
  expect(text).toBe(
    'Let me look.\n\nIt rained.\n\n-# Sources: [News of the day](<https://news.example/a%28b%29>)',
  )
  const [call] = await sent(word)
  expect(call?.body.tools?.slice(-2)).toEqual([
    { type: 'web_search_20260318', name: 'web_search', max_uses: 3, allowed_callers: ['direct'] },
    {
      type: 'web_fetch_20260318',
      name: 'web_fetch',
      max_uses: 3,
      max_content_tokens: 8_000,
      allowed_callers: ['direct'],
    },
  ])
  await ended(channel)
  await (await ask({ prompt: word, channel })).text('Asked again.')
})

test('what a search brought is shown to Claude again on the next question, as it was', async () => {
  const [first, second] = [unique(), unique()]
  const channel = webChannel()
  await script(first, {
    opening: 'Let me look.',
    servers: [search('rain')],
    say: 'It rained.',
    cites: [page],
  })
  await script(second, { say: 'Still raining.' })
  await (await ask({ prompt: first, channel })).text(/Sources/)
  await ended(channel)
  await (await ask({ prompt: second, channel })).text('Still raining.')
  const [call] = await sent(second)
  const blocks = call?.body.messages.flatMap(({ content }) => content) ?? []
  expect(own(call ?? neverSent)).toEqual(['text', 'server_tool_use', 'web_search_tool_result', 'text'])
  expect(blocks.find(({ type }) => type === 'web_search_tool_result')).toMatchObject({
    content: [{ encrypted_content: expect.stringMatching(/^\w+=*$/), url: page.url }],
  })
  expect(blocks.find(({ text }) => text === 'It rained.')).toBeDefined()
})

const neverSent: Sent = { body: { messages: [] }, headers: {} }

test('the status line names the search while it is at work', async () => {
  const word = unique()
  await script(word, {
    servers: [search('rain in Spain')],
    say: 'It rains.',
    gap: { afterChars: 0, ms: 2_500 },
  })
  const asked = await ask({ prompt: word, channel: webChannel() })
  await asked.reply(({ messages: [first] }) => /⚙ web_search · rain in Spain/.test(first?.content ?? ''))
  expect(await asked.text('It rains.')).not.toContain('⚙')
})

test('an error of the search is none of ours', async () => {
  const word = unique()
  await script(word, { servers: [{ search: 'x', fails: 'max_uses_exceeded' }], say: 'I could not look.' })
  expect(await (await ask({ prompt: word, channel: webChannel() })).text(/not look/)).toBe(
    'I could not look.',
  )
})

test('after a pause Claude goes on from where it was', async () => {
  const word = unique()
  await script(
    word,
    { opening: 'Looking.', servers: [search('a')], stop: 'pause_turn' },
    { servers: [search('b')], stop: 'pause_turn' },
    { say: 'Found.', cites: [page] },
  )
  const text = await (await ask({ prompt: word, channel: webChannel() })).text(/Sources/)
  expect(text).toMatch(/^Looking\.\n\nFound\.\n\n-# Sources: /)
  const calls = await sent(word)
  expect(calls).toHaveLength(3)
  expect(calls[2]?.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant'])
})

test('a pause without any tool is no end: Claude goes on in the middle of its words, and the next question has all', async () => {
  const [word, next] = [unique(), unique()]
  const channel = snowflake()
  await script(word, { say: 'It rained all ', thinking: 'Hm.', stop: 'pause_turn' }, { say: 'day.' })
  await script(next, { say: 'Next.' })
  expect(await (await ask({ prompt: word, channel })).text('day.')).toBe('It rained all day.')
  expect((await sent(word))[1]?.body.messages.at(-1)?.content.map(({ type }) => type)).toEqual([
    'thinking',
    'text',
  ])
  await ended(channel)
  await (await ask({ prompt: next, channel })).text('Next.')
  expect(own((await sent(next))[0] ?? neverSent)).toEqual(['text', 'text'])
})

test('a pause that does not end is ended with a sentence', async () => {
  const word = unique()
  await script(word, { servers: [search('a')], stop: 'pause_turn' })
  await (await ask({ prompt: word, channel: webChannel() })).text(/maximum number of steps/)
  expect(await sent(word)).toHaveLength(6)
})

test('where Claude calls one of ours beside its own, only ours is answered', async () => {
  const [word, next] = [unique(), unique()]
  const channel = webChannel()
  await script(
    word,
    {
      opening: 'Both.',
      servers: [{ search: 'late', open: true }],
      tools: [{ name: 'bash', input: { command: 'echo here' } }],
    },
    { say: 'Together.' },
  )
  await script(next, { say: 'Next.' })
  await (await ask({ prompt: word, channel })).text(/Together\.[^]*1 tool/)
  const [, second] = await sent(word)
  expect(second?.body.messages.at(-1)?.content.map(({ type }) => type)).toEqual(['tool_result'])
  await ended(channel)
  await (await ask({ prompt: next, channel })).text('Next.')
  // The late result stands in the message after the one with its use, and the pair is whole.
  expect(own((await sent(next))[0] ?? neverSent)).toEqual([
    'text',
    'server_tool_use',
    'tool_use',
    'web_search_tool_result',
    'text',
  ])
})

const guild = '424242'

test('an MCP server serves the guild that it is meant for, with the tools that are allowed', async () => {
  const [word, next] = [unique(), unique()]
  const channel = snowflake()
  const found = { mcp: 'docs', name: 'find', input: { query: 'retries' }, text: 'Three.' }
  await script(word, { servers: [found], say: 'Three times.' }, { say: 'Asked again.' })
  await script(next, { say: 'Yes.' })
  await (await ask({ prompt: word, channel, guild })).text('Three times.')
  const [call] = await sent(word)
  expect(call?.headers['anthropic-beta']).toBe('mcp-client-2026-09-15')
  expect(call?.body.mcp_servers).toEqual([
    { type: 'url', name: 'docs', url: 'https://docs.example/mcp', authorization_token: 'redacted' },
  ])
  expect(call?.body.tools?.at(-1)).toEqual({
    type: 'mcp_toolset',
    mcp_server_name: 'docs',
    default_config: { enabled: false },
    configs: { find: { enabled: true } },
  })
  await ended(channel)
  await (await ask({ prompt: next, channel, guild })).text('Yes.')
  expect(own((await sent(next))[0] ?? neverSent)).toEqual(['mcp_tool_use', 'mcp_tool_result', 'text'])
  // What others' tools said is not kept for others.
  await (await ask({ prompt: word, channel: snowflake(), guild })).text('Asked again.')
})

test('nowhere else is anything of an MCP server', async () => {
  for (const place of [snowflake(), null]) {
    const word = unique()
    await script(word, { say: 'Hello.' })
    await (await ask({ prompt: word, guild: place })).text('Hello.')
    const [call] = await sent(word)
    expect(call?.body.mcp_servers).toBeUndefined()
    expect(call?.headers['anthropic-beta']).toBeUndefined()
    expect(JSON.stringify(call?.body.tools)).not.toContain('mcp')
  }
})
