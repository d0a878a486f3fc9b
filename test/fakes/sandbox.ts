/** A sandbox for tests: a view without a database, and commands over one in memory with a clock that stands still. */

import { type BashResult, runBash } from '../../src/converse/tools/bash.ts'
import { type SandboxFiles, sandboxFiles } from '../../src/converse/tools/sandbox-files.ts'
import { SANDBOX_BYTES } from '../../src/converse/tools/sandbox-paths.ts'
import { sandboxTables } from '../../src/converse/tools/sandbox-rows.ts'
import type { View } from '../../src/converse/tools/sandbox-view.ts'
import { testClock, type TestClock } from './clock.ts'
import { storageInMemory } from './storage.ts'

export function emptyView(now: () => number = () => 0): View {
  let last = 0
  return {
    entries: new Map([['/', { type: 'directory', mode: 0o755, changedAt: now() }]]),
    seen: new Set(),
    changed: new Set(),
    bytes: 0,
    room: SANDBOX_BYTES,
    full: false,
    stored: () => new Uint8Array(),
    newId: () => (last += 1),
    now,
  }
}

/** To read a module takes real time, in which nobody sleeps. */
export async function loadShell(): Promise<void> {
  await import('just-bash/browser')
  await import('../../src/converse/tools/sandbox-fs.ts')
}

export type Said = Pick<BashResult, 'stdout' | 'stderr' | 'exitCode' | 'stopped'>

export interface SandboxInMemory {
  readonly clock: TestClock
  readonly files: SandboxFiles
  readonly one: (command: string) => Promise<Said>
  /** Commands of one round, and how long they took together. */
  readonly together: (commands: readonly string[]) => Promise<{ results: readonly Said[]; ms: number }>
}

/** To be used after `loadShell`. */
export function sandboxInMemory(storage = storageInMemory(sandboxTables)): SandboxInMemory {
  const clock = testClock(1_700_000_000_000)
  const files = sandboxFiles(storage, () => clock.now())
  const run = async (command: string): Promise<Said> => {
    const { stdout, stderr, exitCode, stopped } = await runBash(command, { files, clock })
    return { stdout, stderr, exitCode, stopped }
  }
  return {
    clock,
    files,
    one: (command) => clock.until(run(command)),
    async together(commands) {
      const began = clock.now()
      const results = await clock.until(Promise.all(commands.map(run)))
      return { results, ms: clock.now() - began }
    },
  }
}
