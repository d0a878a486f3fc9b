/** Single decisions of a reply: which call is due at a moment, also in a limited channel. */

import { describe, expect, test } from 'vitest'
import { called, ended, limitedUntil, opened, startChannelBudget } from '../../src/deliver/channel-budget.ts'
import { type ChannelShare, enter, leave } from '../../src/deliver/channel-share.ts'
import { delivered, nextStep, type ReplyState } from '../../src/deliver/reply-state.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { messageId } from '../build.ts'
import { START, reply, tell, say, HELLO, end, call, make } from '../fakes/reply-state.ts'

describe('what to do', () => {
  test('nothing, while there is nothing to show', () => {
    const state = reply()
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    tell(state, { kind: 'note', text: 'only at the end' }, START)
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
  })

  test('nothing more, when an ended answer stands', () => {
    const state = reply()
    say(state, 'Hello.')
    end(state)
    make(state, START)
    expect(nextStep(state, START + 60)).toEqual({ do: 'done' })
  })

  test('the first words at once, later ones when the pacer lets them', () => {
    const state = reply()
    say(state, `${HELLO} `)
    expect(make(state, START)).toMatchObject({ do: 'edit', page: 0, message: undefined })
    say(state, 'More. ')
    const step = nextStep(state, START + 100)
    expect(step.do === 'wait' ? step.until : 0).toBeGreaterThan(START + 500)
    expect(make(state, START + 1_500)).toMatchObject({
      do: 'edit',
      message: '100',
      body: { content: `${HELLO} More. ▌` },
    })
  })

  test('to wait for the acknowledgement, also with the last edit', () => {
    const state = reply({ notBefore: START + 250 })
    say(state, 'Hello.')
    end(state)
    expect(nextStep(state, START)).toEqual({ do: 'wait', until: START + 250 })
    expect(call(state, START + 250).call.do).toBe('edit')
  })

  test('nothing before the end without streaming', () => {
    const state = reply({ streaming: false })
    say(state, 'Hello. '.repeat(50))
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    end(state)
    expect(call(state, START).call.do).toBe('edit')
  })

  test('nothing while the new answer is shorter than the one that stands there', () => {
    const before = [{ message: messageId('7'), content: 'Ten chars.', plainLinks: false, attached: false }]
    const state = reply({ before })
    say(state, 'Nine chr.')
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    say(state, ' Now more. ')
    expect(call(state, START).call).toMatchObject({ do: 'edit', message: '7' })
  })

  test('to wait where the channel is limited and has no call left', () => {
    const channel = { budget: limitedUntil(startChannelBudget(5), Infinity) }
    for (let n = 0; n < 5; n += 1) {
      const state = reply({ channel, turn: `turn ${n}` })
      say(state, 'Hello.')
      end(state)
      make(state, START + n)
      leave(state.options)
    }
    const state = reply({ channel, turn: 'one more' })
    say(state, 'Hello.')
    end(state)
    expect(nextStep(state, START + 10)).toEqual({ do: 'wait', until: START + 61_000 })
  })
})

const shown = (state: ReplyState, now: number): string | undefined => {
  const made = make(state, now)
  return made.do === 'remove' ? undefined : made.body.content
}

/** A limited channel in which another turn has made so many interim edits. */
const crowded = (interims: number): ChannelShare => {
  let budget = limitedUntil(startChannelBudget(30), Infinity)
  for (let n = 0; n < interims; n += 1)
    budget = called(opened(budget, 'other', 1), 'other', { last: false, first: false, creates: false }, START)
  return { budget: ended(budget, 'other') }
}

describe('where the channel is limited', () => {
  const few = sentence('channel limited', 'en')
  // A phrase: shorter first words would wait for more.
  const phrase = 'Hello, this is a phrase.'
  test('a line says why the answer stands still, and goes with the last edit', () => {
    const state = reply({ channel: crowded(12) })
    enter(state.options)
    say(state, phrase)
    expect(shown(state, START)).toBe(`${phrase}\n-# ${few}`)
    end(state)
    expect(shown(state, START + 1_000)).toBe(phrase)
  })

  test('no line is shown while there is room', () => {
    const state = reply({ channel: crowded(0) })
    say(state, phrase)
    expect(shown(state, START)).toBe(`${phrase} ▌`)
  })

  test('a 429 is the channel’s, and does not count against the address', () => {
    const channel = { budget: startChannelBudget(30) }
    const state = reply({ channel })
    say(state, phrase)
    const limit = { retryAfterMs: 8_000, scope: 'shared', remaining: 4 } as const
    make(state, START, { ok: false, why: 'rate limited', limit })
    expect(delivered(state)).toMatchObject({ rateLimited: 1, refused: 0 })
    const other = reply({ channel, turn: 'other' })
    say(other, 'Hi.')
    end(other)
    expect(nextStep(other, START + 100)).toEqual({ do: 'wait', until: START + 50 + 8_000 + 20 })
  })
})

describe('previews of links', () => {
  test('are held back while the text grows, and come with the last edit where they are wanted', () => {
    const state = reply()
    say(state, 'See https://example.com/page for more. ')
    expect(make(state, START)).toMatchObject({ body: { plainLinks: true } })
    end(state)
    expect(make(state, START + 3_000)).toMatchObject({ body: { plainLinks: false } })
    expect(nextStep(state, START + 6_000)).toEqual({ do: 'done' })
  })

  test('are not wanted for many links', () => {
    const state = reply()
    say(state, 'See https://example.com/1 and https://example.com/2.')
    end(state)
    expect(make(state, START)).toMatchObject({ body: { plainLinks: true } })
  })
})

test('who leaves the channel leaves nothing kept there', () => {
  const channel = { budget: startChannelBudget(30) }
  const state = reply({ channel })
  say(state, HELLO)
  make(state, START)
  expect(channel.budget.turns).toHaveLength(1)
  leave(state.options)
  expect(channel.budget.turns).toEqual([])
})
