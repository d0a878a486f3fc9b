/** Who is told that an answer has ended, what the message says, and what its buttons do. */

import { expect, test } from 'vitest'
import { noticeReply } from '../../src/arrive/notice-reply.ts'
import { noticeButton, readNoticeId } from '../../src/converse/question/notice-button.ts'
import { LONG_MS, noticeBody, noticeOf } from '../../src/converse/thread/notice.ts'
import { menuOf } from '../../src/converse/thread/menu.ts'
import type { Outcome } from '../../src/measure/figures.ts'
import { channelId, guildId, interactionId, memberId, messageId, question, turnFigures } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const ada = memberId('53908232506183680')
const ben = memberId('53908232506183681')

const cut = { isCut: true, hasText: true, hasTools: false, by: interactionId('1') }

const told = (
  outcome: Outcome,
  { afterMs = LONG_MS + 1, isPrivate = false, isStopped = false, isCut = false } = {},
): string | undefined =>
  noticeOf(
    {
      question: { askedAt: 1_000, private: isPrivate },
      end: { report: turnFigures({ outcome }), left: { ...cut, isCut } },
      isStopped,
    },
    1_000 + afterMs,
  )

test.each([
  ['an answer', 'answered', {}, 'notice done'],
  ['an answer with a sentence of ours under it', 'partial', {}, 'notice done'],
  ['an answer that broke off', 'partial', { isCut: true }, 'notice cut'],
  ['a failure', 'refused', {}, 'notice failed'],
  ['what took 20 seconds and no longer', 'answered', { afterMs: LONG_MS }, undefined],
  ['a private answer', 'answered', { isPrivate: true }, undefined],
  ['what a member stopped', 'stopped', {}, undefined],
  ['what a member stopped when it was whole', 'answered', { isStopped: true }, undefined],
  ['what Discord did not take', 'undelivered', {}, undefined],
] as const)('of %s the asker is told what is true', (_, outcome, more, expected) => {
  expect(told(outcome, more)).toBe(expected)
})

test.each([
  ['en', 'Your answer is done: ', "🔕 Don't tell me"],
  ['de', 'Deine Antwort ist fertig: ', '🔕 Nicht mehr Bescheid sagen'],
] as const)(
  'in %s it mentions the asker alone, leads to the answer, and can be switched off',
  (language, text, label) => {
    const asked = question({ guild: guildId('7'), channel: channelId('9'), member: ada, language })
    expect(noticeBody('notice done', asked, messageId('100'))).toEqual({
      content: `<@${ada}> ${text}https://discord.com/channels/7/9/100`,
      plainLinks: true,
      notifies: ada,
      buttons: [{ label, id: `quiet:1:${ada}` }],
    })
  },
)

test.each(['quiet', 'tell'] as const)('the id of %s is read back, and no other is', (does) => {
  expect(readNoticeId(noticeButton(does, ada, 'en').id)).toEqual({ does, member: ada })
  for (const forged of [
    `${does}:2:${ada}`,
    `${does}:1:`,
    `${does}:1:${ada}:own`,
    `${does}:1:x`,
    `un${does}:1:1`,
  ])
    expect(readNoticeId(forged)).toBeUndefined()
})

const press = async (does: 'quiet' | 'tell', presser = ada, isDown = false) => {
  const set: unknown[] = []
  const notices = {
    read: () => Promise.resolve(true),
    set: (...change: unknown[]) => {
      if (isDown) return Promise.reject(new Error('down'))
      set.push(change)
      return Promise.resolve()
    },
  }
  const deps = { clock: testClock(), notices, complain: () => undefined }
  const { why, buttons } = await noticeReply(deps, { does, member: ada, presser, language: 'en' })
  return { why, ids: buttons?.map(({ id }) => id), set }
}

test('a press switches the notices of the one who presses, and offers the way back', async () => {
  expect(await press('quiet')).toEqual({ why: 'notices off', ids: [`tell:1:${ada}`], set: [[ada, false]] })
  expect(await press('tell')).toEqual({ why: 'notices on', ids: [`quiet:1:${ada}`], set: [[ada, true]] })
})

test('a press of another changes nothing, and one that could not be kept says so', async () => {
  expect(await press('quiet', ben)).toEqual({ why: 'notice of another', ids: undefined, set: [] })
  expect(await press('quiet', ada, true)).toEqual({ why: 'notices not changed', ids: undefined, set: [] })
})

test('the menu of an answer has the switch of the one who looks', () => {
  const found = { id: interactionId('1'), member: ada, hasTools: false }
  const presser = { isOwn: false, language: 'en', member: ben, threads: 'none' } as const
  const last = (wantsNotice: boolean): unknown => menuOf(found, { ...presser, wantsNotice }).at(-1)
  expect(last(true)).toEqual(noticeButton('quiet', ben, 'en'))
  expect(last(false)).toEqual(noticeButton('tell', ben, 'en'))
})
