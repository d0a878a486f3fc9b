/** Single decisions of a reply: what to do at a moment, and what an answer of Discord's changes. */

import { describe, expect, test } from 'vitest'
import { called, ended, limitedUntil, opened, startChannelBudget } from '../../src/deliver/channel-budget.ts'
import { type ChannelShare, enter, leave } from '../../src/deliver/channel-share.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import { recordResult } from '../../src/deliver/call-result.ts'
import { updateContent } from '../../src/deliver/reply-content.ts'
import {
  delivered,
  isPointless,
  nextStep,
  type ReplyOptions,
  type ReplyState,
  startReply,
  type Step,
} from '../../src/deliver/reply-state.ts'
import { sentence } from '../../src/sentences.ts'
import type { Button } from '../../src/deliver/message.ts'
import { channelId, messageId } from '../build.ts'
import { after, contentIn, type Piece } from '../fakes/pieces.ts'

const START = 1_000_000
const reply = (partial: Partial<ReplyOptions> = {}): ReplyState =>
  startReply(
    {
      intervalMs: 1_500,
      language: 'en',
      streaming: true,
      maxPages: 5,
      notBefore: 0,
      before: [],
      turn: 'turn',
      channel: { budget: startChannelBudget(30) },
      silence: { lines: [] },
      ...partial,
    },
    START,
  )
const tell = (state: ReplyState, piece: Piece, now: number): void =>
  updateContent(state, after(contentIn(state), piece), now)
const say = (state: ReplyState, text: string, now = START): void => tell(state, { kind: 'text', text }, now)
/** Long enough to be a phrase: the first edit waits for one. */
const HELLO = 'Hello to all of you here.'
const end = (state: ReplyState, ...buttons: readonly Button[]): void =>
  tell(state, { kind: 'end', buttons }, START)
const landed = (id = '100'): Sent => ({
  ok: true,
  message: messageId(id),
  channel: channelId('9'),
  budget: { limit: 5, remaining: 4, resetAfterMs: 5_000 },
})

/** The call that is due now. */
function call(state: ReplyState, now: number): Extract<Step, { do: 'call' }> {
  const step = nextStep(state, now)
  if (step.do !== 'call') throw new Error(`not a call: ${JSON.stringify(step)}`)
  return step
}
/** Makes the call that is due now, and answers it. */
function make(state: ReplyState, now: number, sent: Sent = landed()): Extract<Step, { do: 'call' }>['call'] {
  const step = call(state, now)
  recordResult(state, step, sent, now + 50)
  return step.call
}

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

  test('a refused text is replaced in the member’s language, and the rest is pointless', () => {
    const state = reply({ language: 'de' })
    say(state, HELLO)
    make(state, START, { ok: false, why: 'unwanted', code: 200_000 })
    expect(isPointless(state)).toBe(true)
    end(state)
    expect(make(state, START + 2_000)).toMatchObject({ body: { content: sentence('not accepted', 'de') } })
    expect(nextStep(state, START + 4_000)).toEqual({ do: 'done' })
    expect(delivered(state).outcome).toBe('unwanted')
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

test('who leaves the channel leaves nothing kept there', () => {
  const channel = { budget: startChannelBudget(30) }
  const state = reply({ channel })
  say(state, HELLO)
  make(state, START)
  expect(channel.budget.turns).toHaveLength(1)
  leave(state.options)
  expect(channel.budget.turns).toEqual([])
})

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

const stop = { id: 'stop:1', label: 'Stop' }
const stopping = { id: 'stop:1', label: 'Stopping…' }
const again = { id: 'again:1', label: 'Try again' }
const buttons = (state: ReplyState, ...all: (typeof stop)[]): void =>
  tell(state, { kind: 'buttons', buttons: all }, START)

const bodyOf = (made: ReturnType<typeof make>): unknown => (made.do === 'remove' ? made : made.body)
const stood = (content: string): Shown => ({
  message: messageId('7'),
  content,
  plainLinks: false,
  attached: false,
})

describe('buttons of a growing answer', () => {
  test('go with its first words and with every edit after them', () => {
    const state = reply()
    buttons(state, stop)
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    say(state, HELLO)
    expect(make(state, START)).toMatchObject({ body: { content: `${HELLO} ▌`, buttons: [stop] } })
    say(state, ' More.')
    expect(make(state, START + 1_500)).toMatchObject({
      body: { content: `${HELLO} More. ▌`, buttons: [stop] },
    })
  })

  test('stand under a status line before the first words', () => {
    const state = reply()
    tell(state, { kind: 'status', text: 'Reading the file' }, START)
    buttons(state, stop)
    expect(make(state, START)).toMatchObject({ body: { content: '-# Reading the file', buttons: [stop] } })
  })

  test('change without news of the text, at the pace of a status line, and once', () => {
    const state = reply()
    buttons(state, stop)
    say(state, HELLO)
    make(state, START)
    buttons(state, stopping)
    expect(nextStep(state, START + 100)).toEqual({ do: 'wait', until: START + 1_500 })
    expect(make(state, START + 1_500)).toMatchObject({
      message: '100',
      body: { content: `${HELLO} ▌`, buttons: [stopping] },
    })
    buttons(state, stopping)
    expect(nextStep(state, START + 5_000)).toEqual({ do: 'idle' })
    buttons(state)
    expect(bodyOf(make(state, START + 5_000))).not.toHaveProperty('buttons')
  })

  test('move to the page that is the last, and leave the one before', () => {
    const state = reply()
    buttons(state, stop)
    say(state, HELLO)
    make(state, START)
    say(state, ' word'.repeat(500))
    expect(make(state, START + 1_500)).toMatchObject({ do: 'edit', page: 0 })
    expect(state.shown[0]?.buttons).toBeUndefined()
    expect(make(state, START + 3_000, landed('101'))).toMatchObject({
      do: 'create',
      page: 1,
      body: { buttons: [stop] },
    })
  })

  test('give way to those of the ended answer, in the last edit and not before', () => {
    const state = reply()
    buttons(state, stop)
    say(state, HELLO)
    make(state, START)
    expect(nextStep(state, START + 5_000)).toEqual({ do: 'idle' })
    end(state, again)
    expect(make(state, START + 5_000)).toMatchObject({ body: { content: HELLO, buttons: [again] } })
    expect(nextStep(state, START + 6_000)).toEqual({ do: 'done' })
  })

  test('that an earlier life left are not asked for again, and go with the last edit', () => {
    const before = [{ ...stood(`${HELLO} ▌`), buttons: [stop] }]
    const state = reply({ before })
    buttons(state, stop)
    say(state, HELLO)
    expect(nextStep(state, START)).toEqual({ do: 'idle' })
    end(state)
    expect(bodyOf(make(state, START))).toEqual({ content: HELLO, plainLinks: false })
  })

  test('are made sure of where an earlier life left others', () => {
    const state = reply({ before: [stood(`${HELLO} ▌`)] })
    buttons(state, stop)
    say(state, HELLO)
    expect(make(state, START)).toMatchObject({ message: '7', body: { buttons: [stop] } })
  })

  test('are gone from a page whose text Discord refused', () => {
    const state = reply()
    buttons(state, stop)
    say(state, HELLO)
    make(state, START, { ok: false, why: 'unwanted', code: 200_000 })
    expect(bodyOf(make(state, START + 5_000))).not.toHaveProperty('buttons')
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
