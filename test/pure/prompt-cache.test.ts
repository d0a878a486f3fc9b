/** Requests to Claude begin as those before them did, to the byte, so that its cache serves them. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instructions, type ModelRequest, summaryRequest } from '../../src/converse/claude/prompt.ts'
import type { Exchange, Transcript } from '../../src/converse/claude/transcript.ts'
import { transcript } from '../build.ts'
import { firstDifference } from '../prefix.ts'
import { numbered, request } from '../fakes/model-request.ts'

const exchange = fc.record({
  name: fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme' })),
  asked: fc.string({
    minLength: 1,
    unit: fc.oneof(fc.string(), fc.constantFrom('\ud83d', '[speaker', '482715', ' ')),
  }),
  answered: fc.string({ minLength: 1, unit: 'grapheme' }),
})

const summary = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined })

describe('the cache promise', () => {
  test('the request of a turn begins with all of that of the turn before, to the byte', () => {
    fc.assert(
      fc.property(fc.array(exchange, { minLength: 2, maxLength: 8 }), summary, (all, past) => {
        const requests = all.map((asked, n) => request(asked, { summary: past, exchanges: all.slice(0, n) }))
        for (const [n, after] of requests.entries()) {
          if (n === 0) continue
          expect(firstDifference(requests[n - 1], after)).toBeUndefined()
          expect(after.messages).toHaveLength(2 * n + 1)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('turns side by side share all that had been said when they began', () => {
    /** Each entry begins a turn (undefined), or ends the open turn at that place. */
    const acts = fc.array(fc.option(fc.nat({ max: 3 }), { nil: undefined }), { maxLength: 24 })
    fc.assert(
      fc.property(fc.infiniteStream(exchange), acts, summary, (turns, order, past) => {
        let exchanges: readonly Exchange[] = []
        let open: readonly { turn: Exchange; sent: ModelRequest }[] = []
        let last: ModelRequest | undefined
        const drift: (string | undefined)[] = []
        for (const act of order) {
          const turn = turns.next().value
          if (act === undefined) {
            const sent = request(turn, { summary: past, exchanges })
            // Of the turn that ended first the whole request is the beginning, of the others what had been said before.
            if (last !== undefined) drift.push(firstDifference(last, sent))
            for (const { sent: other } of open)
              drift.push(firstDifference({ ...other, messages: other.messages.slice(0, -1) }, sent))
            open = [...open, { turn, sent }]
          } else {
            const ended = open[act]
            if (ended === undefined) continue
            if (ended.sent.messages.length === 2 * exchanges.length + 1) last = ended.sent
            exchanges = [...exchanges, ended.turn]
            open = open.filter((other) => other !== ended)
          }
        }
        expect(drift.filter((one) => one !== undefined)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('a summary is asked for with the whole conversation before it, as the next turn would be', () => {
    const all = [
      { name: 'Ada', asked: 'a', answered: 'b' },
      { name: 'Ben', asked: 'c', answered: 'd' },
    ]
    const before = request({ name: 'Ben', asked: 'c' }, { summary: 'Past.', exchanges: all.slice(0, 1) })
    const asks = summaryRequest(
      {
        model: 'claude-haiku-5-5',
        systemPrompt: '',
        transcript: transcript({ summary: 'Past.', exchanges: all.map(numbered) }),
      },
      1,
    )
    expect(firstDifference(before, asks)).toBeUndefined()
    expect(JSON.stringify(asks.messages.at(-1))).toMatch(/\[program 482715\].*except the last question/)
  })

  test('what would break it is found and named', () => {
    const all = [{ name: 'Ada', asked: 'a', answered: 'b' }]
    const before = request({ name: 'Ada', asked: 'c' }, { exchanges: all })
    const change = (shown: Partial<Transcript>, name = 'Ada', model?: string): string | undefined =>
      firstDifference(before, request({ name, asked: 'c' }, { exchanges: all, ...shown }, model))
    expect(change({})).toBeUndefined()
    expect(change({}, 'Ada', 'claude-sonnet-5-5')).toBe('model')
    expect(change({ nonce: '111111' })).toBe('system[1]')
    expect(change({ summary: 'Past.' })).toBe('messages[0].content[0]')
    expect(change({ exchanges: [{ name: 'Ada', asked: 'a', answered: 'B' }] })).toBe('messages[1].content[0]')
    expect(change({ exchanges: [] })).toBe('messages[0].content[0]')
    expect(change({}, 'Ben')).toBe('messages[2].content[0]')
    expect(firstDifference({ ...before, tools: [{ name: 'bash' }] }, before)).toBe('tools[0]')
    expect(firstDifference({ ...before, thinking: undefined }, before)).toBe('thinking')
  })

  test('a transcript that goes on is not a change, and neither is where a breakpoint stands', () => {
    const { cache_control: _, ...bare } = request({ name: '', asked: 'a' })
    const after = request({ name: '', asked: 'c' }, { exchanges: [{ name: '', asked: 'a', answered: 'b' }] })
    expect(firstDifference(bare, after)).toBeUndefined()
    expect(firstDifference(after, bare)).toBe('messages[1].role')
  })

  test('roles take turns, and the member has the last word', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 8 }), summary, (all, past) => {
        const { messages } = request({ name: '', asked: 'and?' }, { summary: past, exchanges: all })
        messages.forEach(({ role }, n) => expect(role).toBe(n % 2 === 0 ? 'user' : 'assistant'))
        expect(messages.length % 2).toBe(1)
      }),
    )
  })

  test('a message is one block, so that an entry of ten turns ago is still found', () => {
    const all = Array.from({ length: 9 }, () => ({ name: 'Ada', asked: 'a', answered: 'b' }))
    const { messages } = request({ name: 'Ada', asked: 'c' }, { exchanges: all })
    expect(messages.map(({ content }) => content.length)).toEqual(messages.map(() => 1))
    expect(messages.length).toBeLessThan(20)
  })

  test('the instructions alone are long enough to be cached', () => {
    // Below 512 tokens nothing is; a token is about four characters.
    expect(instructions('').length / 4).toBeGreaterThan(512)
  })

  test('there are at most four breakpoints, the one at the top level included', () => {
    const many = Array.from({ length: 20 }, () => ({ name: 'Ada', asked: 'a', answered: 'b' }))
    const marks =
      JSON.stringify(request({ name: 'Ada', asked: 'c' }, { exchanges: many })).match(/cache_control/g) ?? []
    expect(marks.length).toBeLessThanOrEqual(4)
  })
})

test('the instructions are the same for every conversation, or its nonce would keep them out of the cache', () => {
  expect(instructions('')).not.toMatch(/\d{6}|\b(?=\w*\d)[0-9a-hjkmnp-tv-z]{16}\b/)
  const [one, other] = ['111111', '222222'].map((nonce) => request({ name: '', asked: 'Hi' }, { nonce }))
  expect(one?.system?.[0]).toEqual(other?.system?.[0])
})
