/** What a turn's end is called, and what the transcript keeps of it, by what Discord took. */

import { describe, expect, test } from 'vitest'
import type { Delivered } from '../../src/deliver/reply-state.ts'
import { type Answer, grow } from '../../src/converse/turn/answer.ts'
import { notAsked } from '../../src/converse/turn/cache-result.ts'
import { next, startCourse } from '../../src/converse/turn/course.ts'
import { turnEnd, type TurnEnd } from '../../src/converse/turn/outcome.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import { answer, question, spoken, transcript, variants } from '../build.ts'

const TEXT = 'First words. And the last of it.'

const turn: Turn = {
  question: question(),
  spoken: spoken(),
  transcript: transcript(),
  session: 'new',
  variants: variants(),
  attempt: 1,
  answer: answer(),
}

/** A turn that has received this and shown that. */
function endOf(delivered: Partial<Delivered>, received: Partial<Answer> = {}): TurnEnd {
  const grown = grow(answer({ text: TEXT, ...received }), { kind: 'end', ending: { why: '' }, content: [] })
  const course = next(startCourse(turn, notAsked(''), 0), { kind: 'grows', answer: grown }, 100)
  const whole: Delivered = {
    outcome: 'whole',
    pages: 1,
    messages: [],
    replaced: 0,
    freeAt: 0,
    shown: TEXT.length,
    edits: 1,
    rateLimited: 0,
    refused: 0,
    firstWordsAt: 10,
    lastEditAt: 100,
  }
  return turnEnd(turn, { course, delivered: { ...whole, ...delivered }, notKept: '' }, 200)
}

describe('an answer of which Discord took', () => {
  test.each<[string, Partial<Delivered>, string, string, string | undefined]>([
    ['all', {}, 'answered', '', TEXT],
    ['all but a page', { outcome: 'filtered', pages: 3, replaced: 1 }, 'partial', 'filtered', TEXT],
    ['not its only page', { outcome: 'filtered', pages: 1, replaced: 1 }, 'refused', 'filtered', TEXT],
    ['not the form', { outcome: 'unwanted', pages: 2, replaced: 1 }, 'partial', 'unwanted', TEXT],
    [
      'the beginning, before the thread was closed',
      { outcome: 'closed', shown: 12 },
      'undelivered',
      'closed',
      'First words.',
    ],
    [
      'nothing, because the thread was closed',
      { outcome: 'closed', shown: 0 },
      'undelivered',
      'closed',
      undefined,
    ],
    ['what a moderator then deleted', { outcome: 'gone' }, 'undelivered', 'gone', undefined],
    ['nothing, because the token was dead', { outcome: 'expired' }, 'undelivered', 'expired', undefined],
  ])('%s', (_, delivered, outcome, why, kept) => {
    const { report, exchange } = endOf(delivered)
    expect([report.outcome, report.why]).toEqual([outcome, why])
    expect(exchange?.answered).toBe(kept)
  })
})

test('after tools, what nobody has read is not kept either', () => {
  const rounds: Answer['rounds'] = [{ content: [{ type: 'text', text: 'First words.' }], results: [] }]
  const kept = (shown: number): string | undefined =>
    endOf({ outcome: 'closed', shown }, { rounds }).exchange?.answered
  expect(kept(TEXT.length)).toBe('And the last of it.')
  expect(kept(20)).toBe('And the')
  expect(kept(5)).toBe('.')
})

test.each<[string, number, number | undefined]>([
  ['30 ms after Claude had ended', 130, 30],
  ['before Claude had ended', 90, undefined],
])('a last edit %s lags behind by just that', (_, lastEditAt, lag) => {
  expect(endOf({ lastEditAt }).report.lastEditMs).toBe(lag)
})
