/** Runs `npm run report` in this process, against the stand-in of the SQL API. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Around, makeReport } from '../../src/operate/make-report.ts'
import { ReportProblem } from '../../src/operate/report/report-problem.ts'
import { readProject } from '../../src/operate/project.ts'
import { ACCOUNT, type SqlApi, TOKEN } from './sql-api.ts'

export const NOW = Date.UTC(2026, 10, 30, 12)

const TOML = `[[analytics_engine_datasets]]
binding = "ANALYTICS"
dataset = "threadkeeper"

[env.staging]
[[env.staging.analytics_engine_datasets]]
binding = "ANALYTICS"
dataset = "threadkeeper-staging"

[env.bare]
`

const plain = (text: string): string => text

export interface Ran {
  readonly out: string
  /** The sentence that the report ends with where it cannot be made. */
  readonly problem: string
  /** By path. */
  readonly saved: ReadonlyMap<string, string>
}

export async function runReport(
  api: SqlApi | undefined,
  args: readonly string[],
  change: Partial<Around> = {},
): Promise<Ran> {
  const saved = new Map<string, string>()
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  writeFileSync(join(folder, 'wrangler.toml'), TOML)
  const around: Around = {
    readProject: (environment) => readProject(folder, environment),
    env: {
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_API_BASE_URL: api?.url ?? 'http://127.0.0.1:9',
    },
    now: NOW,
    paint: { strong: plain, chart: plain },
    localPoints: () => [],
    save: (path, text) => {
      saved.set(path, text)
      return Promise.resolve()
    },
    ...change,
  }
  try {
    return { out: await makeReport(args, around), problem: '', saved }
  } catch (error) {
    if (!(error instanceof ReportProblem)) throw error
    return { out: '', problem: error.message, saved }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
