/** The buttons of a turn: those under an answer that grows, and those under one that has ended. */

import type { Button } from '../../deliver/message.ts'
import { type Case, type Language, sentence } from '../../sentences.ts'
import type { Question } from '../question.ts'
import { type Answer, toolCallsOf } from './answer.ts'
import { type AboutTurn, buttonId, type TurnButton } from './button-id.ts'

/** What a button has to know of the question. */
export type Asked = Pick<Question, 'id' | 'language' | 'private' | 'userInstall'>

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
export const detailsButtons = (answer: Answer, asked: Asked): readonly Button[] =>
  toolCallsOf(answer) === 0
    ? []
    : [menuButton('details', { ...aboutOf(asked), turn: answer.by }, asked.language)]

/** A button of the menu; whoever opens it reads it in their own language. */
export const menuButton = (
  does: 'bad' | 'thread' | 'details',
  about: AboutTurn,
  language: Language,
): Button => ({
  label: sentence(does, language),
  id: buttonId(does, about),
})

const button = (does: TurnButton, label: Case, asked: Asked): Button => ({
  label: sentence(label, asked.language),
  id: buttonId(does, aboutOf(asked)),
})

const aboutOf = ({ id: turn, private: alone, userInstall }: Asked): AboutTurn => ({
  turn,
  isOwn: alone || userInstall,
})
