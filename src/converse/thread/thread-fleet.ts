/** All that a thread has to do with the fleet: its session there, its reports, and what is known of models and channels. */

import { fraction } from '../../random.ts'
import type { Clock } from '../../clock.ts'
import type { Settings } from '../../settings.ts'
import { type ChannelLimit, channelLimit } from '../coordinator/channel-limit.ts'
import { logLine } from '../coordinator/breaker-log.ts'
import { type Coordinator, type Fleet, fleet } from '../coordinator/fleet.ts'
import { type Circuit, circuit } from '../turn/circuit.ts'
import { type Reporting, reporting } from './reporting.ts'
import type { ThreadStore } from './thread-store.ts'

export interface ThreadFleetDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'model' | 'fallbackModel' | 'channelEditsPerMinute'>
  /** May throw. */
  readonly coordinator: () => Coordinator
  /** Undefined where the thread has forgotten everything meanwhile. */
  readonly store: () => Pick<ThreadStore, 'reports'> | undefined
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

export interface ThreadFleet {
  /** To the coordinator. */
  readonly line: Fleet
  readonly reporting: Reporting
  readonly models: Circuit
  readonly channel: ChannelLimit
}

export function threadFleet({
  clock,
  settings,
  coordinator,
  store,
  later,
  warn,
}: ThreadFleetDeps): ThreadFleet {
  const line = fleet({
    clock,
    coordinator,
    later,
    complain: (message) => warn({ evt: 'coordinator.not_told', message }),
  })
  return {
    line,
    reporting: reporting({
      clock,
      store: () => store()?.reports,
      tell: (news, note) => line.ended(news, note),
      complain: warn,
    }),
    models: circuit({
      clock,
      models: [settings.model, settings.fallbackModel],
      chance: fraction,
      tell: (event) => line.tell((to) => to.ofModels(event)),
      log: logLine,
    }),
    channel: channelLimit({
      clock,
      perMinute: settings.channelEditsPerMinute,
      tell: (thread, until) => void line.tell((to) => to.channelLimited(thread, until, clock.now())),
      warn,
    }),
  }
}
