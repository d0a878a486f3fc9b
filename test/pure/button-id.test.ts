/** The id of a turn's button is read as it was written, and nothing else is. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buttonId, readButtonId, type TurnButton } from '../../src/converse/turn/button-id.ts'
import { interactionId } from '../build.ts'

const turn = interactionId('786008729715212338')

const names: readonly TurnButton[] = ['details', 'stop', 'again']

test('for everybody, and for the asker alone', () => {
  expect(buttonId('stop', { turn, isOwn: false })).toBe('stop:1:786008729715212338')
  expect(buttonId('details', { turn, isOwn: true })).toBe('details:1:786008729715212338:own')
})

test('one of before there were versions is still read', () => {
  expect(readButtonId('details:786008729715212338')).toEqual({ turn, isOwn: false })
  expect(readButtonId('details:786008729715212338:own')).toEqual({ turn, isOwn: true })
})

test('what was written is read', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.boolean(),
      (does, id, isOwn) => {
        const about = { turn: interactionId(String(id)), isOwn }
        expect(readButtonId(buttonId(does, about))).toEqual(about)
        expect(buttonId(does, about).length).toBeLessThanOrEqual(100)
      },
    ),
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
  'details:1:645027906669510667:53908232506183680',
  ' details:1',
  'Details:1',
  'details:１',
  "details:1' OR 1=1",
  'stop:1',
  'stop:1:own',
  'stop:2:1',
  'stop:1:1:1',
  'Stop:1:1',
  ':1:1',
])('%j is no such id', (customId) => {
  expect(readButtonId(customId)).toBeUndefined()
})

test('whatever it is, what is read of it would be written the same', () => {
  const almost = fc
    .array(fc.constantFrom('details', 'stop', ':', 'own', '1', '0', ' ', '\n', 'x'), { maxLength: 8 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost), (customId) => {
      const about = readButtonId(customId)
      const tail = about && `${about.turn}${about.isOwn ? ':own' : ''}`
      expect(tail === undefined || new RegExp(`^([a-z]+:1|details):${tail}$`).test(customId)).toBe(true)
    }),
  )
})
