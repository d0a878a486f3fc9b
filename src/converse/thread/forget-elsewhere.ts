/** Tells the cache and the coordinator that a conversation was forgotten. */

import { scopeOf } from '../cache/fingerprint.ts'
import type { Command } from './command.ts'
import type { ThreadFleet } from './thread-fleet.ts'
import type { ThreadOutside } from './thread-outside.ts'

interface Elsewhere {
  readonly outside: Pick<ThreadOutside, 'cache'>
  readonly fleet: Pick<ThreadFleet, 'line'>
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
}

/** No answer given in private is in the cache, and one member alone must not empty that of a server. */
export function forgetElsewhere(command: Command, { outside, fleet, later }: Elsewhere): void {
  if (!command.private) {
    const scope = scopeOf(command)
    const moved = outside.cache().moveEpoch(scope)
    later(moved.then(() => undefined))
    void fleet.line.tell((to) => to.forgotten(scope))
  }
  void fleet.line.tell((to) => to.closed(command.thread))
}
