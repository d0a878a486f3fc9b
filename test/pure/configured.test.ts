/** Which optional parts `/health` says are set up. */

import { expect, test } from 'vitest'
import { configuredOf } from '../../src/settings/configured.ts'
import { secrets, settings } from '../fakes/documented-settings.ts'

const bindings = { cache: true, analytics: true, rateLimit: true }
const nothing = { cache: false, analytics: false, rateLimit: false }
const off = { CACHE: 'off', CACHE_VERDICT: 'off', TOOLS: 'off' }

test('nothing is configured of a bot without its optional parts', () => {
  expect(Object.values(configuredOf(settings(off), nothing))).not.toContain(true)
})

test.each<[string, Record<string, string>]>([
  ['botToken', { DISCORD_TOKEN: 'a-bot-token' }],
  ['cacheVerdict', { CACHE_VERDICT: 'on' }],
  ['predict', { PREDICT: '5%' }],
  ['budgets', { BUDGET_MEMBER_DAY_TOKENS: '1000' }],
  ['tools', { TOOLS: '1%' }],
  ['web', { WEB: 'on' }],
  ['mcp', { MCP_SERVERS: '[{"name": "docs", "url": "https://docs.example"}]' }],
  ['readChannel', { READ_CHANNEL: 'moderators' }],
  ['modelChoice', { MODELS: 'claude-sonnet-5-5' }],
  ['guildList', { BLOCKED_GUILDS: '290000000000000030' }],
  ['userList', { BLOCKED_USERS: '290000000000000030' }],
  [
    'alerts',
    { ALERT_WEBHOOK: 'https://discord.com/api/webhooks/290000000000000030/a-token-that-nobody-may-see' },
  ],
  ['hashedIds', { HASH_IDS: 'on', HASH_IDS_KEY: 'x'.repeat(32) }],
  ['privacyPage', { PRIVACY_URL: 'https://example.com/privacy' }],
])('%s is configured by %j, and nothing else is', (part, change) => {
  const all = configuredOf(settings({ ...off, ...change }), nothing)
  expect(Object.entries(all).flatMap(([name, is]) => (is ? [name] : []))).toEqual([part])
})

test('a binding is what makes the others, and the cache may be off besides', () => {
  expect(configuredOf(settings(), bindings)).toMatchObject(bindings)
  expect(configuredOf(settings(off), bindings)).toMatchObject({ ...bindings, cache: false })
})

test('no value of a setting is told', () => {
  const all = JSON.stringify(configuredOf(settings({ DISCORD_TOKEN: 'a-bot-token' }), bindings))
  for (const secret of [...Object.values(secrets), 'a-bot-token']) expect(all).not.toContain(secret)
})
