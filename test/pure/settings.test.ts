/** Settings: their defaults, the values that they take, and what each wrong value is answered with. */

import { describe, expect, test } from 'vitest'
import { KV_SHORTEST_TTL_SECONDS } from '../../src/limits.ts'
import { secrets, settings, problems, documented, ranges } from '../fakes/documented-settings.ts'

describe('the defaults', () => {
  test('are what wrangler.toml sets', () => {
    const fromFile = Object.fromEntries(documented.map(({ name, value }) => [name, value]))
    expect(settings(fromFile)).toEqual(settings())
    expect(documented).toHaveLength(49)
  })

  test('hold for what is empty or missing', () => {
    // An empty FALLBACK_MODEL means none (see one-model.test.ts).
    const defaulted = documented.filter(({ name }) => name !== 'FALLBACK_MODEL')
    const empty = Object.fromEntries(defaulted.map(({ name }) => [name, '']))
    expect(settings(empty)).toEqual(settings())
    expect(settings()).toMatchObject({
      model: 'claude-haiku-5-5',
      fallbackModel: 'claude-sonnet-5-5',
      discordToken: undefined,
      sessionIdleSeconds: 1_800,
      transcriptRetentionDays: 30,
      maxSessions: 50,
      cacheTtlSeconds: 600,
      cacheMaxEntries: 1_000,
      editIntervalMs: 1_500,
      channelEditsPerMinute: 30,
      turnDeadlineSeconds: 870,
      streaming: 1,
      cache: 1,
      cacheVerdict: true,
      tools: 1,
      readChannel: 'off',
      predict: 0,
      web: 0,
      mcpServers: [],
    })
  })
})

test.each(ranges)('%s takes whole numbers from %d to %d', (name, least, most) => {
  expect(problems({ [name]: String(least) })).toEqual([])
  expect(problems({ [name]: most })).toEqual([])
  for (const wrong of [least - 1, most + 1, 'many', '1.5', '-5', '1e3', ' ']) {
    expect(problems({ [name]: String(wrong) })).toEqual([
      `${name} is "${String(wrong).trim()}"; it should be a whole number from ${least} to ${most}.`,
    ])
  }
})

test('CACHE_VERDICT is on or off, and no share', () => {
  expect([
    settings({ CACHE_VERDICT: ' OFF ' }).cacheVerdict,
    settings({ CACHE_VERDICT: 'on' }).cacheVerdict,
  ]).toEqual([false, true])
  expect(problems({ CACHE_VERDICT: '50%' })).toEqual(['CACHE_VERDICT is "50%"; it should be "on" or "off".'])
})

test('an answer is cached for no shorter than KV can', () => {
  expect(problems({ CACHE_TTL_SECONDS: KV_SHORTEST_TTL_SECONDS })).toEqual([])
  expect(problems({ CACHE_TTL_SECONDS: KV_SHORTEST_TTL_SECONDS - 1 })).toHaveLength(1)
})

test.each([
  ['on', 1],
  ['ON', 1],
  ['off', 0],
  ['50%', 0.5],
  ['12.5 %', 0.125],
  ['0%', 0],
  ['100%', 1],
])('a flag that is %s is on for a share of %d', (value, share) => {
  expect(settings({ STREAMING: value }).streaming).toBe(share)
})

test.each(['true', '50', '101%', '-1%', 'half', '%'])('a flag cannot be %s', (value) => {
  for (const name of ['STREAMING', 'CACHE', 'TOOLS', 'PREDICT', 'FAST_LANE', 'PROMPT_CACHE', 'ETA']) {
    expect(problems({ [name]: value })).toEqual([
      `${name} is "${value}"; it should be "on", "off" or a share such as "50%".`,
    ])
  }
})

test.each(['off', 'moderators', 'Everyone'])('a channel may be read by %s', (value) => {
  expect(settings({ READ_CHANNEL: value }).readChannel).toBe(value.toLowerCase())
})

test.each(['on', 'mods', '50%', 'everyone,moderators'])('a channel cannot be read by %s', (value) => {
  expect(problems({ READ_CHANNEL: value })).toEqual([
    `READ_CHANNEL is "${value}"; it should be "off", "moderators" or "everyone".`,
  ])
})

test.each(['https://gateway.example/v1/', 'http://127.0.0.1:8787', 'http://localhost:1/x', 'http://[::1]:9'])(
  'an address can be %s',
  (value) => {
    const read = settings({
      ANTHROPIC_BASE_URL: value,
      DISCORD_API_BASE_URL: value,
      DISCORD_CDN_BASE_URL: value,
    })
    expect(read.anthropicBaseUrl).toBe(value.replace(/\/$/, ''))
    expect(read.discordApiBaseUrl).toBe(value.replace(/\/$/, ''))
  },
)

test.each([
  'http://gateway.example',
  'http://localhost.evil.example',
  'gateway.example',
  'ftp://127.0.0.1',
  'https://',
  'https://gateway.example/?tenant=1',
  'https://gateway.example/#top',
])('an address cannot be %s', (value) => {
  for (const name of [
    'ANTHROPIC_BASE_URL',
    'DISCORD_API_BASE_URL',
    'DISCORD_CDN_BASE_URL',
    'DISCORD_MEDIA_BASE_URL',
  ]) {
    expect(problems({ [name]: value })).toEqual([
      expect.stringMatching(
        new RegExp(`^${name} is ".*"; it should be a plain https address such as ".*"\\.$`),
      ),
    ])
  }
})

test('an address with a password in it is refused, because no fetch takes it, and is not repeated', () => {
  const [problem, ...more] = problems({ ANTHROPIC_BASE_URL: 'https://me:hunter2@gateway.example' })
  expect(problem).toMatch(/^ANTHROPIC_BASE_URL /)
  expect(problem).not.toContain('hunter2')
  expect(more).toEqual([])
})

test.each(['claude haiku', 'x'.repeat(129), 'claude"'])('a model cannot be %j', (value) => {
  expect(problems({ MODEL: value })).toEqual([
    expect.stringMatching(/^MODEL is ".*"; it should be a model's name such as "claude-haiku-5-5"\.$/),
  ])
})

test.each(Object.keys(secrets))('without %s one sentence says so', (name) => {
  expect(problems({ [name]: undefined })).toEqual([expect.stringContaining(`${name} is missing; `)])
  expect(problems({ [name]: '  ' })).toEqual([expect.stringContaining(`${name} is missing; `)])
})

test.each([
  ['DISCORD_PUBLIC_KEY', 'ab'.repeat(31)],
  ['DISCORD_PUBLIC_KEY', `${'ab'.repeat(31)}zz`],
  ['DISCORD_APPLICATION_ID', 'my-bot'],
  ['ANTHROPIC_API_KEY', 'short'],
  ['ANTHROPIC_API_KEY', 'sk-ant-two parts'],
])('a wrong %s is named and not repeated', (name, value) => {
  const [problem, ...more] = problems({ [name]: value })
  expect(problem).toMatch(new RegExp(`^${name} is not `))
  expect(problem).not.toContain(value)
  expect(more).toEqual([])
})

test('white space around a pasted value is forgiven', () => {
  const read = settings({
    DISCORD_TOKEN: '  bot.token\n',
    ANTHROPIC_API_KEY: ` ${secrets.ANTHROPIC_API_KEY}\n`,
  })
  expect(read.discordToken).toBe('bot.token')
  expect(read.anthropicApiKey).toBe(secrets.ANTHROPIC_API_KEY)
})
