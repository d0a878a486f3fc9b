/** What stands under a turn that a member has ended: who it was. */

import { escaped, name } from '../../deliver/plain-text.ts'
import { type Case, type Language, sentence } from '../../sentences/sentences.ts'

/** While it was answered, or before that. */
export type Stop = Extract<Case, 'stopped' | 'cancelled'>

export const isStop = (why: string): why is Stop => why === 'stopped' || why === 'cancelled'

/** A longer name of a member says nothing more. */
const NAME_CODE_POINTS = 32

/** @param by the member's name as Discord has it; anybody may call themselves anything */
export const stoppedLine = (why: Stop, by: string, language: Language): string =>
  `-# ${sentence(why, language, escaped(name(by, NAME_CODE_POINTS)) || '…')}`
