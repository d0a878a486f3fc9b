/** The state of one reply, what it is told, and the call that is due. */

import { startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import { recordResult } from '../../src/deliver/call-result.ts'
import { updateContent } from '../../src/deliver/reply-content.ts'
import {
  nextStep,
  type ReplyOptions,
  type ReplyState,
  startReply,
  type Step,
} from '../../src/deliver/reply-state.ts'
import type { Button } from '../../src/deliver/message.ts'
import { channelId, messageId } from '../build.ts'
import { after, contentIn, type Piece } from './pieces.ts'

export const START = 1_000_000

export const reply = (partial: Partial<ReplyOptions> = {}): ReplyState =>
  startReply(
    {
      intervalMs: 1_500,
      language: 'en',
      streaming: true,
      waitsForPhrase: true,
      maxPages: 5,
      notBefore: 0,
      before: [],
      turn: 'turn',
      channel: { budget: startChannelBudget(30) },
      silence: { lines: [] },
      ...partial,
    },
    START,
  )

export const tell = (state: ReplyState, piece: Piece, now: number): void =>
  updateContent(state, after(contentIn(state), piece), now)

export const say = (state: ReplyState, text: string, now = START): void =>
  tell(state, { kind: 'text', text }, now)

/** Long enough to be a phrase: the first edit waits for one. */
export const HELLO = 'Hello to all of you here.'

export const end = (state: ReplyState, ...buttons: readonly Button[]): void =>
  tell(state, { kind: 'end', buttons }, START)

export const landed = (id = '100'): Sent => ({
  ok: true,
  message: messageId(id),
  channel: channelId('9'),
  budget: { limit: 5, remaining: 4, resetAfterMs: 5_000 },
})

/** The call that is due now. */
export function call(state: ReplyState, now: number): Extract<Step, { do: 'call' }> {
  const step = nextStep(state, now)
  if (step.do !== 'call') throw new Error(`not a call: ${JSON.stringify(step)}`)
  return step
}

/** Makes the call that is due now, and answers it. */
export function make(
  state: ReplyState,
  now: number,
  sent: Sent = landed(),
): Extract<Step, { do: 'call' }>['call'] {
  const step = call(state, now)
  recordResult(state, step, sent, now + 50)
  return step.call
}

export const stop = { id: 'stop:1', label: 'Stop' }

export const buttons = (state: ReplyState, ...all: (typeof stop)[]): void =>
  tell(state, { kind: 'buttons', buttons: all }, START)
