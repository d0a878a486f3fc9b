/** The buttons of a turn: those under an answer that grows, and those under one that has ended. */

import type { Button } from '../../deliver/message.ts'
import { type Case, sentence } from '../../sentences.ts'
import type { Question } from '../question.ts'
import { type Answer, toolCallsOf } from './answer.ts'
import { buttonId, type TurnButton } from './button-id.ts'

/** What a button has to know of the question. */
export type Asked = Pick<Question, 'id' | 'language' | 'private' | 'userInstall'>

/** Ends an answer that grows. */
export const stopButton = (asked: Asked): Button => button('stop', 'stop', asked)

/** The same button under a question that waits, which it takes back. */
export const cancelButton = (asked: Asked): Button => button('stop', 'cancel', asked)

/** Asks Claude again; beside Stop while Claude is silent. */
export const againButton = (asked: Asked): Button => button('again', 'try now', asked)

/** Shows what the tools did, where there were any: those of the turn that asked Claude. */
export const detailsButtons = (answer: Answer, asked: Asked): readonly Button[] =>
  toolCallsOf(answer) === 0 ? [] : [button('details', 'details', { ...asked, id: answer.by })]

const button = (
  does: TurnButton,
  label: Case,
  { id: turn, language, private: alone, userInstall }: Asked,
): Button => ({ label: sentence(label, language), id: buttonId(does, { turn, isOwn: alone || userInstall }) })
