/** Holds what a command came with while its question is typed, and gives it to the question then. */

import type { Held } from '../converse/question/held.ts'
import type { InteractionId, ThreadId } from '../ids.ts'
import { typedIn } from '../converse/question/typed.ts'
import { bring, type BringDeps } from './bring.ts'
import { withHeld } from './question-of.ts'
import { type Action, type Hold, refuse } from './route.ts'

/** A thread object, as far as it holds something. Each may reject, and may never end. */
export interface Holder {
  hold(id: InteractionId, held: Held): Promise<void>
  /** Undefined where nothing of this command is held, or no longer. */
  held(id: InteractionId): Promise<Held | undefined>
}

export interface HoldingDeps extends BringDeps {
  readonly holder: (thread: ThreadId) => Holder
}

/** Never rejects. What could not be held is missed when the question comes. */
export async function hold(deps: HoldingDeps, wanted: Hold | undefined): Promise<void> {
  if (wanted === undefined) return
  const { at, held } = wanted
  await bring(deps, () => deps.holder(at.thread).hold(at.id, held))
}

/** A question gets what its command came with; without that it cannot be answered. Never rejects. */
export async function completed(deps: HoldingDeps, action: Action): Promise<Action> {
  if (action.do !== 'ask' || action.held === undefined) return action
  const { question, held: at } = action
  const found = await bring(deps, () => deps.holder(at.thread).held(at.id))
  if (found?.value === undefined) {
    const why = found === undefined ? 'thread unreachable' : 'held no longer'
    return refuse(why, question.language, typedIn(question))
  }
  const whole = withHeld(question, found.value)
  return whole === undefined ? refuse('empty prompt', question.language) : { ...action, question: whole }
}
