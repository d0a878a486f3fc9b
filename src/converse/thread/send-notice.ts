/** Tells the asker that a long answer has ended: at most once, with the token that still lives. */

import type { Clock } from '../../clock.ts'
import { makeSpareCalls } from '../../deliver/spare-calls.ts'
import type { Sent } from '../../deliver/sent.ts'
import { botChannel } from '../../deliver/webhook.ts'
import type { MessageId } from '../../ids.ts'
import type { Told } from '../../guild/notice-setting.ts'
import { HAND_OVER_MS } from '../../limits.ts'
import type { NoticeEvent } from '../../measure/notice-event.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ChannelLimit } from '../coordinator/channel-limit.ts'
import type { Question } from '../question/question.ts'
import { type Notice, noticeBody } from './notice.ts'
import type { OurMessages } from './our-messages.ts'
import { webhookOf } from './showing.ts'

export interface SendNoticeDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly channel: Pick<ChannelLimit, 'share'>
  readonly ours: Pick<OurMessages, 'stands'>
  /** Whether this member is to be told. Never rejects. */
  readonly wantsNotice: (told: Told) => Promise<boolean>
  readonly log: (event: NoticeEvent) => void
}

/** Where the answer stands, and when its reply has a call to spare. */
interface Place {
  readonly first: MessageId
  readonly freeAt: number
}

/**
 * Call it when the end of the turn is written down: the next life then finds no open turn and tells nobody. So a crash in
 * between costs the notice, and never brings a second one. Never rejects.
 */
export async function sendNotice(
  { clock, settings, channel, ours, wantsNotice, log }: SendNoticeDeps,
  notice: Notice,
  question: Question,
  { first, freeAt }: Place,
): Promise<void> {
  const { id: turn, thread } = question
  const event = { evt: 'answer.notice', v: 1, turn, thread } as const
  if (!(await wantsNotice(question))) {
    log({ ...event, outcome: 'off', why: '' })
    return
  }
  const body = noticeBody(notice, question, first)
  const make = (): Promise<Sent> => {
    if (clock.now() < question.askedAt + HAND_OVER_MS)
      return webhookOf(question, settings, clock).create(body)
    const { discordToken: botToken, discordApiBaseUrl: baseUrl } = settings
    return botToken === undefined || question.userInstall
      ? Promise.resolve({ ok: false, why: 'expired', code: 0 })
      : botChannel({ baseUrl, botToken, channel: question.channel }, clock).create(body, first)
  }
  const [sent] = await makeSpareCalls(
    clock,
    { turn, channel: channel.share },
    [{ creates: true, make }],
    freeAt,
  )
  if (sent?.ok === true) ours.stands(sent.message)
  const why = sent === undefined ? 'no room' : sent.ok ? '' : sent.why
  log({ ...event, outcome: why === '' ? 'sent' : 'failed', why })
}
