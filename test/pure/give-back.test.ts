/** Which questions are given back when they have got no answer. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { giveBack, isLost } from '../../src/converse/thread/give-back.ts'
import { questionLine, showsAll } from '../../src/deliver/question-line.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import { interactionId, question, settings } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const shows = { showQuestion: true, discordApplicationId: settings().discordApplicationId }
const asked = question({ text: 'Why?\nTell me.', isTyped: true })
const short = { ...asked, text: 'Why?' }
const refused = { outcome: 'refused', why: 'refused', characters: 0 } as const
const cancelled = { outcome: 'stopped', why: 'cancelled', characters: 0 } as const
const renews = { does: 'retry', turn: interactionId('1'), version: 2, from: 0, fence: '' } as const

const unreachable: Sent = { ok: false, why: 'unreachable', code: 0 }
const limit = { scope: 'user', retryAfterMs: 1_000 } as const

test.each([
  ['one that was refused', asked, refused, shows, true],
  ['one that was taken back', asked, cancelled, shows, true],
  ['one of which all stands above', short, refused, shows, false],
  ['the same in private', { ...short, private: true }, refused, shows, true],
  ['the same where no question is shown', short, refused, { ...shows, showQuestion: false }, true],
  ['an edited one that was taken back', { ...short, renews }, cancelled, shows, true],
  ['an edited one that was refused', { ...short, renews }, refused, shows, false],
  ['one that was an option', { ...asked, isTyped: false }, refused, shows, false],
  ['one with part of an answer', asked, { ...refused, outcome: 'partial', characters: 9 }, shows, false],
  ['one that was stopped midway', asked, { ...cancelled, why: 'stopped', characters: 9 }, shows, false],
  ['one whose answer is a file alone', asked, { ...refused, outcome: 'answered' }, shows, false],
  ['one whose message is gone', asked, { ...refused, outcome: 'undelivered' }, shows, false],
] as const)('%s', (_, one, figures, line, expected) => {
  expect(isLost(one, figures, line)).toBe(expected)
})

test('a line that shows all of a question has all of its words', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w ?\n]{0,260}$/), (text) => {
      if (!showsAll(text)) return
      expect((questionLine(text) ?? '> ').replaceAll('\\', '')).toBe(`> ${text}`)
    }),
  )
})

test('it is made once, and again only where Discord has made none', async () => {
  const tries = async (first: Sent): Promise<number> => {
    let made = 0
    const clock = testClock()
    const create = (): Promise<Sent> => {
      made += 1
      return Promise.resolve(made === 1 ? first : unreachable)
    }
    await clock.until(giveBack(asked, clock, { create }))
    return made
  }
  expect(await tries(unreachable)).toBe(1)
  expect(await tries({ ok: false, why: 'rate limited', limit })).toBe(2)
})
