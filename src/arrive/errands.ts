/** Brings a thread's word on `/forget`, `/status` and the Details button in time for the first response, or a sentence instead of it. */

import { type Clock, within } from '../clock.ts'
import {
  type Errand,
  type Forgot,
  type Press,
  type Told,
  told,
  toldDetails,
  toldForgotten,
} from '../converse/thread/errand.ts'
import { type Standing, toldStatus } from '../converse/thread/status.ts'
import { ANSWER_WITHIN_MS } from '../limits.ts'
import type { Health } from '../measure/health.ts'
import { messageOf } from '../thrown.ts'

/** Each may reject, and may never end. */
export interface ErrandDeps {
  readonly clock: Clock
  readonly forget: (errand: Errand) => Promise<Forgot>
  readonly standing: (errand: Errand) => Promise<Standing>
  /** Undefined where the thread has none. */
  readonly details: (press: Press) => Promise<string | undefined>
  readonly health: () => Promise<Health>
  /** For the operator. */
  readonly complain: (message: string) => void
}

/** None rejects, and each ends within two seconds. */
export interface Errands {
  forget(errand: Errand): Promise<Told>
  status(errand: Errand): Promise<Told>
  details(press: Press): Promise<Told>
}

/** The figures of the whole bot are a kindness: nobody waits longer for them. */
const HEALTH_WITHIN_MS = 300

export function errands({ clock, forget, standing, details, health, complain }: ErrandDeps): Errands {
  /** Undefined when it failed twice, or is not there in time. */
  const bring = async <T>(work: () => Promise<T>, withinMs: number): Promise<T | undefined> => {
    try {
      // A second try, because an object that was just replaced or moved refuses the first.
      const word = await within(clock, withinMs, work().catch(work))
      if (word !== undefined) return word.value
      complain(`nothing came within ${withinMs} ms`)
    } catch (error) {
      complain(messageOf(error))
    }
    return undefined
  }
  return {
    async forget(errand) {
      const forgot = await bring(() => forget(errand), ANSWER_WITHIN_MS)
      return forgot === undefined ? told('conversation unreachable', errand) : toldForgotten(forgot, errand)
    },
    async status(errand) {
      const [stands, figures] = await Promise.all([
        bring(() => standing(errand), ANSWER_WITHIN_MS),
        bring(health, HEALTH_WITHIN_MS),
      ])
      return stands === undefined
        ? told('conversation unreachable', errand)
        : toldStatus(stands, figures, errand)
    },
    async details(press) {
      const brought = await bring(async () => ({ text: await details(press) }), ANSWER_WITHIN_MS)
      return brought === undefined
        ? told('conversation unreachable', press)
        : toldDetails(brought.text, press)
    },
  }
}
