/** Tells the cache and the coordinator that a conversation was forgotten. */

import { scopeOf } from '../cache/fingerprint.ts'
import type { Command } from './command.ts'
import type { ThreadCoordinator } from './thread-coordinator.ts'
import type { ThreadOutside } from './thread-outside.ts'

interface Elsewhere {
  readonly outside: Pick<ThreadOutside, 'cache'>
  readonly coordinator: Pick<ThreadCoordinator, 'client'>
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
}

/** The cache has no private answers, and one member alone must not empty the cache of a server. */
export function forgetElsewhere(command: Command, { outside, coordinator, later }: Elsewhere): void {
  if (!command.private) {
    const scope = scopeOf(command)
    const moved = outside.cache().moveEpoch(scope)
    later(moved.then(() => undefined))
    void coordinator.client.notify((to) => to.forgotten(scope))
  }
  void coordinator.client.notify((to) => to.closed(command.thread))
}

/** For a member who is forgotten everywhere. Rejects where KV could not be told. */
export async function forgetAnswers(
  scope: string,
  { outside, coordinator }: Omit<Elsewhere, 'later'>,
): Promise<void> {
  if (!(await outside.cache().moveEpoch(scope))) throw new Error('KV did not take the epoch')
  void coordinator.client.notify((to) => to.forgotten(scope))
}
