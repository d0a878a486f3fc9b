/** A conversation that Claude refuses is healed in few calls, and loses little more than what was refused. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { modelRequest } from '../../src/converse/claude/prompt.ts'
import type { Exchange, Transcript } from '../../src/converse/claude/transcript.ts'
import {
  type Facts,
  type Form,
  heal,
  healedBy,
  type Healing,
  shows,
  whole,
} from '../../src/converse/turn/heal.ts'
import { factsOf, inForm, leftOutBy } from '../../src/converse/turn/healed-request.ts'
import { toolDefinitions } from '../../src/converse/tools/table.ts'
import { type Poison, poisonProblem } from '../../src/playground/claude/poison.ts'
import { checkRequest } from '../../src/playground/claude/rules.ts'
import { transcript } from '../build.ts'

interface Course {
  /** The stages that were asked, in order. */
  readonly stages: readonly string[]
  readonly healing: Healing
  readonly why: string
}

/** Plays the calls of one message until an answer is taken, or nothing helps. */
function play(facts: Facts, takes: (form: Form) => boolean): Course {
  const stages: string[] = []
  let healing = whole
  for (;;) {
    stages.push(healing.stage)
    const isTaken = takes(healing.form)
    if (isTaken && !healing.form.isProbe) return { stages, healing, why: '' }
    const next = heal(healing, facts, isTaken)
    if ('why' in next) return { stages, healing, why: next.why }
    healing = next
  }
}

const facts = (partial: Partial<Facts> = {}): Facts => ({
  parts: 4,
  hasSummary: false,
  canBePlain: true,
  hasOwnFiles: false,
  ...partial,
})
/** Claude refuses what shows this part. */
const without =
  (...parts: readonly number[]) =>
  (form: Form): boolean =>
    !parts.some((part) => shows(form, part))

describe('what is asked, in order', () => {
  test.each<[string, Partial<Facts>, (form: Form) => boolean, readonly string[], unknown]>([
    ['nothing is refused', {}, () => true, ['whole'], undefined],
    ['a block is', {}, ({ isPlain }) => isPlain, ['whole', 'plain'], { how: 'plain', count: 0 }],
    [
      'the second exchange is',
      {},
      without(1),
      ['whole', 'plain', 'question', 'half', 'half', 'rest'],
      { how: 'part', count: 1 },
    ],
    [
      'the only exchange is',
      { parts: 1 },
      without(0),
      ['whole', 'plain', 'question', 'rest'],
      { how: 'alone', count: 1 },
    ],
    [
      'two exchanges are',
      {},
      without(0, 3),
      ['whole', 'plain', 'question', 'half', 'half', 'rest', 'alone'],
      { how: 'alone', count: 4 },
    ],
    [
      'two exchanges after a summary are',
      { hasSummary: true, parts: 5 },
      without(1, 4),
      ['whole', 'plain', 'question', 'half', 'half', 'rest', 'summary'],
      { how: 'summary', count: 4 },
    ],
    [
      'the summary is',
      { hasSummary: true, canBePlain: false },
      without(0),
      ['whole', 'question', 'half', 'half', 'rest'],
      { how: 'part', count: 0 },
    ],
  ])('where %s', (_, some, takes, stages, healed) => {
    const course = play(facts(some), takes)
    expect([course.stages, course.why]).toEqual([stages, ''])
    expect(healedBy(course.healing, facts(some))).toEqual(healed)
  })

  test.each<[string, Partial<Facts>, (form: Form) => boolean, readonly string[], string]>([
    ['every request', {}, () => false, ['whole', 'plain', 'question'], 'bad request'],
    ['a first question', { parts: 0, canBePlain: false }, () => false, ['whole'], 'bad request'],
    [
      'the question’s file',
      { hasOwnFiles: true },
      ({ hasOwnFiles }) => !hasOwnFiles,
      ['whole', 'plain', 'question', 'no files'],
      'file refused',
    ],
    [
      'every request, with a file',
      { hasOwnFiles: true, parts: 0, canBePlain: false },
      () => false,
      ['whole', 'no files'],
      'bad request',
    ],
  ])('nothing helps where %s is refused', (_, some, takes, stages, why) => {
    const course = play(facts(some), takes)
    expect([course.stages, course.why]).toEqual([stages, why])
  })
})

describe('whatever the conversation is', () => {
  const any = fc.record({
    parts: fc.integer({ min: 1, max: 200 }),
    hasSummary: fc.boolean(),
    canBePlain: fc.boolean(),
    hasOwnFiles: fc.boolean(),
  })

  test('one refused part is left out within seven further calls, with an eighth of the others at most', () => {
    fc.assert(
      fc.property(any, fc.nat(), (some, place) => {
        const refused = place % some.parts
        const { stages, healing, why } = play(some, without(refused))
        expect(why).toBe('')
        expect(stages.length).toBeLessThanOrEqual(7)
        const gone = Array.from({ length: some.parts }, (_, part) => part).filter(
          (part) => !shows(healing.form, part),
        )
        expect(gone).toContain(refused)
        expect(gone.length).toBeLessThanOrEqual(Math.ceil(some.parts / 8))
      }),
      { numRuns: 1_000 },
    )
  })

  test('any number of them ends in an answer within nine, and nothing is asked twice', () => {
    fc.assert(
      fc.property(any, fc.uniqueArray(fc.nat(199), { minLength: 1, maxLength: 8 }), (some, places) => {
        const asked: string[] = []
        const { stages, why } = play(some, (form) => {
          asked.push(JSON.stringify(form))
          return without(...places)(form)
        })
        expect(why).toBe('')
        expect(stages.length).toBeLessThanOrEqual(9)
        expect(new Set(asked).size).toBe(asked.length)
      }),
    )
  })
})

const exchange = (n: number, hasRounds: boolean): Exchange => ({
  name: 'Ada',
  asked: `Question ${n};`,
  answered: `Answer ${n}.`,
  ...(hasRounds
    ? {
        rounds: [
          {
            content: [{ type: 'tool_use', id: `toolu_${n}`, name: 'bash', input: { command: `run ${n};` } }],
            results: [{ id: `toolu_${n}`, text: 'Done.', isError: false }],
          },
        ],
      }
    : {}),
})

describe('as the local Claude takes it', () => {
  const toolbox = toolDefinitions()
  const takes = (shown: Transcript, tellsRounds: boolean, poisons: readonly Poison[]): boolean => {
    const asked = { name: 'Ada', asked: 'And now?' }
    const request = modelRequest({
      model: 'claude-haiku-5-5',
      systemPrompt: '',
      maxTokens: 9,
      transcript: shown,
      asked,
      toolbox,
      tellsRounds,
    })
    const checked = checkRequest(request, new Set())
    expect(checked.ok ? '' : checked.problem.message).toBe('')
    return checked.ok && poisonProblem(checked.request.messages, poisons) === undefined
  }

  test('the answer comes, and the next question is taken at once', () => {
    const conversations = fc.record({
      rounds: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
      place: fc.nat(),
      isInBlock: fc.boolean(),
      summary: fc.option(fc.constant('They met.'), { nil: undefined }),
    })
    fc.assert(
      fc.property(conversations, ({ rounds, place, isInBlock, summary }) => {
        const n = place % rounds.length
        const poisons: readonly Poison[] =
          isInBlock && rounds[n] === true
            ? [{ match: `run ${n};`, blocks: true }]
            : [{ match: `Question ${n};` }]
        const all = transcript({ summary, exchanges: rounds.map((has, index) => exchange(index, has)) })
        const none = new Map()
        const about = factsOf(all, none, none, [])
        const { healing, why } = play(about, (form) => {
          const shown = inForm(form, all, none, none)
          return takes(shown.transcript, shown.tellsRounds, poisons)
        })
        expect(why).toBe('')
        const left = leftOutBy(healing.form, all)
        const kept = all.exchanges.filter((one) => !left.exchanges.includes(one))
        const next = transcript({
          summary: left.summary ? undefined : summary,
          exchanges: left.tellsRounds ? kept.map((one) => ({ ...one, isTold: true })) : kept,
        })
        expect(takes(next, false, poisons)).toBe(true)
        expect(left.exchanges.length).toBeLessThanOrEqual(isInBlock && rounds[n] === true ? 0 : 2)
      }),
      { numRuns: 300 },
    )
  })
})
