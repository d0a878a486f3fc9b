/** How a thread tells the coordinator: in the background, and what goes wrong there stays there. */

import { fraction } from '../chance.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../settings.ts'
import type { BreakerLine } from './breaker-report.ts'
import type { CoordinatorObject } from './coordinator.ts'
import { type ModelWatch, modelWatch } from './model-watch.ts'

type Fleet = DurableObjectStub<CoordinatorObject>

export type TellFleet = (tell: (fleet: Fleet) => Promise<void>) => Promise<boolean>

/** A coordinator that never answers would otherwise keep each thread that told it something awake for ever. */
const TOLD_WITHIN_MS = 15_000

/** @returns whether it was told in time; it never rejects */
export const fleetTeller =
  (clock: Clock, reach: () => Fleet): TellFleet =>
  async (tell) => {
    const here = new AbortController()
    const late = async (): Promise<never> => {
      await clock.sleep(TOLD_WITHIN_MS, here.signal)
      throw new Error('no answer in time')
    }
    try {
      await Promise.race([tell(reach()), late()])
      return true
    } catch (error) {
      console.warn({
        evt: 'coordinator.not_told',
        message: error instanceof Error ? error.message : String(error),
      })
      return false
    } finally {
      here.abort()
    }
  }

/** What waits for the operator is an error; what goes over by itself is not. */
export const logLine = (line: BreakerLine): void =>
  line.evt === 'claude.blocked' ? console.error(line) : console.warn(line)

/** Claude's models as this thread knows them; the fleet learns at once what it meets. */
export const threadModels = (
  clock: Clock,
  { model, fallbackModel }: Settings,
  tellFleet: TellFleet,
): ModelWatch =>
  modelWatch({
    clock,
    models: [model, fallbackModel],
    chance: fraction,
    tell: (event) => tellFleet((fleet) => fleet.ofModels(event)),
    log: logLine,
  })
