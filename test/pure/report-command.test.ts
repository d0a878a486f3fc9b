/** `npm run report` from the command line to what it prints, over a SQL API that runs the queries. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseJson, recordAt } from '../../src/json.ts'
import { reportOf } from '../../src/operate/report/report-data.ts'
import { turnOf } from '../../src/operate/report/turn.ts'
import { checkout } from '../fakes/operator-run.ts'
import { madeUpPoints } from '../fakes/report-points.ts'
import { NOW, runReport } from '../fakes/report-run.ts'
import { ACCOUNT, type SqlApi, type SqlFault, startSqlApi, TOKEN } from '../fakes/sql-api.ts'

let api: SqlApi
const points = madeUpPoints({ seed: 7, threads: 120, turns: 3_000, now: NOW, days: 6, fasterMs: 300 })

beforeAll(async () => {
  api = await startSqlApi()
  api.tables.write('threadkeeper', points)
  api.tables.write('threadkeeper-staging', points.slice(0, 5))
})
afterAll(() => api.close())
afterEach(() => {
  api.fault = undefined
})

const turnsOf = async (days: string): Promise<unknown> =>
  recordAt(parseJson((await runReport(api, ['--json', '--days', days])).out), 'total')['turns']

/** The environment without one of its values. */
const missing = (name: string) => ({
  env: {
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_API_BASE_URL: api.url,
    [name]: '',
  },
})

const denied = (): Promise<void> => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }))

describe('what is found', () => {
  test('the figures are those of the points', async () => {
    const { out, problem } = await runReport(api, ['--json'])
    expect(problem).toBe('')
    const turns = points.flatMap((point) => turnOf(point) ?? [])
    expect(turns).toHaveLength(3_000)
    const range = { from: Date.UTC(2026, 10, 24), to: NOW }
    expect(parseJson(out)).toEqual(
      JSON.parse(JSON.stringify(reportOf(turns, range, 'the dataset threadkeeper', []))),
    )
  })

  test('fewer days have fewer turns', async () => {
    const today = points.filter(({ timestamp }) => timestamp.startsWith('2026-11-30')).length
    expect(await turnsOf('1')).toBe(today)
    expect(await turnsOf('90')).toBe(3_000)
  })

  test('an environment has a dataset of its own, with a name in quotes', async () => {
    const { out } = await runReport(api, ['--env', 'staging'])
    expect(out).toContain('from the dataset threadkeeper-staging')
    expect(out).toMatch(/^Asks +5 in \d threads$/m)
  })

  test.each(['day', 'server', 'model', 'variant', 'error'])('by %s', async (kind) => {
    const { out } = await runReport(api, ['--by', kind])
    expect(out).toContain('█')
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('a flag that makes first words faster is found to', async () => {
    const { out } = await runReport(api, ['--experiment', 'STREAMING'])
    expect(out).toMatch(/^First words +On is \d{3} ms faster \(\d+ to \d+ ms\)\.$/m)
    expect(out).toMatch(/^Dollars a turn +No difference shown/m)
    expect(out).toContain('2,000 resamples, seed 1')
    expect(await runReport(api, ['--experiment', 'STREAMING'])).toMatchObject({ out })
    expect((await runReport(api, ['--experiment', 'STREAMING', '--seed', '2'])).out).not.toBe(out)
  })

  test('the page is saved, with the comparison', async () => {
    const { out, saved } = await runReport(api, ['--html', 'report.html', '--experiment', 'STREAMING'])
    expect(out).toBe('The report is in report.html\n')
    expect(saved.get('report.html')).toContain('ms faster')
  })
})

describe('what goes wrong ends in one sentence', () => {
  test('no token, no account', async () => {
    expect((await runReport(api, [], missing('CLOUDFLARE_API_TOKEN'))).problem).toMatch(
      /^CLOUDFLARE_API_TOKEN is not set; make one at .*"Account Analytics: Read"/,
    )
    expect((await runReport(api, [], missing('CLOUDFLARE_ACCOUNT_ID'))).problem).toMatch(
      /^CLOUDFLARE_ACCOUNT_ID is not set; "npx wrangler whoami" shows it/,
    )
  })

  test.each([
    ['a wrong token', { CLOUDFLARE_API_TOKEN: 'wrong' }, /does not let this CLOUDFLARE_API_TOKEN read/],
    ['a token with a sign in it', { CLOUDFLARE_API_TOKEN: '"quoted"' }, /"Account Analytics: Read"/],
    ['another account', { CLOUDFLARE_ACCOUNT_ID: 'f'.repeat(32) }, /the analytics of the account f{32}/],
    ['no account id', { CLOUDFLARE_ACCOUNT_ID: 'mine' }, /is not an account id of 32 characters/],
    ['an id that the API does not take', { CLOUDFLARE_ACCOUNT_ID: 'A'.repeat(32) }, /knows no account A{32}/],
    [
      'a token in typographic quotes',
      { CLOUDFLARE_API_TOKEN: '“token”' },
      /^CLOUDFLARE_API_TOKEN is no token; copy it whole, without quotes and spaces\.$/,
    ],
    [
      'an address that is none',
      { CLOUDFLARE_API_BASE_URL: 'api.cloudflare.com' },
      /^CLOUDFLARE_API_BASE_URL is "api\.cloudflare\.com"; it should be a plain https address such as "https:\/\/api\.cloudflare\.com\/client\/v4"\.$/,
    ],
    [
      'an address with a password',
      { CLOUDFLARE_API_BASE_URL: 'https://me:secret@example.com' },
      /^CLOUDFLARE_API_BASE_URL is "https:\/\/…@example\.com"; /,
    ],
    [
      'nobody there',
      { CLOUDFLARE_API_BASE_URL: 'http://127.0.0.1:1' },
      /cannot be reached at 127\.0\.0\.1:1/,
    ],
  ])('%s', async (_, env, sentence) => {
    const all = {
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_API_BASE_URL: api.url,
    }
    const { problem, out } = await runReport(api, [], { env: { ...all, ...env } })
    expect(problem).toMatch(sentence)
    expect(out).toBe('')
  })

  const answers: readonly (readonly [string, SqlFault['answer'], RegExp])[] = [
    ['429', { status: 429, body: 'slow down', retryAfter: '17' }, /Try again in 17 seconds\.$/],
    ['429 without a time', { status: 429, body: '' }, /Try again in a minute\.$/],
    ['500', { status: 500, body: 'oops' }, /^Cloudflare answered 500; try again later/],
    ['507', { status: 507, body: '' }, /ask for fewer days with --days\.$/],
    [
      '422',
      { status: 422, body: `no such column ${TOKEN}\n` },
      /^The SQL API did not run the query \(422\): no such column …$/,
    ],
    ['a body that breaks off', 'cut', /broke off; try again\.$/],
    ['a connection that breaks', 'refused', /^Cloudflare cannot be reached/],
    ['a login page', { status: 200, body: '<html>Log in</html>' }, /is not the SQL API/],
    ['JSON of another shape', { status: 200, body: '{"result": []}' }, /is not the SQL API/],
    ['fewer rows than it says', { status: 200, body: '{"data": [], "rows": 3}' }, /is not the SQL API/],
  ]
  test.each(
    ['SHOW TABLES', 'GROUP BY', 'SELECT *'].flatMap((on) => answers.map((one) => [on, ...one] as const)),
  )('at %s: %s', async (on, _, answer, sentence) => {
    api.fault = { on, answer }
    const { problem, out } = await runReport(api, [])
    expect(problem).toMatch(sentence)
    expect(problem).not.toContain(TOKEN)
    expect(problem.split('\n')).toHaveLength(1)
    expect(out).toBe('')
  })

  test('counts that are none', async () => {
    api.fault = {
      on: 'GROUP BY',
      answer: { status: 200, body: '{"data": [{"hour": "?", "points": "x"}], "rows": 1}' },
    }
    expect((await runReport(api, [])).problem).toMatch(/^The SQL API counts the points of an hour otherwise/)
  })

  test('no dataset yet, no turns in these days, no binding', async () => {
    const fresh = await startSqlApi()
    try {
      expect((await runReport(fresh, [])).problem).toMatch(/^The account has no dataset "threadkeeper" yet/)
      fresh.tables.write(
        'threadkeeper',
        madeUpPoints({ seed: 1, threads: 1, turns: 3, now: NOW - 2e9, days: 1 }),
      )
      expect((await runReport(fresh, [])).problem).toMatch(/^There is no turn in the dataset threadkeeper/)
      expect((await runReport(fresh, ['--env', 'bare'])).problem).toMatch(/no binding ANALYTICS there/)
      expect((await runReport(fresh, ['--env', 'x'])).problem).toBe(
        'wrangler.toml has no [env.x]; it has [env.staging], [env.bare].',
      )
      expect((await runReport(fresh, ['--local'])).problem).toMatch(
        /^There is no turn in the local stage .*Run "npm start"/,
      )
    } finally {
      await fresh.close()
    }
  })

  test('a flag with one variant alone', async () => {
    expect((await runReport(api, ['--experiment', 'CACHE'])).problem).toBe(
      'CACHE had only the variant on in these days, so there is nothing to compare. Set CACHE = "50%" in wrangler.toml and deploy.',
    )
  })

  test('a file that cannot be written', async () => {
    expect((await runReport(api, ['--html', '/x/y'], { save: denied })).problem).toBe(
      'The file /x/y cannot be written (EACCES).',
    )
  })
})

test('the script prints, and ends with 1 where it cannot', async () => {
  const at = checkout()
  try {
    at.change('dataset = "threadkeeper"', 'dataset = "live"')
    const now = Date.now() - 60_000
    api.tables.write('live', madeUpPoints({ seed: 8, threads: 120, turns: 3_000, now, days: 6 }))
    const env = { CLOUDFLARE_ACCOUNT_ID: ACCOUNT, CLOUDFLARE_API_BASE_URL: api.url }
    const good = await at.run('report.ts', ['--days', '90'], { ...env, CLOUDFLARE_API_TOKEN: TOKEN })
    expect(good).toMatchObject({ code: 0, err: '' })
    expect(good.out).toMatch(/^Asks +3,000 in 120 threads$/m)
    // No colours where the output is no terminal.
    expect(good.out).not.toContain('\u001b')
    const wrong = await at.run('report.ts', [], { ...env, CLOUDFLARE_API_TOKEN: 'wrong' })
    expect(wrong).toMatchObject({ code: 1, out: '' })
    expect(wrong.err).toMatch(/^Cloudflare does not let this .*\n$/)
  } finally {
    at.remove()
  }
})
