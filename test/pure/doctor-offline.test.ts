/** What the doctor finds without a network, and that it keeps a wrong setting from being deployed. */

import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Json, parseJson, textAt } from '../../src/json.ts'
import { nearestName } from '../../src/operate/nearest-name.ts'
import { offlineFindings } from '../../src/operate/offline-findings.ts'
import { type Project, readToml } from '../../src/operate/project.ts'
import { secretsBesides } from '../../src/operate/setting-findings.ts'
import { type Checkout, checkout } from '../fakes/operator-run.ts'

const REAL = readFileSync(new URL('../../wrangler.toml', import.meta.url).pathname, 'utf8')
const SECRET = 'sk-ant-nobody-may-see-this'

const project = (text: string, devVars: Readonly<Record<string, string>> = {}): Project => {
  const toml = readToml(text)
  const file = typeof toml === 'string' ? {} : toml
  return { environment: '', toml, file, others: {}, devVars, ...versions }
}

const versions = {
  node: '24.1.0',
  wrangler: '4.155.0',
  wanted: { node: '>=22.18', wrangler: '4.155.0' },
}

/** Each finding in one line. */
const found = (one: Project): readonly string[] =>
  offlineFindings(one).map(({ level, at, wrong, cure }) => `${level} ${at}: ${wrong} → ${cure}`)

function changed(from: string, to: string): string {
  expect(REAL).toContain(from)
  return REAL.replace(from, to)
}

test('the checkout as it is has nothing wrong', () => {
  expect(found(project(REAL))).toEqual([])
})

describe('a wrong wrangler.toml', () => {
  test.each([
    [
      'MAX_TOKENS = "4096"',
      'MAX_TOKNS = "4096"',
      [
        'error wrangler.toml: MAX_TOKNS is no setting; the bot does not read it. → Write MAX_TOKENS instead of MAX_TOKNS.',
      ],
    ],
    [
      'WEB = "off"',
      'FAVOURITE_COLOUR = "red"',
      [
        'error wrangler.toml: FAVOURITE_COLOUR is no setting; the bot does not read it. → Remove FAVOURITE_COLOUR; docs/operate.md, "Settings", lists all names.',
      ],
    ],
    [
      'MAX_TOKENS = "4096"',
      'MAX_TOKENS = "many"',
      ['error wrangler.toml: MAX_TOKENS is "many". → It should be a whole number from 1 to 64000.'],
    ],
    [
      'MODEL = "claude-haiku-5-5"',
      'MODEL = "claude-haku-5-5"',
      [
        'warning wrangler.toml: The price of the model claude-haku-5-5 is not known. → Write claude-haiku-5-5 if that is meant; otherwise add its price to PRICES, or budgets in dollars and figures do not know it.',
      ],
    ],
    [
      'PRICES = ""',
      'PRICES = "{"',
      [
        'error wrangler.toml: PRICES is not a JSON object such as {"claude-haiku-5-5": {"input": 0.1, "output": 0.5}}. → Mend PRICES; docs/operate.md, "Settings", says what it may be.',
      ],
    ],
  ])('%s → %s', (from, to, all) => {
    expect(found(project(changed(from, to)))).toEqual(all)
  })

  test.each([
    [
      'name = "THREAD"',
      'name = "THREADS"',
      'The binding THREAD of the Durable Object ThreadObject is missing.',
    ],
    ['[exports.GuildObject]', '[exports.Guild]', 'The class GuildObject is not declared'],
    ['binding = "CACHE_KV"', 'binding = "CACHE"', 'The KV namespace CACHE_KV is missing'],
    [
      'binding = "CACHE_KV"',
      'binding = "CACHE_KV"\nid = "here"',
      'The id of the KV namespace CACHE_KV is "here"',
    ],
    ['binding = "ANALYTICS"', 'binding = "POINTS"', 'The Analytics Engine data set ANALYTICS is missing'],
    ['dataset = "threadkeeper"', 'dataset = "1 bad"', 'The name of the Analytics Engine data set'],
    ['name = "ASK_LIMIT"', 'name = "LIMIT"', 'ASK_LIMIT is missing'],
    ['period = 60', 'period = 30', 'ASK_LIMIT has no limit'],
    ['limit = 20', 'limit = 0', 'ASK_LIMIT has no limit'],
    ['binding = "VERSION"', 'binding = "V"', 'The binding VERSION is missing'],
    ['enabled = true\n', 'enabled = false\n', 'Observability is off'],
    ['head_sampling_rate = 1', 'head_sampling_rate = 0.5', 'Observability keeps only a share'],
    ['[observability.traces]\nenabled = false', '[observability.traces]\nenabled = true', 'Traces are on'],
    ['name = "threadkeeper"', 'name = "Thread Keeper"', 'name is "Thread Keeper"'],
    ['src/worker.ts', 'src/works.ts', 'main does not name the Worker'],
    [
      'compatibility_date = "2026-10-20"',
      'compatibility_date = "2026-09-30"',
      'compatibility_date is "2026-09-30"',
    ],
    ['workers_dev = true', 'workers_dev = false', 'The Worker has no address'],
    [
      '[vars]',
      '[vars]\nANTHROPIC_API_KEY = "sk-ant-nobody-may-see-this"',
      'ANTHROPIC_API_KEY stands in [vars], where everybody',
    ],
    ['workers_dev = true', 'workers_dev = yes', 'wrangler.toml cannot be read at line 8'],
  ])('%s → %s', (from, to, wrong) => {
    const all = found(project(changed(from, to)))
    expect(all.filter((line) => line.includes(wrong))).toHaveLength(1)
    expect(all).toHaveLength(1)
    expect(all.join()).not.toContain(SECRET)
  })
})

describe('.dev.vars', () => {
  test('may have secrets, empty ones too, and those that MCP_SERVERS names', () => {
    const servers = `MCP_SERVERS = '[{"name": "docs", "url": "https://docs.example", "authorization_token": "DOCS_KEY"}]'`
    const devVars = { ANTHROPIC_API_KEY: SECRET, DISCORD_TOKEN: '', DISCORD_PUBLIC_KEY: '', DOCS_KEY: 'x' }
    const ofScripts = { CLOUDFLARE_ACCOUNT_ID: '0123', CLOUDFLARE_API_TOKEN: SECRET }
    expect(found(project(changed('MCP_SERVERS = ""', servers), { ...devVars, ...ofScripts }))).toEqual([])
  })

  test('is told its own mistakes, and no secret', () => {
    const devVars = { DISCORD_PUBLIC_KEY: SECRET, ANTROPIC_API_KEY: SECRET, WEB: 'maybe' }
    const all = found(project(REAL, devVars))
    expect(all).toEqual([
      'error .dev.vars: ANTROPIC_API_KEY is no setting; the bot does not read it. → Write ANTHROPIC_API_KEY instead of ANTROPIC_API_KEY.',
      'error .dev.vars: DISCORD_PUBLIC_KEY is not the 64 hexadecimal digits that the Discord developer portal shows as "Public Key". → Mend DISCORD_PUBLIC_KEY; docs/operate.md, "Settings", says what it may be.',
      'error .dev.vars: WEB is "maybe". → It should be "on", "off" or a share such as "50%".',
    ])
    expect(all.join()).not.toContain(SECRET)
  })
})

describe('the versions', () => {
  test.each([
    [
      { node: '22.17.9' },
      ['error versions: Node 22.17.9 is older than 22.18. → Install Node 22.18 or newer, then run "npm ci".'],
    ],
    [{ node: '22.18.0' }, []],
    [{ wrangler: undefined }, ['error versions: Wrangler is not installed. → Run "npm ci".']],
    [
      { wrangler: '4.1.0' },
      ['error versions: Wrangler 4.1.0 is installed, and package.json asks for 4.155.0. → Run "npm ci".'],
    ],
  ])('%j', (other, all) => {
    expect(found({ ...project(REAL), ...other })).toEqual(all)
  })
})

test.each([
  ['MAX_TOKNS', 'MAX_TOKENS'],
  ['MXA_TOKENS', 'MAX_TOKENS'],
  ['model', 'MODEL'],
  ['COLOUR', undefined],
  ['', undefined],
])('%j is near %j', (written, meant) => {
  expect(nearestName(written, ['MAX_TOKENS', 'MODEL', 'MODELS'])).toBe(meant)
})

/** In place of wrangler: it writes down how it was called. */
function silentWrangler(at: Checkout): void {
  rmSync(join(at.folder, 'node_modules/wrangler'))
  at.makeFolder('node_modules/wrangler/bin')
  at.write('node_modules/wrangler/package.json', JSON.stringify({ version: '4.155.0', type: 'module' }))
  at.write(
    'node_modules/wrangler/bin/wrangler.js',
    `import { writeFileSync } from 'node:fs'\nwriteFileSync('deployed', process.argv.slice(2).join(' '))\n`,
  )
}

describe('as a process', () => {
  let at: Checkout
  beforeEach(() => {
    at = checkout()
  })
  afterEach(() => at.remove())

  /** The script of package.json, as npm runs it, with a wrangler that only says that it was called. */
  const deploy = (args = '', more: Readonly<Record<string, string>> = {}): Promise<number> => {
    const script = textAt((parseJson(at.read('package.json')) as Json)['scripts'], 'deploy') ?? ''
    const env = { ...process.env, ...more }
    return new Promise((done) => {
      execFile('sh', ['-c', `${script} ${args}`], { cwd: at.folder, env }, (error) =>
        done(error === null ? 0 : Number(error.code)),
      )
    })
  }

  test('a right setting is deployed, a wrong one is not, each in its environment', async () => {
    silentWrangler(at)
    expect([await deploy(), at.read('deployed')]).toEqual([0, 'deploy --env='])
    expect([await deploy('-e staging --dry-run'), at.read('deployed')]).toEqual([
      0,
      'deploy --dry-run --env=staging',
    ])
    expect([await deploy('', { CLOUDFLARE_ENV: 'staging' }), at.read('deployed')]).toEqual([
      0,
      'deploy --env=staging',
    ])
    at.write('deployed', '')
    at.change('MAX_TOKENS', 'MAX_TOKNS')
    expect([await deploy(), at.read('deployed')]).toEqual([1, ''])
    expect([await deploy('--env=stagin'), at.read('deployed')]).toEqual([1, ''])
    expect([await deploy('--env=staging'), at.read('deployed')]).toEqual([0, 'deploy --env=staging'])
  })

  test('it ends with 0, tells warnings, and gives JSON', async () => {
    at.change('MODEL = "claude-haiku-5-5"', 'MODEL = "claude-next-1"')
    const { code, out, err } = await at.run('doctor.ts', ['--offline'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('✓ versions\n! wrangler.toml\n  warning: The price of the model claude-next-1')
    expect(out).toContain('0 errors, 1 warning')
    const json = parseJson((await at.run('doctor.ts', ['--offline', '--json'])).out)
    expect(json).toEqual([
      expect.objectContaining({ level: 'warning', at: 'wrangler.toml', wrong: expect.any(String) }),
    ])
  })

  test('it explains a wrong option', async () => {
    const { code, err } = await at.run('doctor.ts', ['--ofline'])
    expect(code).toBe(1)
    expect(err).toContain('npm run doctor')
    expect(err).not.toMatch(/\n\s+at /)
  })
})

test('the secrets that MCP_SERVERS and HASH_IDS need are known', () => {
  const servers = '[{"name": "docs", "url": "https://docs.example", "authorization_token": "DOCS_KEY"}]'
  expect(secretsBesides({ MCP_SERVERS: servers })).toEqual(['DOCS_KEY'])
  expect(secretsBesides({ MCP_SERVERS: '' })).toEqual([])
  expect(secretsBesides({ HASH_IDS: 'on' })).toEqual(['HASH_IDS_KEY'])
})
