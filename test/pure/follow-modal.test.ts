/** The modal of Follow up: what it asks for, and what is read back. */

import { expect, test } from 'vitest'
import { followModal, readAskModal, readFollowModal } from '../../src/arrive/modal.ts'
import { modalFlaws } from '../../src/playground/discord/modal-rules.ts'
import { interactionId } from '../build.ts'

const turn = interactionId('18446744073709551615')

test.each([
  ['en', false],
  ['de', true],
] as const)('Discord takes it in %s, and its id comes back', (language, isPrivate) => {
  const modal = followModal(language, turn, isPrivate)
  expect(modalFlaws(modal)).toEqual([])
  expect(readFollowModal(modal.custom_id, { prompt: ' Why?\n' })).toEqual({
    text: ' Why?\n',
    files: [],
    private: isPrivate,
    fresh: false,
    held: undefined,
  })
  expect(readAskModal(modal.custom_id, {})).toBeUndefined()
})

test.each([
  'follow:2:1',
  'follow:1:',
  'follow:1:1:own',
  'follow:1:1:private:private',
  'ask:1',
  'xfollow:1:1',
])('another id is none of it: %s', (id) => expect(readFollowModal(id, { prompt: 'Why?' })).toBeUndefined())

test('without a text it is an empty question', () => {
  expect(readFollowModal('follow:1:1', {})?.text).toBe('')
  expect(readFollowModal('follow:1:1', { prompt: ['a'] })?.text).toBe('')
})
