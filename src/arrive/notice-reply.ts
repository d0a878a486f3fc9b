/** Replies to the buttons that switch a member's notices off and on. */

import type { NoticeSwitch } from '../converse/question/notice-button.ts'
import { noticeButton } from '../converse/question/notice-button.ts'
import { type Said, replyWith } from '../converse/thread/command.ts'
import type { MemberId } from '../ids.ts'
import type { Language } from '../sentences/sentences.ts'
import { bring, type BringDeps } from './bring.ts'

/** What each member has chosen. Each call may reject, and may never end. */
export interface Notices {
  /** Whether this member is told that a long answer has ended. */
  read(member: MemberId): Promise<boolean>
  set(member: MemberId, on: boolean): Promise<void>
}

export interface NoticePress {
  readonly does: NoticeSwitch
  /** Whose button it is. */
  readonly member: MemberId
  readonly presser: MemberId
  readonly language: Language
}

/** Says how to go back, with the button for it. Never rejects, and ends within two seconds. */
export async function noticeReply(
  deps: BringDeps & { readonly notices: Notices },
  press: NoticePress,
): Promise<Said> {
  const { does, member, presser, language } = press
  if (presser !== member) return replyWith('notice of another', press)
  const isOn = does === 'tell'
  const set = await bring(deps, () => deps.notices.set(presser, isOn))
  if (set === undefined) return replyWith('notices not changed', press)
  return {
    ...replyWith(isOn ? 'notices on' : 'notices off', press),
    buttons: [noticeButton(isOn ? 'quiet' : 'tell', presser, language)],
  }
}
