/** Which tools of others Claude is given, where, and in which order. */

import { expect, test } from 'vitest'
import { mcpConnections, mcpToolsets, placeOf } from '../../src/converse/claude/server-tools.ts'
import { namesOf, toolbox } from '../../src/converse/tools/table.ts'
import { guildId, question, settings } from '../build.ts'

const server = (name: string, places?: readonly string[]) => ({
  name,
  url: `https://${name}.example/mcp`,
  ...(places === undefined ? {} : { places }),
})
const names = (place: string, ...servers: readonly ReturnType<typeof server>[]): readonly string[] =>
  mcpToolsets(servers, place).map((one) => one.mcp_server_name)

test('the web is off until it is switched on, and comes after the tools of the thread', () => {
  const ours = namesOf(toolbox(settings()))
  expect(ours.join()).not.toContain('web')
  expect(namesOf(toolbox(settings({ web: 1 })))).toEqual([
    ...ours,
    'web_search_20260318',
    'web_fetch_20260318',
  ])
  expect(namesOf(toolbox(settings({ web: 1, tools: 0 })))).toEqual([
    'web_search_20260318',
    'web_fetch_20260318',
  ])
})

test('searches and pages are bounded', () => {
  const [search, fetch] = toolbox(settings({ web: 1, tools: 0 }))
  expect(search).toMatchObject({ max_uses: 3, allowed_callers: ['direct'] })
  expect(fetch).toMatchObject({ max_uses: 3, max_content_tokens: 8_000, allowed_callers: ['direct'] })
})

test('a server without a list serves every guild, and no direct message', () => {
  expect(names('7', server('all'), server('one', ['7']), server('other', ['8']))).toEqual(['all', 'one'])
  expect(names('dm', server('all'), server('one', ['7']), server('private', ['dm']))).toEqual(['private'])
})

test('an app that a member brought along is no guest of the guild', () => {
  const guild = guildId('7')
  expect(placeOf(question({ guild, userInstall: false }))).toBe('7')
  expect(placeOf(question({ guild, userInstall: true }))).toBe('dm')
  expect(placeOf(question({ guild: null, userInstall: false }))).toBe('dm')
})

test('without a place there is nothing of other servers', () => {
  const mcpServers = [server('all', ['7', 'dm'])]
  expect(namesOf(toolbox(settings({ mcpServers })))).toEqual(namesOf(toolbox(settings())))
  expect(namesOf(toolbox(settings({ mcpServers, tools: 0 }), undefined, '7'))).toEqual(['mcp all'])
})

test('with a list of tools all others are off', () => {
  expect(mcpToolsets([{ ...server('docs'), tools: ['find', 'read'] }], '7')).toEqual([
    {
      type: 'mcp_toolset',
      mcp_server_name: 'docs',
      default_config: { enabled: false },
      configs: { find: { enabled: true }, read: { enabled: true } },
    },
  ])
})

test('a connection carries the token of its own server alone', () => {
  const all = mcpConnections([server('a'), server('b')], { a: 'hush' })
  expect([...all.values()]).toEqual([
    { type: 'url', name: 'a', url: 'https://a.example/mcp', authorization_token: 'hush' },
    { type: 'url', name: 'b', url: 'https://b.example/mcp' },
  ])
})
