/** The two buttons that switch a member's notices off and on, and their ids. */

import type { Button } from '../../deliver/message.ts'
import { isMemberId, type MemberId } from '../../ids.ts'
import { type Language, sentence } from '../../sentences/sentences.ts'

export type NoticeSwitch = 'quiet' | 'tell'

/** The id has a version, because a button stays in Discord for longer than the code that made it. */
const VERSION = 1

/** @param member who may press it; everybody else gets a sentence */
export const noticeButton = (does: NoticeSwitch, member: MemberId, language: Language): Button => ({
  label: sentence(does, language),
  id: `${does}:${VERSION}:${member}`,
})

const ID = /^(quiet|tell):1:(\d+)$/

/** Undefined for a forged id, and for one of another version. */
export function readNoticeId(
  customId: string,
): { readonly does: NoticeSwitch; readonly member: MemberId } | undefined {
  const [, does, member] = ID.exec(customId) ?? []
  if (!isMemberId(member)) return undefined
  return { does: does === 'tell' ? 'tell' : 'quiet', member }
}
