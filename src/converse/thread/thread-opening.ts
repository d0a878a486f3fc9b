/** What a thread needs to open a Discord thread on one of its answers. */

import type { ChannelId } from '../../ids.ts'
import type { Clock } from '../../clock.ts'
import type { Settings } from '../../settings/settings.ts'
import { onlyWell } from '../claude/ask-whole.ts'
import { type OpenThreadDeps, threadOpener } from './open-thread.ts'
import type { Seed } from './seed.ts'
import type { ThreadCoordinator } from './thread-coordinator.ts'
import type { ThreadLedgers } from './thread-ledgers.ts'
import type { ThreadOutside } from './thread-outside.ts'
import type { ThreadStore } from './thread-store.ts'

export interface ThreadOpeningDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly store: () => ThreadStore
  readonly outside: Pick<ThreadOutside, 'ask'>
  readonly coordinator: Pick<ThreadCoordinator, 'models' | 'called'>
  readonly ledgers: Pick<ThreadLedgers, 'background'>
  readonly log: (event: object) => void
  /** Lets the conversation in the thread begin. May reject. */
  readonly begin: (thread: ChannelId, seed: Seed) => Promise<void>
}

export const threadOpening = ({
  clock,
  settings,
  store,
  outside,
  coordinator,
  ledgers,
  log,
  begin,
}: ThreadOpeningDeps): OpenThreadDeps => ({
  clock,
  store,
  model: settings.model,
  prices: settings.prices,
  log,
  called: coordinator.called,
  ask: (thread) =>
    ledgers.background(
      onlyWell(outside.ask(thread), (model) => coordinator.models.isWell(model)),
      'title',
    ),
  open: threadOpener(settings, clock),
  begin,
})
