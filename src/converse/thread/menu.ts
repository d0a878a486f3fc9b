/** The menu under *More*: what can be done with an ended answer besides what its own buttons do. */

import type { Button } from '../../deliver/message.ts'
import type { MemberId } from '../../ids.ts'
import type { Language } from '../../sentences/sentences.ts'
import { noticeButton } from '../question/notice-button.ts'
import { menuButton } from '../turn/turn-buttons.ts'
import type { FoundTurn } from './answered-turn.ts'

/** How the one who presses stands to the answer. */
export interface Presser {
  readonly isOwn: boolean
  readonly language: Language
  readonly member: MemberId
  /** Whether they are told that a long answer has ended. */
  readonly wantsNotice: boolean
  /** A Discord thread can be opened here at all, and whether this member may open one on anybody's answer. */
  readonly threads: 'none' | 'of the asker' | 'all'
}

export function menuOf(
  { id, member: asker, hasTools }: FoundTurn,
  { isOwn, language, member, wantsNotice, threads }: Presser,
): readonly Button[] {
  const mayOpen = !isOwn && (threads === 'all' || (threads === 'of the asker' && member === asker))
  const about = { turn: id, isOwn }
  return [
    menuButton('bad', about, language),
    ...(mayOpen ? [menuButton('thread', about, language)] : []),
    ...(hasTools ? [menuButton('details', about, language)] : []),
    noticeButton(wantsNotice ? 'quiet' : 'tell', member, language),
  ]
}
