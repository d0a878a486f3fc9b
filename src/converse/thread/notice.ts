/** Decides whether a member is told that an answer has ended, and what that message says. */

import { messageLink } from '../../deliver/page-links.ts'
import type { MessageBody } from '../../deliver/message.ts'
import type { MessageId } from '../../ids.ts'
import { type Case, sentence } from '../../sentences/sentences.ts'
import { noticeButton } from '../question/notice-button.ts'
import type { Question } from '../question/question.ts'
import type { TurnEnd } from '../turn/outcome.ts'

export type Notice = Extract<Case, `notice ${'done' | 'cut' | 'failed'}`>

/** The asker still looks there. Our choice. */
export const LONG_MS = 20_000

export interface Ended {
  readonly question: Pick<Question, 'private' | 'askedAt'>
  readonly end: Pick<TurnEnd, 'report' | 'left'>
  /** A member has pressed Stop, be it too late. */
  readonly isStopped: boolean
}

/**
 * Undefined where nobody is told: what nobody can read, what a member has ended, and what was quick.
 *
 * @param now milliseconds since 1970, after the last edit
 */
export function noticeOf({ question, end, isStopped }: Ended, now: number): Notice | undefined {
  if (question.private || isStopped || now - question.askedAt <= LONG_MS) return undefined
  switch (end.report.outcome) {
    case 'answered':
      return 'notice done'
    case 'partial':
      return end.left?.isCut === true ? 'notice cut' : 'notice done'
    case 'refused':
      return 'notice failed'
    case 'stopped':
    case 'undelivered':
      return undefined
  }
}

/** The message that mentions the asker and nobody else. @param first the first message of the answer */
export const noticeBody = (
  notice: Notice,
  question: Pick<Question, 'guild' | 'channel' | 'member' | 'language'>,
  first: MessageId,
): MessageBody => ({
  content: `<@${question.member}> ${sentence(notice, question.language, messageLink(question, first))}`,
  plainLinks: true,
  notifies: question.member,
  buttons: [noticeButton('quiet', question.member, question.language)],
})
