/** Puts together what a thread shares with others through the coordinator: sessions, reports, models and channel limits. */

import { fraction } from '../../random.ts'
import type { Clock } from '../../clock.ts'
import type { Settings } from '../../settings/settings.ts'
import { type ChannelLimit, channelLimit } from '../coordinator/channel-limit.ts'
import { logLine } from '../coordinator/breaker-log.ts'
import {
  type Coordinator,
  type CoordinatorClient,
  coordinatorClient,
} from '../coordinator/coordinator-client.ts'
import type { Spends } from '../coordinator/report-store.ts'
import { type Circuit, circuit } from '../turn/circuit.ts'
import { type Reporting, reporting } from './reporting.ts'
import type { ThreadStore } from './thread-store.ts'

export interface ThreadCoordinatorDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'model' | 'fallbackModel' | 'channelEditsPerMinute'>
  /** May throw. */
  readonly coordinator: () => Coordinator
  /** Undefined where the thread has forgotten everything meanwhile. */
  readonly store: () => Pick<ThreadStore, 'reports'> | undefined
  /** Tells the ledgers what a turn has spent. Rejects when one could not be told. */
  readonly settle: (spends: Spends) => Promise<void>
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

export interface ThreadCoordinator {
  readonly client: CoordinatorClient
  readonly reporting: Reporting
  readonly models: Circuit
  readonly channel: ChannelLimit
  /** The bot has asked Claude on its own. @param usd −1 where the price is not known */
  called(usd: number, outputTokens: number): void
}

export function threadCoordinator({
  clock,
  settings,
  coordinator,
  store,
  settle,
  later,
  warn,
}: ThreadCoordinatorDeps): ThreadCoordinator {
  const client = coordinatorClient({
    clock,
    coordinator,
    later,
    complain: (message) => warn({ evt: 'coordinator.not_told', message }),
  })
  return {
    client,
    reporting: reporting({
      clock,
      store: () => store()?.reports,
      // Told again where one of them has not heard it: each counts a turn once.
      send: async (news, note) => {
        const { spends } = news
        await Promise.all([client.ended(news, note), ...(spends === undefined ? [] : [settle(spends)])])
      },
      complain: warn,
    }),
    models: circuit({
      clock,
      models: [settings.model, settings.fallbackModel],
      chance: fraction,
      notify: (event) => client.notify((to) => to.ofModels(event)),
      log: logLine,
    }),
    channel: channelLimit({
      clock,
      perMinute: settings.channelEditsPerMinute,
      notify: (thread, until) => void client.notify((to) => to.channelLimited(thread, until, clock.now())),
      warn,
    }),
    called: (usd, outputTokens) => void client.notify((to) => to.called(usd, outputTokens)),
  }
}
