/** What an answer of Discord’s changes in the state of a reply. */

import { describe, expect, test } from 'vitest'
import { delivered, isPointless, nextStep } from '../../src/deliver/reply-state.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { START, reply, tell, say, HELLO, end, landed, call, make } from '../fakes/reply-state.ts'

describe('what an answer changes', () => {
  test('a message that stands is known by its id from then on', () => {
    const state = reply()
    say(state, HELLO)
    make(state, START, landed('4711'))
    const content = `${HELLO} ▌`
    expect(state.shown).toEqual([{ message: '4711', content, plainLinks: false, attached: false }])
  })

  test('only the first edit with words counts as first words', () => {
    const state = reply()
    tell(state, { kind: 'status', text: 'Waiting' }, START)
    make(state, START)
    expect(delivered(state)).toMatchObject({ firstWordsAt: undefined, edits: 1 })
    say(state, HELLO)
    make(state, START + 100)
    expect(delivered(state)).toMatchObject({ firstWordsAt: START + 150, lastEditAt: START + 150, edits: 2 })
  })

  test('a 429 is counted, and the same text is tried again when it is over', () => {
    const state = reply()
    say(state, 'Hello.')
    end(state)
    make(state, START, { ok: false, why: 'rate limited', limit: { retryAfterMs: 2_000, scope: 'user' } })
    expect(delivered(state)).toMatchObject({ rateLimited: 1, edits: 0, pages: 0 })
    expect(nextStep(state, START + 60)).toEqual({ do: 'wait', until: START + 2_070 })
    expect(call(state, START + 2_100).call).toMatchObject({ body: { content: 'Hello.' } })
  })

  test('"not yet" after a first edit that stood is the end', () => {
    const state = reply()
    say(state, `${HELLO} `)
    make(state, START)
    say(state, 'More. ')
    make(state, START + 2_000, { ok: false, why: 'not yet', code: 10_015 })
    expect(nextStep(state, START + 3_000)).toEqual({ do: 'done' })
    expect(delivered(state).outcome).toBe('not yet')
  })

  test.each(['gone', 'expired', 'closed', 'refused'] as const)('"%s" makes all else pointless', (why) => {
    const state = reply()
    say(state, HELLO)
    expect(isPointless(state)).toBe(false)
    make(state, START, { ok: false, why, code: 0 })
    expect(isPointless(state)).toBe(true)
    expect(nextStep(state, START + 1_000)).toEqual({ do: 'done' })
    expect(delivered(state)).toMatchObject({ outcome: why, pages: 0, edits: 0 })
  })

  test('a complete text that Discord refuses is replaced in the member’s language, and nothing is pointless', () => {
    const state = reply({ language: 'de' })
    say(state, HELLO)
    end(state)
    make(state, START, { ok: false, why: 'filtered', code: 200_000 })
    expect(isPointless(state)).toBe(false)
    expect(make(state, START + 2_000)).toMatchObject({ body: { content: sentence('filtered', 'de') } })
    expect(nextStep(state, START + 4_000)).toEqual({ do: 'done' })
    expect(delivered(state)).toMatchObject({ outcome: 'filtered', pages: 1, replaced: 1 })
  })

  test('a success in between gives an unreachable Discord all its tries again', () => {
    const state = reply()
    say(state, HELLO)
    let now = START
    for (let round = 0; round < 5; round += 1) {
      say(state, ` Part ${round}. `)
      for (let n = 0; n < 4; n += 1) {
        make(state, now, { ok: false, why: 'unreachable', code: 0 })
        now += 20_000
      }
      make(state, now)
      now += 20_000
    }
    expect(delivered(state)).toMatchObject({ outcome: 'whole', edits: 5 })
  })
})
