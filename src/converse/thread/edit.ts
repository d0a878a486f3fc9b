/** Decides whether a question may be changed that has no answer yet: until its turn begins, by the member who asked. */

import type { MemberId } from '../../ids.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { OpenTurn } from './queue.ts'

/** Why a question stays as it is. */
export type Unchanged = Extract<Case, 'may not edit' | 'question begun' | 'stopped already'>

/**
 * @param hasBegun a life of the turn has begun, in this memory or in an earlier one
 * @param isRest it asks for the rest of an answer, so nobody has typed it
 */
export function whyNotEdit(
  { member, isStopped }: OpenTurn,
  by: MemberId,
  { hasBegun, isRest }: { readonly hasBegun: boolean; readonly isRest: boolean },
): Unchanged | undefined {
  if (member !== by) return 'may not edit'
  if (isStopped === true) return 'stopped already'
  return hasBegun || isRest ? 'question begun' : undefined
}
