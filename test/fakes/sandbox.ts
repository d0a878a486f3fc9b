/** A sandbox for tests: a view without a database, and the shell, read before a clock stands still. */

import { SANDBOX_BYTES } from '../../src/converse/tools/sandbox-paths.ts'
import type { View } from '../../src/converse/tools/sandbox-view.ts'

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
