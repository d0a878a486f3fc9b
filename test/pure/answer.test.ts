/** An answer as it grows, and what another life of its turn starts from. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AnswerEvent,
  endedBy,
  grow,
  hasFailed,
  noAnswer,
  resume,
  toolCallsOf,
} from '../../src/converse/turn/answer.ts'
import type { Block } from '../../src/converse/claude/content.ts'
import { noUsage } from '../../src/converse/claude/model-event.ts'
import { gapAfter, textIn } from '../../src/converse/claude/rounds.ts'
import type { KeptRound } from '../../src/converse/turn/turn-tools.ts'
import { answer, question } from '../build.ts'

const text = (words: string): Block => ({ type: 'text', text: words })
const call = (id: string): Block => ({ type: 'tool_use', id, name: 'bash', input: {} })
const result = (id: string) => ({ id, text: 'done', isError: false })
const file = { name: 'a.txt', type: 'text/plain', content: new Uint8Array([1]) }

const round = (id: string, ms = 100): AnswerEvent => ({
  kind: 'round',
  round: { content: [text(id), call(id)], results: [result(id)] },
  ms,
  files: [file],
  toolHits: 1,
})
const atWork = [{ label: 'bash', since: 5 }]

const someText = fc.string({ maxLength: 5 }).map((words): AnswerEvent => ({ kind: 'text', text: words }))
const someEvent: fc.Arbitrary<AnswerEvent> = fc.oneof(
  someText,
  fc.constantFrom('main', 'other').map((model): AnswerEvent => ({ kind: 'call', model })),
  fc.nat(9).map((n): AnswerEvent => ({ kind: 'used', usage: { ...noUsage, outputTokens: n }, usd: n })),
  fc.constantFrom(atWork, []).map((tools): AnswerEvent => ({ kind: 'tools', atWork: tools })),
  fc.nat(9).map((n) => round(String(n))),
)

describe('an answer that grows', () => {
  test('never loses text, rounds or cost', () => {
    fc.assert(
      fc.property(fc.array(someEvent), (events) => {
        let now = answer()
        for (const event of events) {
          const next = grow(now, event)
          expect(next.text.startsWith(now.text)).toBe(true)
          expect(next.rounds.slice(0, now.rounds.length)).toEqual(now.rounds)
          expect(next.cost.claudeCalls).toBeGreaterThanOrEqual(now.cost.claudeCalls)
          expect(next.cost.usage.outputTokens).toBeGreaterThanOrEqual(now.cost.usage.outputTokens)
          expect(next.toolMs).toBeGreaterThanOrEqual(now.toolMs)
          expect(next.hasUsedTools || !now.hasUsedTools).toBe(true)
          now = next
        }
      }),
    )
  })

  test('is the sum of its events', () => {
    fc.assert(
      fc.property(fc.array(someEvent), (events) => {
        const all = events.reduce(grow, answer())
        const each = <Kind extends AnswerEvent['kind']>(kind: Kind) =>
          events.filter((event): event is Extract<AnswerEvent, { kind: Kind }> => event.kind === kind)
        expect(all.text).toBe(
          each('text')
            .map((event) => event.text)
            .join(''),
        )
        expect(all.rounds).toEqual(each('round').map((event) => event.round))
        expect(all.cost.claudeCalls).toBe(each('call').length)
        expect(all.cost.model).toBe(each('call').at(-1)?.model ?? '')
        expect(all.cost.usage.outputTokens).toBe(
          each('used').reduce((sum, { usage }) => sum + usage.outputTokens, 0),
        )
        expect(toolCallsOf(all)).toBe(each('round').length)
      }),
    )
  })

  test('is not changed by what it becomes', () => {
    fc.assert(
      fc.property(fc.array(someEvent), someEvent, (events, event) => {
        const before = events.reduce(grow, answer())
        const copy = structuredClone(before)
        grow(before, event)
        expect(before).toEqual(copy)
      }),
    )
  })

  test('ends with what was at work put away, and with nothing else lost', () => {
    fc.assert(
      fc.property(fc.array(someEvent), (events) => {
        const before = events.reduce(grow, answer())
        const ended = endedBy(before, 'time limit')
        expect(ended).toEqual({ ...before, atWork: [], sources: [], ending: { why: 'time limit' } })
        expect([hasFailed(before), hasFailed(ended)]).toEqual([false, true])
      }),
    )
  })
})

test('words put away what was at work, and white space does not', () => {
  const busy = grow(answer(), { kind: 'tools', atWork })
  expect(grow(busy, { kind: 'text', text: '\n' }).atWork).toEqual(atWork)
  expect(grow(busy, { kind: 'text', text: 'It' })).toMatchObject({ atWork: [], hasUsedTools: true })
})

test('what Claude’s own tools did in its last message is a round of its own', () => {
  const search: Block = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }
  const found: Block = { type: 'web_search_tool_result', tool_use_id: 's', content: [] }
  const ended = grow(answer(), { kind: 'end', ending: { why: '' }, content: [search, found, text('It.')] })
  expect(ended.rounds).toHaveLength(1)
  expect([toolCallsOf(ended), hasFailed(ended)]).toEqual([0, false])
})

const kept = (id: string, isLost = false): KeptRound => ({
  content: [text(`${id}.`), call(id)],
  results: isLost ? undefined : [result(id)],
  ms: 100,
})

describe('another life starts from', () => {
  const left = { files: [file], toolHits: 2 }

  test('nothing, where nothing was heard', () => {
    expect(resume({ answer: answer(), rounds: [], files: [], toolHits: 0 })).toEqual({
      answer: noAnswer(question().id),
      textSoFar: '',
      lost: [],
    })
  })

  test('rounds and the text after them, which it goes on with', () => {
    const rounds = [kept('a'), kept('b')]
    const resumed = resume({ ...left, answer: answer({ text: 'a.\n\nb.\n\nAnd so' }), rounds })
    expect(resumed).toMatchObject({ textSoFar: 'And so', lost: [] })
    expect(resumed.answer).toMatchObject({
      text: 'a.\n\nb.\n\nAnd so',
      toolMs: 200,
      hasUsedTools: true,
      files: [file],
      cost: { toolHits: 2, claudeCalls: 0 },
    })
    expect(resumed.answer.rounds).toHaveLength(2)
  })

  test('the text of its rounds, where less was written down with the last edit', () => {
    const resumed = resume({ ...left, answer: answer({ text: 'a' }), rounds: [kept('a')] })
    expect([resumed.answer.text, resumed.textSoFar]).toEqual(['a.\n\n', ''])
  })

  test('a round of which a crash took the results, which is not over', () => {
    const resumed = resume({
      ...left,
      answer: answer({ text: 'a.\n\nb.' }),
      rounds: [kept('a'), kept('b', true)],
    })
    expect([resumed.answer.text, resumed.textSoFar]).toEqual(['a.\n\nb.\n\n', ''])
    expect([resumed.answer.rounds.length, resumed.lost.length]).toEqual([1, 1])
  })

  test('at least the text of all rounds, and never text that stands nowhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 }),
        fc.boolean(),
        fc.string(),
        fc.nat(40),
        (words, isCutOff, rest, upTo) => {
          const rounds = words.map((one, n) => ({
            ...kept(String(n), isCutOff && n === words.length - 1),
            content: [text(one), call(String(n))],
          }))
          const ofRounds = rounds.map((one) => textIn(one) + gapAfter(one)).join('')
          const heard = (ofRounds + rest).slice(0, upTo)
          const resumed = resume({ ...left, answer: answer({ text: heard }), rounds })
          expect(resumed.answer.text).toBe(ofRounds + resumed.textSoFar)
          expect(resumed.textSoFar === '' || heard.endsWith(resumed.textSoFar)).toBe(true)
          const isLonger = resumed.lost.length === 0 && heard.length > ofRounds.length
          expect(resumed.answer.text).toBe(isLonger ? heard : ofRounds)
        },
      ),
    )
  })
})
