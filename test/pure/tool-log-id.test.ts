/** The id of a Details button is read as it was written, and nothing else is. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toolLogId, readToolLogId } from '../../src/converse/turn/tool-log-id.ts'
import { interactionId } from '../build.ts'

const turn = interactionId('786008729715212338')

test('for everybody, and for the asker alone', () => {
  expect(toolLogId({ turn, isOwn: false })).toBe('details:786008729715212338')
  expect(toolLogId({ turn, isOwn: true })).toBe('details:786008729715212338:own')
})

test('what was written is read', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean(), (id, isOwn) => {
      const about = { turn: interactionId(String(id)), isOwn }
      expect(readToolLogId(toolLogId(about))).toEqual(about)
      expect(toolLogId(about).length).toBeLessThanOrEqual(100)
    }),
  )
})

test.each([
  '',
  'details',
  'details:',
  'details:abc',
  'details:-1',
  'details:1.5',
  'details:123456789012345678901',
  'details:1:OWN',
  'details:1:own:own',
  'details:1:own\n',
  'details:1\n',
  'details:1:53908232506183680',
  'details:1:645027906669510667:53908232506183680',
  ' details:1',
  'Details:1',
  'details:１',
  "details:1' OR 1=1",
  'stop:1',
])('%j is no such id', (customId) => {
  expect(readToolLogId(customId)).toBeUndefined()
})

test('whatever it is, what is read of it would be written the same', () => {
  const almost = fc
    .array(fc.constantFrom('details', ':', 'own', '1', '0', ' ', '\n', 'x'), { maxLength: 8 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost), (customId) => {
      const about = readToolLogId(customId)
      expect(about === undefined || toolLogId(about) === customId).toBe(true)
    }),
  )
})
