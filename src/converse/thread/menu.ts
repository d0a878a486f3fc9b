/** The menu under *More*: what can be done with an ended answer besides what its own buttons do. */

import type { Button } from '../../deliver/message.ts'
import type { Language } from '../../sentences.ts'
import { menuButton } from '../turn/turn-buttons.ts'
import type { FoundTurn } from './answered-turn.ts'

/** How the one who presses stands to the answer. */
export interface Presser {
  readonly isOwn: boolean
  readonly language: Language
}

export function menuOf({ id, hasTools }: FoundTurn, { isOwn, language }: Presser): readonly Button[] {
  const about = { turn: id, isOwn }
  return [menuButton('bad', about, language), ...(hasTools ? [menuButton('details', about, language)] : [])]
}
