/** What stands under a turn that was ended from outside: which member it was, or that the bot is paused. */

import { escaped, name } from '../../deliver/plain-text.ts'
import { type Case, type Language, sentence } from '../../sentences/sentences.ts'

/** In place of a member's name: the bot is paused. */
export const BY_PAUSE = ''

/** While it was answered, or before that. */
export type Stop = Extract<Case, 'stopped' | 'cancelled'>

export const isStop = (why: string): why is Stop => why === 'stopped' || why === 'cancelled'

/** A longer name of a member says nothing more. */
const NAME_CODE_POINTS = 32

/** @param by the member's name as Discord has it, because anybody may call themselves anything; or `BY_PAUSE` */
export const stoppedLine = (why: Stop, by: string, language: Language): string =>
  `-# ${
    by === BY_PAUSE
      ? sentence(`${why} by a pause`, language)
      : sentence(why, language, escaped(name(by, NAME_CODE_POINTS)) || '…')
  }`
