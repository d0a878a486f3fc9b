/** The buttons of a turn: those under an answer that grows, and those under one that has ended. */

import type { Button } from '../../deliver/message.ts'
import { type Case, type Language, sentence } from '../../sentences/sentences.ts'
import type { Question } from '../question/question.ts'
import { type AboutTurn, buttonId, type TurnButton } from './button-id.ts'
import type { Left } from './left.ts'

/** What a button has to know of the question. */
export type Asked = Pick<Question, 'id' | 'language' | 'private' | 'userInstall' | 'renews' | 'settings'>

/** Ends an answer that grows. */
export const stopButton = (asked: Asked): Button => button('stop', 'stop', asked)

/** The same button under a question that waits, which it takes back. */
export const cancelButton = (asked: Asked): Button => button('stop', 'cancel', asked)

/** Asks Claude again; beside Stop while Claude is silent. */
export const againButton = (asked: Asked): Button => button('again', 'try now', asked)

/** Asks the next question in the same conversation. */
export const followButton = (asked: Asked): Button => button('follow', 'follow up', asked)

/** Says that the answer is good; a second press takes that back. */
export const goodButton = (asked: Asked): Button => button('good', 'good', asked)

/** Opens a menu for the one who presses. */
export const moreButton = (asked: Asked): Button => button('more', 'more', asked)

/** Shows what the tools did, where there were any: those of the turn that asked Claude. */
export const detailsButtons = ({ by, hasTools }: Left, asked: Asked): readonly Button[] =>
  hasTools ? [menuButton('details', { ...aboutOf(asked), turn: by }, asked.language)] : []

/** A button of the menu; each member reads it in their own language. */
export const menuButton = (
  does: 'bad' | 'thread' | 'details',
  about: AboutTurn,
  language: Language,
): Button => ({
  label: sentence(does, language),
  id: buttonId(does, about),
})

/** So many answers to one question there may be; each is kept for as long as the session is open. */
export const MOST_VERSIONS = 5

/** Which of the answers to a question is shown, from 1, and how many there are. */
export interface Versions {
  readonly at: number
  readonly count: number
}

/** Asks for the rest of an answer that broke off. */
export const continueButtons = ({ isCut }: Pick<Left, 'isCut'>, asked: Asked): readonly Button[] =>
  isCut ? [button('continue', 'continue', asked)] : []

/** Asks for another answer, and shows the earlier ones. The rest of an answer has no other version. */
export function retryButtons(asked: Asked, { at, count }: Versions): readonly Button[] {
  if (asked.renews?.does === 'continue') return []
  const retry = { ...button('retry', 'try again', asked), ...off(count >= MOST_VERSIONS) }
  if (count < 2) return [retry]
  const earlier = { label: '‹', id: buttonId('earlier', aboutOf(asked)), ...off(at <= 1) }
  const later = { label: `${at}/${count} ›`, id: buttonId('later', aboutOf(asked)), ...off(at >= count) }
  return [retry, earlier, later]
}

/** Whether nothing is left to ask for: a question was taken back. An answer of before then stands there again. */
export const isWithdrawn = (why: string): boolean => why === 'cancelled'

/** Opens the question to be changed. That of which an answer is the rest stands above another message. */
export const editButtons = (asked: Asked): readonly Button[] =>
  asked.renews?.does === 'continue' ? [] : [button('edit', 'edit', asked)]

const off = (disabled: boolean): Pick<Button, 'disabled'> => (disabled ? { disabled } : {})

const button = (does: TurnButton, label: Case, asked: Asked): Button => ({
  label: sentence(label, asked.language),
  id: buttonId(does, aboutOf(asked)),
})

const aboutOf = ({ id: turn, private: alone, userInstall }: Asked): AboutTurn => ({
  turn,
  isOwn: alone || userInstall,
})
