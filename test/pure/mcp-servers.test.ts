/** MCP_SERVERS: what it may say, and that each mistake is told without telling a secret. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMcpServers } from '../../src/settings/mcp-servers.ts'
import { readSettings, settingsMark } from '../../src/settings/settings.ts'
import { settings } from '../build.ts'

const docs = { name: 'docs', url: 'https://docs.example/mcp' }
const read = (list: unknown, env: Record<string, unknown> = {}) => readMcpServers(JSON.stringify(list), env)
const problems = (one: unknown, env?: Record<string, unknown>): readonly string[] => read([one], env).problems

test('nothing set is no server', () => {
  expect(readMcpServers('', {})).toEqual({ servers: [], tokens: {}, problems: [] })
})

test('a server has a name, an address, and if wanted a token, tools and places', () => {
  const full = { ...docs, authorization_token: 'DOCS_TOKEN', tools: ['find'], guilds: ['1', 'dm'] }
  expect(read([full, { name: 'other', url: 'https://other.example/' }], { DOCS_TOKEN: 'hush' })).toEqual({
    servers: [
      { ...docs, tokenName: 'DOCS_TOKEN', tools: ['find'], places: ['1', 'dm'] },
      { name: 'other', url: 'https://other.example/' },
    ],
    tokens: { docs: 'hush' },
    problems: [],
  })
})

describe('a mistake is told in one sentence:', () => {
  test.each<[string, unknown, RegExp]>([
    ['no object', 'docs', /server 1 should be an object/],
    ['no name', { url: docs.url }, /"name" of letters/],
    ['a name with a space', { ...docs, name: 'my docs' }, /"name" of letters/],
    ['plain http', { ...docs, url: 'http://docs.example' }, /plain https address/],
    ['a password in the address', { ...docs, url: 'https://me:secret@docs.example' }, /plain https address/],
    ['no tools', { ...docs, tools: [] }, /names of tools/],
    ['a tool that is none', { ...docs, tools: ['find', 3] }, /names of tools/],
    ['a guild that is none', { ...docs, guilds: ['everywhere'] }, /ids of guilds or "dm"/],
    ['a key too many', { ...docs, token: 'x' }, /may only have name, url/],
    ['a token in place of its name', { ...docs, authorization_token: 'sk-12345' }, /not the token itself/],
    [
      'a secret that is missing',
      { ...docs, authorization_token: 'DOCS_TOKEN' },
      /DOCS_TOKEN, which is missing/,
    ],
    ["the bot's own token", { ...docs, authorization_token: 'DISCORD_TOKEN' }, /bot's own secrets/],
  ])('%s', (_, one, sentence) => {
    const found = problems(one, { DISCORD_TOKEN: 'secret-of-the-bot' })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(sentence)
    expect(found[0]).not.toMatch(/secret-of|sk-12345|me:secret/)
  })

  test('two of one name', () => {
    expect(read([docs, docs]).problems).toEqual(['MCP_SERVERS: server 2 has the name of another.'])
  })

  test.each(['{', '{"name": "docs"}', '"docs"', '3'])('no list: %s', (raw) => {
    expect(readMcpServers(raw, {}).problems).toEqual([
      'MCP_SERVERS is not a JSON list such as [{"name": "docs", "url": "https://…"}].',
    ])
  })
})

test('whatever it says, a secret is never told', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('DOCS_TOKEN', 'docs', 'DISCORD_TOKEN'), (raw, name) => {
      const list = JSON.stringify([{ ...docs, authorization_token: name, tools: raw }])
      const env = { DOCS_TOKEN: 'hush-hush', DISCORD_TOKEN: 'hush-hush' }
      expect(
        [...readMcpServers(raw, env).problems, ...readMcpServers(list, env).problems].join(),
      ).not.toContain('hush')
    }),
  )
})

test('a mistake stops the settings, and the mark of good ones knows the servers but not their tokens', () => {
  const env = {
    DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
    DISCORD_APPLICATION_ID: '775799577604522054',
    ANTHROPIC_API_KEY: 'key-of-a-test',
  }
  expect(readSettings({ ...env, MCP_SERVERS: '[1]' })).toMatchObject({ ok: false })
  const servers = JSON.stringify([{ ...docs, authorization_token: 'DOCS_TOKEN' }])
  const good = readSettings({ ...env, MCP_SERVERS: servers, DOCS_TOKEN: 'hush' })
  const mark = good.ok ? settingsMark(good.settings) : ''
  expect(mark).toContain('docs.example')
  expect(mark).not.toContain('hush')
  expect(mark).not.toBe(settingsMark(settings()))
})
