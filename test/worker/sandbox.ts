/** A sandbox in a real Durable Object, for the worker tests of files and shell. */

import { runInDurableObject } from 'cloudflare:test'
import { systemClock } from '../../src/clock.ts'
import { countedStorage } from '../../src/storage/counted-storage.ts'
import { type BashDeps, type BashResult, runBash } from '../../src/converse/tools/bash.ts'
import { type SandboxFiles, sandboxFiles } from '../../src/converse/tools/sandbox-files.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { threadSchema } from '../../src/converse/thread/thread-schema.ts'
import { snowflake } from './ids.ts'
import { rowsOf } from './rows.ts'
import { thread } from './thread-object.ts'

type How = Partial<Pick<BashDeps, 'signal' | 'clock' | 'withinMs'>>

/** Longer than any command takes on any machine: what ends a command is its counts. */
const PATIENT_MS = 600_000

export interface Sandbox {
  readonly files: SandboxFiles
  /** Runs a command as the tool does, but for its five seconds. */
  readonly bash: (command: string, how?: How) => Promise<BashResult>
  /** Standard output, where nothing went wrong. */
  readonly say: (command: string) => Promise<string>
  /** How many SQL statements there were since this was last asked. */
  readonly statements: () => number
  /** How many rows each table has. */
  readonly rows: () => Record<'paths' | 'contents', number>
}

/** Does something with the sandbox of a thread; everything has to come back as plain data. */
export function inSandbox<Result>(
  work: (sandbox: Sandbox) => Promise<Result>,
  key = snowflake(),
  now: () => number = Date.now,
): Promise<Result> {
  return runInDurableObject(thread(key), (_, state) => {
    migrate(state.storage, threadSchema)
    const counted = countedStorage(state.storage)
    let statements = 0
    const files = sandboxFiles(
      {
        ...counted,
        sql: {
          exec(query, ...bindings) {
            statements += 1
            return counted.sql.exec(query, ...bindings)
          },
        },
      },
      now,
    )
    const bash: Sandbox['bash'] = (command, how) =>
      runBash(command, { clock: systemClock, withinMs: PATIENT_MS, ...how, files })
    return work({
      files,
      bash,
      async say(command) {
        const result = await bash(command)
        if (result.exitCode !== 0 || result.stderr !== '') throw new Error(JSON.stringify(result))
        return result.stdout
      },
      rows: () => ({
        paths: rowsOf(state.storage, 'sandbox_paths').length,
        contents: rowsOf(state.storage, 'sandbox_contents').length,
      }),
      statements() {
        const since = statements
        statements = 0
        return since
      },
    })
  })
}
