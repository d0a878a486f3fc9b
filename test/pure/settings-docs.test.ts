/** The docs, wrangler.toml and the code name the same settings, defaults and ranges. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { experiments } from '../../src/measure/variants.ts'
import { readSettings, type Settings, settingsMark } from '../../src/settings/settings.ts'
import { secrets, settings, documented, ranges } from '../fakes/documented-settings.ts'

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

test('readSettings reads the settings and secrets that the docs name, and nothing else', () => {
  const read = new Set<string>()
  readSettings(new Proxy({}, { get: (_, name) => void read.add(String(name)) }))
  const needed = [
    'DISCORD_PUBLIC_KEY',
    'DISCORD_APPLICATION_ID',
    'ANTHROPIC_API_KEY',
    'DISCORD_TOKEN',
    'HASH_IDS_KEY',
    'ALERT_WEBHOOK',
  ]
  expect([...read].toSorted()).toEqual([...documented.map(({ name }) => name), ...needed].toSorted())
})

test('wrangler.toml tells the range of each number', () => {
  expect(ranges.map(([name]) => name)).toEqual(
    documented.filter(({ value }) => /^\d+$/.test(value)).map(({ name }) => name),
  )
})

test('[env.staging] names each setting, because wrangler hands none on to it', () => {
  const toml = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')
  const [, vars = ''] = toml.split('[env.staging.vars]\n')
  expect(Array.from(vars.matchAll(/^([A-Z_]+) = /gm), ([, name]) => name)).toEqual(
    documented.map(({ name }) => name),
  )
})

/** They change no answer. */
const UNMARKED: ReadonlySet<string> = new Set([
  ...Object.values(experiments),
  'HASH_IDS',
  'PRICES',
  'ALLOWED_GUILDS',
  'BLOCKED_GUILDS',
  'BLOCKED_USERS',
])

describe('the mark of the settings', () => {
  test.each(
    documented.filter(
      ({ name }) => !name.endsWith('_URL') && !UNMARKED.has(name) && !name.startsWith('BUDGET_'),
    ),
  )('changes with $name', ({ name, value }) => {
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
  })

  test.each(Object.values(experiments))(
    'stays with %s, so an experiment begins with a full cache',
    (name) => {
      expect(settingsMark(settings({ [name]: '50%' }))).toBe(settingsMark(settings()))
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
