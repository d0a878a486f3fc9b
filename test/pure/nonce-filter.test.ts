/** What Claude says never shows the nonce, however its stream is cut; everything else comes to the letter. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block } from '../../src/converse/claude/content.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { nonceFilter, withoutNonces } from '../../src/converse/claude/nonce-filter.ts'

const NONCE = '48k2v715q0zm9rtc'

const filtered = (pieces: readonly string[], nonce = NONCE): string => {
  const filter = nonceFilter(nonce)
  return pieces.map((piece) => filter.receive(piece)).join('') + filter.end()
}

test('it is gone wherever the stream is cut', () => {
  const text = `Look: [speaker ${NONCE}: Ada] and ${NONCE.toUpperCase()}, 48k2 only.`
  const shown = 'Look: [speaker #: Ada] and #, 48k2 only.'
  for (let at = 0; at <= text.length; at += 1)
    expect(filtered([text.slice(0, at), text.slice(at)])).toBe(shown)
  expect(filtered(Array.from(text))).toBe(shown)
})

test('one that begins anew within itself, or stands within another, is gone as well', () => {
  expect(filtered(Array.from('4848k2v715q0zm9rtcx'))).toBe('48#x')
  expect(filtered([`48k2v715${NONCE}q0zm9rtc!`])).toBe('48k2v715#q0zm9rtc!')
  expect(filtered(Array.from(`0${'01'.repeat(20)}`), '0101010101010101')).not.toContain('0101010101010101')
})

test('whatever is said, nothing but the nonce is missing, and it is never there', () => {
  const unit = fc.constantFrom(
    NONCE,
    NONCE.slice(0, 5),
    NONCE.slice(5),
    '4',
    '48',
    'c',
    ' ',
    'word',
    '😀',
    'İ',
  )
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 4 }), { maxLength: 12 }), (pieces) => {
      const said = filtered(pieces)
      expect(said.toLowerCase()).not.toContain(NONCE)
      const whole = pieces.join('')
      expect(whole.toLowerCase().includes(NONCE) || said === whole).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('no more is held back than might be its beginning', () => {
  const filter = nonceFilter(NONCE)
  expect(filter.receive('Hello to all')).toBe('Hello to all')
  expect(filter.receive(' 48k')).toBe(' ')
  expect(filter.receive('2x')).toBe('48k2x')
  expect(filter.end()).toBe('')
})

async function* stream(...events: readonly ModelEvent[]): AsyncGenerator<ModelEvent> {
  yield* events
}
async function all(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const seen: ModelEvent[] = []
  for await (const event of events) seen.push(event)
  return seen
}
const text = (said: string): ModelEvent => ({ kind: 'text', text: said })
const block = (said: string): Block => ({ type: 'text', text: said })
const thought: Block = { type: 'thinking', thinking: 'Hm.', signature: 's' }
const end = (...content: readonly Block[]): ModelEvent => ({
  kind: 'end',
  stop: 'end_turn',
  usage: noUsage,
  content,
})

test('a message without it is passed on as it is', async () => {
  const events = [
    text('Hello '),
    { kind: 'uses', tool: 'bash' } as const,
    text('you.'),
    end(thought, block('Hello you.')),
  ]
  expect(await all(withoutNonces(stream(...events), NONCE))).toEqual(events)
})

test('what is held back comes before whatever ends the text', async () => {
  const failed: ModelEvent = {
    kind: 'failed',
    failure: { why: 'cut off', detail: '', retryAfterMs: undefined } as never,
    usage: noUsage,
  }
  expect(await all(withoutNonces(stream(text('a 48'), failed), NONCE))).toEqual([
    text('a '),
    text('48'),
    failed,
  ])
})

test('the message that is kept has none either, and no thought that was sealed with it', async () => {
  const events = await all(
    withoutNonces(stream(text(`[program ${NONCE}]`), end(block(`[program ${NONCE}]`), thought)), NONCE),
  )
  expect(events).toEqual([text('[program #]'), end(block('[program #]'))])
})
