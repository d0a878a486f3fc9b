/** What a growing answer shows: its first words, and the mark at its end. */

import { describe, expect, test } from 'vitest'
import { nextStep, type ReplyState } from '../../src/deliver/reply-state.ts'
import { messageId } from '../build.ts'
import { START, reply, tell, say, HELLO, end, call, make } from '../fakes/reply-state.ts'

/** The text that an edit would show now. */
const shownAt = (state: ReplyState, now: number): string | undefined => {
  const step = nextStep(state, now)
  return step.do === 'call' && step.call.do === 'edit' ? step.call.body.content : undefined
}

describe('first words', () => {
  test('wait for a phrase, at most 150 ms, and are whole words', () => {
    const state = reply()
    say(state, 'Sen')
    expect(nextStep(state, START)).toEqual({ do: 'wait', until: START + 150 })
    say(state, 'tences take ti', START + 80)
    expect(nextStep(state, START + 80)).toEqual({ do: 'wait', until: START + 150 })
    expect(shownAt(state, START + 150)).toBe('Sentences take ▌')
  })

  test('wait no longer than for their phrase', () => {
    const state = reply()
    say(state, 'Sen')
    say(state, 'tences have lo', START + 80)
    expect(nextStep(state, START + 80).do).toBe('wait')
    say(state, 'ng words. An', START + 90)
    expect(shownAt(state, START + 90)).toBe('Sentences have long words. ▌')
  })

  test('are not held back where the answer is whole', () => {
    const state = reply()
    say(state, 'Yes')
    end(state)
    expect(shownAt(state, START)).toBe('Yes')
  })

  test('are counted from the first text that can be seen', () => {
    const state = reply()
    say(state, '\n\n')
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    say(state, 'Sen', START + 5_000)
    expect(nextStep(state, START + 5_000)).toEqual({ do: 'wait', until: START + 5_150 })
  })

  test('of an answer that goes on wait for nothing', () => {
    const before = [{ message: messageId('7'), content: 'One', plainLinks: false, attached: false }]
    const state = reply({ before })
    say(state, 'One tw')
    expect(shownAt(state, START)).toBe('One t ▌')
  })

  test('wait for nothing without the flag, whatever they are', () => {
    const state = reply({ waitsForPhrase: false })
    say(state, 'Sentences ta')
    expect(shownAt(state, START)).toBe('Sentences t ▌')
    const white = reply({ waitsForPhrase: false })
    say(white, '\n\n')
    expect(nextStep(white, START)).toEqual({ do: 'idle' })
  })

  test('leave the rest to the next edit', () => {
    const state = reply()
    say(state, 'Sentences take ti')
    expect(make(state, START + 150)).toMatchObject({ body: { content: 'Sentences take ▌' } })
    expect(make(state, START + 2_000)).toMatchObject({ body: { content: 'Sentences take t ▌' } })
  })

  test('leave the status line where it is while they wait', () => {
    const state = reply()
    tell(state, { kind: 'status', text: 'Waiting' }, START)
    make(state, START)
    tell(state, { kind: 'status', text: undefined }, START + 1_000)
    say(state, 'Sen', START + 1_000)
    expect(nextStep(state, START + 1_000)).toEqual({ do: 'wait', until: START + 1_150 })
  })
})

describe('the mark of a growing answer', () => {
  test('makes no call of its own, but the last one takes it away', () => {
    const state = reply()
    say(state, HELLO)
    make(state, START)
    expect(nextStep(state, START + 2_000)).toEqual({ do: 'idle' })
    end(state)
    expect(make(state, START + 2_000)).toMatchObject({ body: { content: HELLO } })
    expect(nextStep(state, START + 4_000)).toEqual({ do: 'done' })
  })

  test('gives way to a status line', () => {
    const state = reply()
    say(state, HELLO)
    make(state, START)
    tell(state, { kind: 'status', text: 'At work' }, START + 2_000)
    expect(make(state, START + 2_000)).toMatchObject({ body: { content: `${HELLO}\n-# At work` } })
  })

  test('that an earlier life left is not taken for words, and not asked for again', () => {
    const before = [{ message: messageId('7'), content: `${HELLO} ▌`, plainLinks: false, attached: false }]
    const state = reply({ before })
    say(state, HELLO)
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    say(state, ' Yes.')
    expect(call(state, START).call).toMatchObject({ body: { content: `${HELLO} Yes. ▌` } })
  })

  test('that an earlier life left goes with the last edit', () => {
    const before = [{ message: messageId('7'), content: `${HELLO} ▌`, plainLinks: false, attached: false }]
    const state = reply({ before })
    say(state, HELLO)
    end(state)
    expect(make(state, START)).toMatchObject({ message: '7', body: { content: HELLO } })
  })

  test('is made sure of where nobody knows whether its edit came', () => {
    const state = reply()
    say(state, HELLO)
    make(state, START)
    tell(state, { kind: 'status', text: 'At work' }, START + 2_000)
    make(state, START + 2_000, { ok: false, why: 'unreachable', code: 0 })
    tell(state, { kind: 'status', text: undefined }, START + 2_100)
    expect(make(state, START + 6_000)).toMatchObject({ body: { content: `${HELLO} ▌` } })
  })
})
