/** What is written down of a reply is read back as it was, and what is no message is left out. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import { readPosted } from '../../src/deliver/posted.ts'
import { messageId } from '../build.ts'

const button = fc.record({ id: fc.string(), label: fc.string() })
const message = fc.record(
  {
    message: fc.oneof(fc.constant('@original' as const), fc.constant(messageId('867793854505943042'))),
    content: fc.string(),
    plainLinks: fc.boolean(),
    attached: fc.boolean(),
    unsure: fc.boolean(),
    noneAfter: fc.constant(true as const),
    buttons: fc.array(button, { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ['message', 'content', 'plainLinks', 'attached', 'unsure'] },
)

test('messages with their buttons survive being written down', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), (shown: readonly Shown[]) => {
      expect(readPosted(JSON.parse(JSON.stringify(shown)))).toEqual(shown)
    }),
  )
})

test('what is no message, or no button, is left out', () => {
  const good = { message: '@original', content: 'Hello', plainLinks: true }
  expect(
    readPosted([null, 'Hello', { content: 'Hello' }, { message: '1; DROP', content: '' }, good]),
  ).toEqual([{ message: '@original', content: 'Hello', plainLinks: true, attached: false, unsure: false }])
  const buttons = [{ id: 'stop:1', label: 'Stop' }, { id: 5, label: 'Stop' }, 'Stop', null]
  expect(readPosted([{ ...good, buttons }])).toMatchObject([{ buttons: [{ id: 'stop:1', label: 'Stop' }] }])
})

test('it never throws, whatever was kept', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (kept) => {
      expect(Array.isArray(readPosted(kept))).toBe(true)
    }),
  )
})
