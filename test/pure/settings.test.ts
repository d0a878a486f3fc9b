/** Settings: defaults, what each wrong value is answered with, and that the files agree with one another. */

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KV_SHORTEST_TTL_SECONDS } from '../../src/limits.ts'
import { readSettings, type Settings, settingsMark } from '../../src/settings.ts'

const secrets = {
  DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
  DISCORD_APPLICATION_ID: '775799577604522054',
  ANTHROPIC_API_KEY: 'sk-ant-quite-secret',
}

function settings(env: Record<string, unknown> = {}): Settings {
  const read = readSettings({ ...secrets, ...env })
  if (!read.ok) throw new Error(read.problems.join(' '))
  return read.settings
}
const problems = (env: Record<string, unknown> = {}): readonly string[] => {
  const read = readSettings({ ...secrets, ...env })
  return read.ok ? [] : read.problems
}

/** wrangler.toml: each variable with its value and the comment above it. */
const toml = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')
const [, vars = ''] = toml.split('[vars]\n')
const documented = Array.from(
  vars.split('# ── ')[0]?.matchAll(/((?:^#.*\n)*)^([A-Z_]+) = "(.*)"$/gm) ?? [],
  ([, comment = '', name = '', value = '']) => ({ comment, name, value }),
)

/** `(60 to 86400)` in a comment, as wrangler.toml tells it to the operator. */
const ranges = documented.flatMap(({ comment, name }) => {
  const [, least, most] = /\((\d+) to (\d+)/.exec(comment) ?? []
  return least === undefined || most === undefined ? [] : [[name, Number(least), Number(most)] as const]
})

/** The tables in the docs: name, default and range as they stand there. */
const tableIn = (file: string) =>
  Array.from(
    readFileSync(new URL(`../../${file}`, import.meta.url).pathname, 'utf8').matchAll(
      /^\| `([A-Z_]+)` \| (.+?) \| (.+?) \| .* \|$/gm,
    ),
    ([, name = '', value = '', range = '']) => ({ name, value: value.replaceAll('`', ''), range }),
  )

test('docs/operate.md names every setting of wrangler.toml with its default and range, and nothing else', () => {
  const own = tableIn('docs/operate.md')
  expect(own.map(({ name, value }) => [name, value === 'empty' ? '' : value])).toEqual(
    documented.map(({ name, value }) => [name, value]),
  )
  expect(own.flatMap(({ name, range }) => (/\d/.test(range) ? [`${name} ${range}`] : []))).toEqual(
    ranges.map(([name, least, most]) => `${name} ${least} to ${most}`),
  )
})

test('the short table of the README repeats rows of the long one', () => {
  const all = tableIn('docs/operate.md')
  const short = tableIn('README.md')
  expect(short.length).toBeGreaterThan(0)
  for (const row of short) expect(all).toContainEqual(row)
})

test('readSettings reads the settings and secrets that the docs name, and nothing else', () => {
  const read = new Set<string>()
  readSettings(new Proxy({}, { get: (_, name) => void read.add(String(name)) }))
  const needed = ['DISCORD_PUBLIC_KEY', 'DISCORD_APPLICATION_ID', 'ANTHROPIC_API_KEY', 'DISCORD_TOKEN']
  expect([...read].toSorted()).toEqual([...documented.map(({ name }) => name), ...needed].toSorted())
})

describe('the defaults', () => {
  test('are what wrangler.toml sets', () => {
    const fromFile = Object.fromEntries(documented.map(({ name, value }) => [name, value]))
    expect(settings(fromFile)).toEqual(settings())
    expect(documented).toHaveLength(23)
  })

  test('hold for what is empty or missing', () => {
    const empty = Object.fromEntries(documented.map(({ name }) => [name, '']))
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

test('wrangler.toml tells the range of each number', () => {
  expect(ranges.map(([name]) => name)).toEqual(
    documented.filter(({ value }) => /^\d+$/.test(value)).map(({ name }) => name),
  )
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
  for (const name of ['STREAMING', 'CACHE', 'TOOLS', 'PREDICT']) {
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
  for (const name of ['ANTHROPIC_BASE_URL', 'DISCORD_API_BASE_URL', 'DISCORD_CDN_BASE_URL']) {
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

describe('the mark of the settings', () => {
  test.each(documented.filter(({ name }) => !name.endsWith('_URL')))(
    'changes with $name',
    ({ name, value }) => {
      const other = /^\d+$/.test(value)
        ? String(Number(value) - 1)
        : name === 'READ_CHANNEL'
          ? 'everyone'
          : name === 'MCP_SERVERS'
            ? '[{"name": "docs", "url": "https://docs.example"}]'
            : value === 'off'
              ? 'on'
              : value === 'on'
                ? 'off'
                : `${value}x`
      expect(settingsMark(settings({ [name]: other }))).not.toBe(settingsMark(settings()))
    },
  )

  test('changes with an address', () => {
    expect(settingsMark(settings({ ANTHROPIC_BASE_URL: 'https://gateway.example' }))).not.toBe(
      settingsMark(settings()),
    )
  })

  test('does not change with a secret, and tells none', () => {
    const mark = settingsMark(settings({ DISCORD_TOKEN: 'a-bot-token' }))
    expect(mark).toBe(
      settingsMark(settings({ DISCORD_PUBLIC_KEY: 'cd'.repeat(32), DISCORD_APPLICATION_ID: '1' })),
    )
    for (const secret of [...Object.values(secrets), 'a-bot-token']) expect(mark).not.toContain(secret)
  })

  test('is the same in whatever order the settings stand', () => {
    const reversed = Object.fromEntries(Object.entries(settings()).toReversed()) as unknown as Settings
    expect(settingsMark(reversed)).toBe(settingsMark(settings()))
  })
})

test('white space around a pasted value is forgiven', () => {
  const read = settings({
    DISCORD_TOKEN: '  bot.token\n',
    ANTHROPIC_API_KEY: ` ${secrets.ANTHROPIC_API_KEY}\n`,
  })
  expect(read.discordToken).toBe('bot.token')
  expect(read.anthropicApiKey).toBe(secrets.ANTHROPIC_API_KEY)
})

const names = [...documented.map(({ name }) => name), ...Object.keys(secrets), 'DISCORD_TOKEN']

test.each(names)('a %s that is no text gets one sentence', (name) => {
  expect(problems({ [name]: true })).toEqual([`${name} is not text; write it in quotes.`])
})

test('a long wrong value is shortened', () => {
  expect(problems({ MAX_TOKENS: '9'.repeat(500) })[0]?.length).toBeLessThan(150)
})

test('all mistakes are told at once, and each sentence begins with its variable', () => {
  expect(problems({ MAX_TOKENS: 'x', CACHE: 'maybe', MODEL: '?' })).toHaveLength(3)
  const values = fc.oneof(fc.string(), fc.jsonValue(), fc.constant(undefined))
  const environment = fc.dictionary(fc.constantFrom(...names), values)
  fc.assert(
    fc.property(environment, (env) => {
      for (const problem of problems(env)) {
        expect(names.some((name) => problem.startsWith(`${name} is `))).toBe(true)
        expect(problem.endsWith('.')).toBe(true)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('no sentence ever repeats a secret', () => {
  const secret = fc.string({ minLength: 6, unit: fc.constantFrom('x', 'q', '7', ' ', '$') })
  fc.assert(
    fc.property(
      secret.filter((text) => text.trim().length >= 6),
      (value) => {
        const read = readSettings({
          DISCORD_PUBLIC_KEY: value,
          DISCORD_APPLICATION_ID: value,
          ANTHROPIC_API_KEY: value,
          DISCORD_TOKEN: value,
        })
        const told = read.ok ? '' : read.problems.join('\n')
        expect(told).not.toContain(value.trim())
      },
    ),
    { numRuns: 1_000 },
  )
})
