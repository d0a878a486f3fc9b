/** What an ended answer leaves for the buttons under it. */

import type { Delivered } from '../../deliver/reply-state.ts'
import { isBlank } from '../../deliver/markdown/graphemes.ts'
import type { InteractionId } from '../../ids.ts'
import type { Case } from '../../sentences/sentences.ts'
import { budgetCases } from '../claude/purse.ts'
import { type Answer, toolCallsOf } from './answer.ts'
import type { Course } from './course.ts'

export interface Left {
  /** It broke off, and the rest can be asked for. */
  readonly isCut: boolean
  /** There is something to read. */
  readonly hasText: boolean
  /** The turn that asked Claude. */
  readonly by: InteractionId
  /** Tools were used for it. */
  readonly hasTools: boolean
}

export interface LeftInDiscord extends Left {
  /** Its message, where that is the only one and has no files: then another version can stand in its place. */
  readonly only?: { readonly content: string; readonly plainLinks: boolean }
}

/** How an answer ends of which the rest can be asked for. */
const cut = new Set<Case | ''>([
  'cut off',
  'interrupted midway',
  'length limit',
  'stopped',
  'time limit',
  ...budgetCases,
])

/** @param isCached a cached answer is shown instead of it, which is whole and has no tools */
export const leftOf = (answer: Answer, isCached: boolean): Left => ({
  isCut: !isCached && cut.has(answer.ending?.why ?? '') && answer.text.trim() !== '',
  hasText: isCached || !isBlank(answer.text),
  by: answer.by,
  hasTools: !isCached && toolCallsOf(answer) > 0,
})

export function leaves({ answer, shown }: Course, { messages }: Pick<Delivered, 'messages'>): LeftInDiscord {
  const [first, ...more] = messages
  const isAlone = first !== undefined && more.length === 0 && !first.attached && (first.files ?? 0) === 0
  return {
    ...leftOf(answer, shown !== undefined),
    ...(isAlone ? { only: { content: first.content, plainLinks: first.plainLinks } } : {}),
  }
}
