/** `npm run dashboard` against a stand-in of Cloudflare's API that computes: what it finds, and what it says of faults. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseJson } from '../../src/json.ts'
import { charts } from '../../src/operate/dashboard-charts.ts'
import { type CheckDeps, type Checked, checkCharts, checkSql } from '../../src/operate/dashboard-check.ts'
import { sqlQueries } from '../../src/operate/dashboard-sql.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { type CloudflareApi, startCloudflare } from '../fakes/cloudflare-api.ts'
import { asLogged, turnLogged, turnReport, turnWritten } from '../fakes/logged-events.ts'
import { checkout, type Checkout, type Run } from '../fakes/operator-run.ts'
import { ACCOUNT, TOKEN } from '../fakes/sql-api.ts'
import type { SqlAccount } from '../../src/operate/report/sql-api.ts'
import { variants } from '../build.ts'

const HOUR_MS = 3_600_000
const WORKER = 'threadkeeper'

let cloudflare: CloudflareApi
let now: number
beforeEach(async () => {
  cloudflare = await startCloudflare()
  now = Date.now()
})
afterEach(() => cloudflare.close())

/** Ten turns: seven of Claude's, two from the cache, and one whose key was refused. */
const turns = [
  ...Array.from({ length: 7 }, (_, n) =>
    turnReport({
      firstWordsMs: 900 + n,
      ...variantFields({ ...variants(), streaming: n % 2 === 0 ? 'on' : 'off' }),
    }),
  ),
  ...[1, 2].map(() =>
    turnReport({
      cache: 'hit',
      cacheWhy: '',
      model: '',
      claudeCalls: 0,
      toolCalls: 0,
      usd: 0,
      usdMicro: '0',
    }),
  ),
  turnReport({ outcome: 'refused', why: 'key refused', toolCalls: 0, firstWordsMs: undefined }),
]

/** What the Worker has logged and written down of them. */
function happen(worker = WORKER, at = now - HOUR_MS): void {
  if (worker === WORKER)
    cloudflare.tables.write(
      'threadkeeper',
      turns.map((turn) => turnWritten(turn, at)),
    )
  const accepted = { evt: 'ask.accept', v: 1, outcome: 'ask', verify_ms: 1, accept_ms: 80 }
  const failed = { evt: 'claude.failed', turn: '1', why: 'key refused', detail: '', model: 'main' }
  cloudflare.events = [
    ...cloudflare.events,
    ...turns.map((turn) => turnLogged(worker, turn, at)),
    ...turns.map(() => asLogged(worker, accepted, at)),
    asLogged(worker, failed, at),
  ]
}

interface Both {
  readonly charts: readonly Checked[]
  readonly sqls: readonly Checked[]
}

async function check(account: Partial<SqlAccount> = {}): Promise<Both> {
  const deps: CheckDeps = {
    account: { accountId: ACCOUNT, token: TOKEN, baseUrl: cloudflare.baseUrl, ...account },
    worker: WORKER,
    timeframe: { from: now - 24 * HOUR_MS, to: now },
    retries: 0,
  }
  return { charts: await checkCharts(deps, charts), sqls: await checkSql(deps, sqlQueries('threadkeeper')) }
}

const found = (checked: readonly Checked[]): Readonly<Record<string, number | undefined>> =>
  Object.fromEntries(checked.map(({ name, events }) => [name, events]))
const problems = (checked: readonly Checked[]): readonly string[] =>
  checked.flatMap(({ problem }) => problem ?? [])

test('every query finds just what it is about', async () => {
  happen()
  happen('another-worker')
  happen(WORKER, now - 31 * 24 * HOUR_MS)
  const result = await check()
  expect([...problems(result.charts), ...problems(result.sqls)]).toEqual([])
  expect(found(result.charts)).toMatchObject({
    Asks: 10,
    'First words': 9,
    'Whole answer': 10,
    Stages: 8,
    'First response': 10,
    'Cache hits': 10,
    Cache: 10,
    'Why not from the cache': 8,
    Sessions: 10,
    Models: 8,
    Servers: 10,
    'Calls that Discord refused': 10,
    Tools: 7,
    'Error rate': 10,
    Errors: 1,
    'Failures of Claude': 1,
    'Experiment STREAMING': 9,
  })
  expect(found(result.sqls)).toMatchObject({
    'Shares by day': 10,
    'Times by day': 9,
    'Dollars by day and model': 8,
    'Dollars by server': 10,
    'Experiment PREDICT, times': 9,
    // A turn without an answer counts here, or a side that answers less would look no worse.
    'Experiment PREDICT, answers': 10,
  })
})

test('a bot without a failure and without tools has nothing wrong', async () => {
  cloudflare.events = [turnReport({ toolCalls: 0 })].flatMap((turn) => [
    turnLogged(WORKER, turn, now - 1),
    asLogged(WORKER, { evt: 'ask.accept', verify_ms: 1, accept_ms: 2 }, now - 1),
  ])
  const { charts: checked } = await check()
  expect(problems(checked)).toEqual([])
  expect(found(checked)).toMatchObject({ Tools: 0, Errors: 0, 'Failures of Claude': 0 })
})

test('a field that events have under another name is found out', async () => {
  happen()
  cloudflare.events = cloudflare.events.map(({ first_words_ms: ms = 0, ...event }) => ({
    ...event,
    first_word_ms: ms,
  }))
  const { charts: checked } = await check()
  expect(checked.filter(({ problem }) => problem !== undefined).map(({ name }) => name)).toEqual([
    'First words',
    ...charts.filter(({ name }) => name.startsWith('Experiment')).map(({ name }) => name),
  ])
})

const SQL_REFUSED = /^Cloudflare does not let this CLOUDFLARE_API_TOKEN read the analytics of the account /
const NO_TOKEN =
  'Cloudflare does not accept CLOUDFLARE_API_TOKEN; make one at https://dash.cloudflare.com/profile/api-tokens.'

describe('of a fault it says one sentence for the log and one for Analytics Engine, and asks no further', () => {
  test.each<[string, () => Partial<SqlAccount> | undefined, string, RegExp]>([
    ['a wrong token', () => ({ token: 'another' }), NO_TOKEN, SQL_REFUSED],
    [
      'a token that is none any more',
      () => void (cloudflare.fault = { status: 403, code: 9_109, message: 'Invalid access token' }),
      NO_TOKEN,
      SQL_REFUSED,
    ],
    [
      'no permission',
      () => void (cloudflare.permissions = []),
      `Cloudflare does not let this CLOUDFLARE_API_TOKEN read the log of the account ${ACCOUNT}; give it the permission "Workers Observability: Edit" there.`,
      SQL_REFUSED,
    ],
    [
      'another account',
      () => ({ accountId: 'f00d' }),
      'Cloudflare knows no account f00d; check CLOUDFLARE_ACCOUNT_ID ("npx wrangler whoami" shows it).',
      /^Cloudflare knows no account f00d;/,
    ],
    [
      'a limit',
      () => void (cloudflare.fault = { status: 429, code: 971, message: 'rate limited' }),
      'Cloudflare asks to wait: too many requests. Try again in five minutes.',
      /^Cloudflare asks to wait: /,
    ],
    [
      'an error of its own',
      () => void (cloudflare.fault = { status: 500, code: 10_013, message: 'oops' }),
      'Cloudflare answered 500; try again later (https://www.cloudflarestatus.com).',
      /^Cloudflare answered 500; /,
    ],
    [
      'a query that is not taken',
      () => void (cloudflare.fault = { status: 400, code: 10_002, message: 'filters.operation: like' }),
      'Cloudflare does not take this query (400): filters.operation: like',
      SQL_REFUSED,
    ],
    [
      'no network',
      () => ({ baseUrl: 'http://127.0.0.1:1/client/v4' }),
      'Cloudflare cannot be reached; is there a network?',
      /^Cloudflare cannot be reached at 127\.0\.0\.1:1;/,
    ],
  ])('%s', async (_, make, ofLog, ofSql) => {
    happen()
    const result = await check(make())
    expect(problems(result.charts)).toEqual([ofLog])
    expect(problems(result.sqls)).toEqual([expect.stringMatching(ofSql)])
    expect(cloudflare.calls.length).toBeLessThanOrEqual(2)
    expect(result.charts.slice(1).every(({ events }) => events === undefined)).toBe(true)
  })

  test('no data', async () => {
    const result = await check()
    expect(new Set(problems(result.charts))).toEqual(
      new Set([
        'It finds no event. Ask the bot something, wait a minute, and look whether observability is on ("npm run doctor").',
      ]),
    )
    expect(problems(result.charts)).toHaveLength(charts.filter(({ isRare }) => isRare !== true).length)
    // Before the first data point there is no dataset.
    expect(problems(result.sqls)).toEqual([
      'The SQL API did not run the query (422): "unknown table: threadkeeper"',
    ])
    cloudflare.tables.write('threadkeeper', [turnWritten(turnReport(), now - 40 * 24 * HOUR_MS)])
    expect(new Set(problems((await check()).sqls))).toEqual(
      new Set(['It finds no turn. Points show up some minutes after an answer.']),
    )
  })
})

describe('as a process', () => {
  let at: Checkout
  beforeEach(() => {
    at = checkout()
  })
  afterEach(() => at.remove())
  const none = { CLOUDFLARE_API_TOKEN: '', CLOUDFLARE_ACCOUNT_ID: '' }
  const dashboard = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> =>
    at.run('dashboard.ts', args, { ...none, CLOUDFLARE_API_BASE_URL: cloudflare.baseUrl, ...env })

  test('without a token it prints the queries and asks nobody', async () => {
    const { code, out, err } = await dashboard([], {})
    expect([code, err, cloudflare.calls]).toEqual([0, '', []])
    expect(out).toContain('Asks: how many questions ended, and how\n  Visualization  Count\n')
    expect(out).toContain('  API            {"queryId":"threadkeeper-asks","view":"calculations"')
    expect(out).toContain('  GROUP BY day')
    const unsure = await dashboard(['--check'], {})
    expect([unsure.code, unsure.out]).toEqual([1, ''])
    expect(unsure.err).toMatch(/^CLOUDFLARE_API_TOKEN is not set; make one at /)
    const nowhere = await dashboard([], { CLOUDFLARE_API_TOKEN: TOKEN })
    expect([nowhere.code, nowhere.err]).toEqual([
      1,
      'CLOUDFLARE_ACCOUNT_ID is not set; "npx wrangler whoami" shows it.\n',
    ])
  })

  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'an address that is none',
      { CLOUDFLARE_API_BASE_URL: 'cloudflare' },
      'CLOUDFLARE_API_BASE_URL is "cloudflare"; it should be a plain https address such as "https://api.cloudflare.com/client/v4".\n',
    ],
    [
      'an account that is none',
      { CLOUDFLARE_ACCOUNT_ID: 'mine' },
      'CLOUDFLARE_ACCOUNT_ID is not an account id of 32 characters; "npx wrangler whoami" shows it.\n',
    ],
    [
      'a token with a space',
      { CLOUDFLARE_API_TOKEN: 'to ken' },
      'CLOUDFLARE_API_TOKEN is no token; copy it whole, without quotes and spaces.\n',
    ],
  ])('%s is one sentence', async (_, change, said) => {
    const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT, ...change }
    const { code, out, err } = await dashboard(['--check'], env)
    expect([code, out, err, cloudflare.calls]).toEqual([1, '', said, []])
  })

  test('with one it runs each query, and ends with 1 where one finds nothing', async () => {
    const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT }
    happen()
    const good = await dashboard([], env)
    expect([good.code, good.err]).toEqual([0, ''])
    expect(good.out.match(/✓ \d+ events/g)).toHaveLength(charts.length + sqlQueries('x').length)
    expect(good.out).toContain('queries, 0 with a problem.')
    cloudflare.events = cloudflare.events.filter(({ evt }) => evt !== 'ask.accept')
    const bad = await dashboard(['--json'], env)
    expect([bad.code, bad.err]).toEqual([1, ''])
    expect(parseJson(bad.out)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Asks', found: expect.objectContaining({ events: 10 }) }),
        expect.objectContaining({
          name: 'First response',
          found: expect.objectContaining({ events: 0, problem: expect.any(String) }),
        }),
      ]),
    )
    expect(good.out + bad.out).not.toContain(TOKEN)
  })

  test('it explains a wrong option', async () => {
    const wrong = await dashboard(['--hour', '3'], {})
    expect([wrong.code, wrong.err.includes('npm run dashboard')]).toEqual([1, true])
    expect((await dashboard(['--hours', '999'], {})).err).toBe(
      '--hours should be 1 to 168; logs are kept for seven days.\n',
    )
  })
})
