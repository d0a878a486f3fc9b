/** How the answer of a turn can end: as Claude stops, or at the deadline. */

import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/sentences/sentences.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { answer } from '../build.ts'
import { settle } from '../fakes/clock.ts'
import { type Act, said, end, failed, play, english } from '../fakes/play-turn.ts'

describe('how an answer can end', () => {
  test.each<[string, readonly Act[], Case, boolean]>([
    ['as long as allowed', [said('Half'), end('max_tokens')], 'length limit', true],
    ['out of context', [said('Half'), end('model_context_window_exceeded')], 'length limit', true],
    ['refused midway', [said('Half'), end('refusal')], 'refused midway', false],
  ])('%s: the text stays, with a sentence', async (_, script, why, isKept) => {
    const { text, notes, calls, end: ended } = await play({ claude: [script] })
    expect([text, notes, calls.length]).toEqual(['Half', [english(why)], 1])
    expect(ended.report).toMatchObject({ outcome: 'partial', why })
    expect(ended.exchange !== undefined).toBe(isKept)
  })

  test('cut off again and again, the text stays, with a sentence', async () => {
    const scripts = [[said('Half'), failed('unreachable')], [failed('unreachable')]]
    const { text, notes, calls, end: ended } = await play({ claude: scripts })
    expect([text, notes, calls]).toEqual(['Half', [english('cut off')], ['0 main', '300 main', '300 other']])
    expect(ended.report).toMatchObject({ outcome: 'partial', why: 'cut off' })
    expect(ended.exchange?.answered).toBe('Half')
  })

  test.each<[string, Case]>([
    ['end_turn', 'empty answer'],
    ['max_tokens', 'empty answer'],
    ['refusal', 'refused'],
    ['model_context_window_exceeded', 'too much text'],
    ['stop_of_tomorrow', 'empty answer'],
  ])('"%s" without a word is told as "%s"', async (stop, why) => {
    for (const script of [[end(stop)], [said(' \n'), end(stop)]]) {
      const { notes, end: ended } = await play({ claude: [script] })
      expect(notes).toEqual([english(why)])
      expect(ended).toMatchObject({ exchange: undefined, report: { outcome: 'refused', why } })
    }
  })

  test('a stop of tomorrow ends an answer like any other', async () => {
    const { notes, end: ended } = await play({ claude: [[said('Hi'), end('stop_of_tomorrow')]] })
    expect(notes).toEqual([])
    expect(ended.report.outcome).toBe('answered')
  })

  test('sentences speak the member’s language', async () => {
    const { notes } = await play({ claude: [[end('refusal')]], question: { language: 'de' } })
    expect(notes).toEqual([sentence('refused', 'de')])
  })
})

describe('the deadline', () => {
  const deadline = { settings: { turnDeadlineSeconds: 60 } }

  test('ends an answer that goes on, and Claude’s stream with it', async () => {
    const {
      text,
      notes,
      stopped,
      end: ended,
      clock,
    } = await play({
      ...deadline,
      claude: [[said('So far'), 'for ever', said('never')]],
    })
    expect([text, notes, stopped]).toEqual(['So far', [english('time limit')], true])
    expect(clock.now()).toBe(60_000)
    expect(ended).toMatchObject({
      report: { outcome: 'partial', why: 'time limit' },
      exchange: { answered: 'So far' },
    })
  })

  test('after that of the token lets the bot take the reply over', async () => {
    const { text, notes, clock } = await play({
      settings: { turnDeadlineSeconds: 1_800 },
      outlives: true,
      claude: [[said('So far'), 1_200_000, said(' and further'), end()]],
    })
    expect([text, notes]).toEqual(['So far and further', []])
    expect(clock.now()).toBe(1_200_000)
  })

  test('of a turn that is taken up without its token shows nothing until the bot has it', async () => {
    const { text, end: ended } = await play({
      settings: { turnDeadlineSeconds: 1_800 },
      outlives: true,
      looksMs: 80,
      startAt: 900_000,
      turn: { answer: answer({ text: 'So far' }), attempt: 2 },
      claude: [[said('So far and further'), end()]],
    })
    expect(text).toBe('So far and further')
    expect(ended.report).toMatchObject({ firstTextMs: 80, outcome: 'answered' })
  })

  test('counts from the question, not from the turn that waited', async () => {
    const { clock } = await play({ ...deadline, startAt: 45_000, claude: [['for ever']] })
    expect(clock.now()).toBe(60_000)
  })

  test.each<[string, readonly Act[]]>([
    ['said nothing', ['for ever']],
    ['said a blank line', [said('\n'), 'for ever']],
    ['is between two attempts', [59_900, failed('unreachable')]],
  ])('is told as silence where Claude %s', async (_, script) => {
    const { notes, calls, end: ended } = await play({ ...deadline, claude: [script] })
    expect([notes, calls.length]).toEqual([[english('silent')], 1])
    expect(ended).toMatchObject({ exchange: undefined, report: { outcome: 'refused', why: 'silent' } })
  })

  test('that has passed already leaves one sentence', async () => {
    const { notes, clock } = await play({ ...deadline, startAt: 90_000, claude: [['for ever']] })
    expect(notes).toEqual([english('silent')])
    expect(clock.now()).toBe(90_000)
  })

  test('does not outlive its turn', async () => {
    const { clock } = await play(deadline)
    await settle()
    expect(clock.sleepers()).toBe(0)
  })
})
