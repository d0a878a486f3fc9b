/** When the buttons of a growing answer are shown, changed and taken away. */

import { sentence } from '../../src/sentences/sentences.ts'
import { describe, expect, test } from 'vitest'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import { nextStep } from '../../src/deliver/reply-state.ts'
import { messageId } from '../build.ts'
import { START, reply, tell, say, HELLO, end, landed, make, stop, buttons } from '../fakes/reply-state.ts'

const stopping = { id: 'stop:1', label: 'Stopping…' }

const again = { id: 'again:1', label: 'Try again' }

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

  test('have those of a silence beside them, in the edit that shows its line', () => {
    const lines = [{ afterMs: 10_000, text: 'Taking longer', buttons: [again] }]
    const state = reply({ silence: { lines } })
    buttons(state, stop)
    say(state, HELLO)
    make(state, START)
    expect(nextStep(state, START + 9_999)).toMatchObject({ do: 'idle', until: START + 10_000 })
    expect(make(state, START + 10_000)).toMatchObject({
      body: { content: expect.stringMatching(/-# Taking longer$/) as string, buttons: [stop, again] },
    })
    expect(nextStep(state, START + 12_000)).toEqual({ do: 'idle' })
    say(state, ' More words follow.', START + 12_000)
    expect(make(state, START + 12_000)).toMatchObject({ body: { buttons: [stop] } })
    tell(state, { kind: 'status', text: 'Reading' }, START + 13_000)
    expect(make(state, START + 25_000)).toMatchObject({ body: { buttons: [stop] } })
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

  test.each([
    ['filtered', 200_000, [stop]],
    ['unwanted', 50_035, undefined],
  ] as const)('with the sentence in place of a text that is %s', (why, code, left) => {
    const state = reply()
    buttons(state, stop)
    say(state, HELLO)
    end(state, stop)
    make(state, START, { ok: false, why, code })
    expect(bodyOf(make(state, START + 5_000))).toEqual({
      content: sentence(why === 'filtered' ? why : 'not accepted', 'en'),
      plainLinks: false,
      ...(left === undefined ? {} : { buttons: left }),
    })
  })
})
