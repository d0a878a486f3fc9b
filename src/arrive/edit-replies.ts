/** Replies to the button Edit question, which opens a modal, and to what is sent with that. */

import { type Reply, replyWith, type Said } from '../converse/thread/command.ts'
import type { Editable, EditedNow, EditMade, EditWanted } from '../converse/thread/edits.ts'
import { isBlank } from '../deliver/markdown/graphemes.ts'
import type { Case } from '../sentences/sentences.ts'
import type { AnswerPress, Opens } from './answer-replies.ts'
import { typedText } from '../converse/question/typed.ts'
import { bring } from './bring.ts'
import type { ReplyDeps } from './command-replies.ts'
import { editModal } from './modal.ts'

/** Somebody pressed Edit question. */
export interface EditPress extends AnswerPress {
  readonly wanted: EditWanted
}

/** Opens the modal with the question as it is. Never rejects, and ends within two seconds; so does the next. */
export async function editReply(deps: ReplyDeps, made: EditPress): Promise<Reply | Opens> {
  const found = await bring(deps, () => deps.conversation(made.thread).toEdit(made.wanted))
  const editable: Editable | undefined = found?.value
  if (editable === undefined) return replyWith('conversation unreachable', made)
  if (editable.does === 'say') return replyWith(said(editable.why, made), made)
  return { does: 'open', modal: editModal(made.language, made, editable.text) }
}

/** Somebody has changed a question in the modal. */
export interface EditSent extends AnswerPress {
  readonly made: EditMade
}

/** Has the question changed. Where that is too late, what was typed is given back: nobody can read it in the modal any more. */
export async function editedReply(deps: ReplyDeps, sent: EditSent): Promise<Reply> {
  const { made, thread } = sent
  if (isBlank(made.text)) return replyWith('empty prompt', sent)
  const done = await bring(deps, () => deps.conversation(thread).edit(made))
  const edited: EditedNow | undefined = done?.value
  if (edited === undefined) return givenBack('conversation unreachable', sent)
  return edited.does === 'say' ? givenBack(said(edited.why, sent), sent) : edited
}

const givenBack = (why: Case, sent: EditSent): Said => ({
  ...replyWith(why, sent),
  embeds: [typedText(sent.made.text, sent.language)],
})

/** In a conversation of somebody's own another finds no question, whether there is one or not. */
const said = (why: Case, { isOwn }: AnswerPress): Case =>
  isOwn && why === 'answer past' ? 'answer past or of another' : why
