/** What the doctor finds in and between the environments of wrangler.toml. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inEnvironment, saidOf } from '../../src/operate/environment.ts'
import { offlineFindings, otherEnvironments } from '../../src/operate/offline-findings.ts'
import { type Project, readToml } from '../../src/operate/project.ts'

const REAL = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')
const [TOP = '', STAGING = ''] = REAL.split(/(?=^\[env\.staging\]$)/m)
const THEIRS = '290000000000000031'

/** With a text of the environment's part replaced. */
function project(from: string, to: string, environment: string): Project {
  expect(STAGING).toContain(from)
  return projectOf(TOP + STAGING.replace(from, to), environment)
}

function projectOf(text: string, environment: string): Project {
  const read = readToml(text)
  const file = typeof read === 'string' ? {} : read
  return {
    environment,
    toml: inEnvironment(file, environment) ?? read,
    file,
    others: environment === '' ? {} : { '': THEIRS },
    devVars: {},
    node: '24.1.0',
    wrangler: '4.155.0',
    wanted: { node: '>=22.18', wrangler: '4.155.0' },
  }
}

const lines = (findings: ReturnType<typeof offlineFindings>): readonly string[] =>
  findings.map(({ level, at, wrong, cure }) => `${level} ${at}: ${wrong} → ${cure}`)

test('the checkout as it is has nothing wrong in staging', () => {
  const one = projectOf(REAL, 'staging')
  expect([...lines(offlineFindings(one)), ...lines(otherEnvironments(one).findings)]).toEqual([])
})

describe.each([
  [
    'name = "THREAD"',
    'name = "T"',
    'error',
    /binding THREAD .* is missing\. → Add \[\[env\.staging\.durable_objects\.bindings\]\]/,
  ],
  [
    'binding = "CACHE_KV"',
    'binding = "KV"',
    'error',
    /CACHE_KV is missing.* → Add \[\[env\.staging\.kv_namespaces\]\]/,
  ],
  [
    'binding = "ANALYTICS"',
    'binding = "A"',
    'error',
    /ANALYTICS is missing.* → Add \[\[env\.staging\.analytics_engine_datasets\]\]/,
  ],
  [
    'name = "ASK_LIMIT"',
    'name = "A"',
    'warning',
    /ASK_LIMIT is missing.* → Add \[\[env\.staging\.ratelimits\]\]/,
  ],
  [
    'binding = "VERSION"',
    'binding = "V"',
    'error',
    /VERSION is missing.* → Add \[env\.staging\.version_metadata\]/,
  ],
  ['MAX_TOKENS = "4096"', 'MAX_TOKENS = "many"', 'error', /MAX_TOKENS is "many"/],
  [
    'MAX_TOKENS = "4096"\n',
    '',
    'warning',
    /env\.staging does not name MAX_TOKENS; their defaults hold there/,
  ],
  [
    'MAX_TOKENS = "4096"\n',
    'MAX_TOKENS = "4096"\nANTHROPIC_API_KEY = "x"\n',
    'error',
    /stands in \[env\.staging\.vars\].*"npx wrangler secret put ANTHROPIC_API_KEY --env staging"/,
  ],
  ['"1002"', '"1001"', 'warning', /env\.staging and production have the same namespace_id of ASK_LIMIT/],
  [
    '"threadkeeper_staging"',
    '"threadkeeper"',
    'warning',
    /env\.staging and production have the same data set/,
  ],
  [
    '[env.staging]\n',
    '[env.staging]\nname = "threadkeeper"\n',
    'error',
    /have the same name; a deploy of one replaces the other/,
  ],
  [
    '[env.staging]\n',
    '[env.staging]\n[env.staging.observability.traces]\nenabled = true\n',
    'error',
    /Traces are on/,
  ],
] as const)('%j → %j in staging', (from, to, level, wrong) => {
  test('is told where staging is looked at, and where production is', () => {
    const own = lines(offlineFindings(project(from, to, 'staging')))
    expect(
      own.filter((line) => line.startsWith(`${level} wrangler.toml, env.staging: `) && wrong.test(line)),
    ).toHaveLength(1)
    const others = lines(otherEnvironments(project(from, to, '')).findings)
    expect(others).toEqual(own)
  })

  test('keeps production from nothing', () => {
    expect(offlineFindings(project(from, to, ''))).toEqual([])
  })
})

const ID = '0123456789abcdef0123456789abcdef'

test.each([
  ['binding = "CACHE_KV"', `binding = "CACHE_KV"\nid = "${ID}"`, /have the same KV namespace/],
  ['workers_dev = true', 'workers_dev = true\nroute = "bot.example/*"', /have the same route/],
])('%j is not shared', (from, to, wrong) => {
  const one = projectOf(REAL.replaceAll(from, to), 'staging')
  expect(lines(offlineFindings(one)).filter((line) => wrong.test(line))).toHaveLength(1)
})

test('one application cannot be that of two environments', () => {
  const devVars = { DISCORD_APPLICATION_ID: THEIRS }
  expect(lines(offlineFindings({ ...projectOf(REAL, 'staging'), devVars }))).toEqual([
    expect.stringMatching(
      /^error wrangler.toml, env.staging: env.staging has the application of production; /,
    ),
  ])
  const other = { ...projectOf(REAL, ''), devVars, others: { staging: THEIRS } }
  expect(lines(otherEnvironments(other).findings)).toHaveLength(1)
  expect(offlineFindings(other)).toEqual([])
})

test('an environment takes over what wrangler hands on, and nothing else', () => {
  const file = {
    name: 'a',
    main: 'm',
    vars: { X: '1' },
    exports: { O: {} },
    env: { b: { minify: false }, c: { name: 'd' } },
  }
  expect(inEnvironment(file, 'b')).toEqual({ name: 'a-b', main: 'm', exports: { O: {} }, minify: false })
  expect(inEnvironment(file, 'c')).toMatchObject({ name: 'd' })
  expect(inEnvironment(file, '')).not.toHaveProperty('env')
  expect(inEnvironment(file, 'x')).toBeUndefined()
})

test.each([
  ['Run "npm run setup" again.', 'Run "npm run setup -- --env staging" again.'],
  ['Run "npm run pause -- --lift".', 'Run "npm run pause -- --env staging --lift".'],
  ['Run "npm ci".', 'Run "npm ci".'],
  [
    'Put it into .dev.vars, as .dev.vars.example has it.',
    'Put it into .dev.vars.staging, as .dev.vars.example has it.',
  ],
  ['Run "npx wrangler tail".', 'Run "npx wrangler tail --env staging".'],
])('%j is said of production, %j of staging', (sentence, said) => {
  expect(saidOf('', sentence)).toBe(sentence)
  expect(saidOf('staging', sentence)).toBe(said)
})
