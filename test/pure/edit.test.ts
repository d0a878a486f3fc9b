/** Who may change a question that waits, what its message says then, and what the modal opens with. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editedText, editModal } from '../../src/arrive/modal.ts'
import { namesAfter, noNames } from '../../src/converse/question/names.ts'
import { whyNotEdit } from '../../src/converse/thread/edit.ts'
import { waitingLine } from '../../src/converse/thread/queue-notice.ts'
import { modalFlaws } from '../../src/playground/discord/modal-rules.ts'
import { interactionId, memberId, question, settings } from '../build.ts'

const [asker, another] = [memberId('11'), memberId('12')]
const turn = { id: interactionId('1'), member: asker }
const waits = { hasBegun: false, isRest: false }

test.each([
  ['by the asker', asker, turn, waits, undefined],
  ['by another', another, turn, waits, 'may not edit'],
  ['when it has begun', asker, turn, { ...waits, hasBegun: true }, 'question begun'],
  ['when it has begun, by another', another, turn, { ...waits, hasBegun: true }, 'may not edit'],
  ['of the rest of an answer', asker, turn, { ...waits, isRest: true }, 'question begun'],
  ['when it was taken back', asker, { ...turn, isStopped: true }, waits, 'stopped already'],
])('a question that waits is changed %s', (_, by, open, state, why) => {
  expect(whyNotEdit(open, by, state)).toBe(why)
})

describe('the message of a question that waits', () => {
  const shows = { showQuestion: true, discordApplicationId: settings().discordApplicationId }

  test('shows the question as it is now, and two buttons', () => {
    const line = waitingLine(question({ text: 'What I\nmeant' }), 2, shows)
    expect(line.content).toBe('> What I meant\n-# 2 questions ahead of yours')
    expect(line.buttons?.map(({ id }) => id.replace(/:.*/, ''))).toEqual(['stop', 'edit'])
  })

  test('has no Edit for the rest of an answer', () => {
    const renews = { does: 'continue', turn: turn.id, version: 1, from: 3, fence: '' } as const
    expect(waitingLine(question({ renews }), 1, shows).buttons).toHaveLength(1)
  })
})

test.each(['en', 'de'] as const)('Discord takes the modal in %s, whatever the question says', (language) => {
  const about = { turn: interactionId('18446744073709551615'), isOwn: true }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 6_000, size: 'max' }), (text) => {
      expect(modalFlaws(editModal(language, about, text))).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('a question of 4,000 characters is there to the last, and of a longer one nothing is split', () => {
  const about = { turn: turn.id, isOwn: false }
  const shown = (text: string): string => JSON.stringify(editModal('en', about, text))
  expect(shown(`${'😀'.repeat(3_999)}x`)).toContain('😀x"')
  expect(shown('😀'.repeat(4_001))).toContain(`"${'😀'.repeat(4_000)}"`)
  expect(editModal('en', about, 'Why?').custom_id).toBe('edited:1:1')
})

test('what was typed keeps its line ends, and what is no text is none', () => {
  expect(editedText({ prompt: ' a\n\n b ' })).toBe(' a\n\n b ')
  expect(editedText({ prompt: ['a'] })).toBe('')
  expect(editedText({})).toBe('')
})

test('a changed question keeps the names that it still mentions, and has those that came with it', () => {
  const before = {
    ...noNames,
    people: { '1000001': 'Ada', '1000002': 'Ben' },
    channels: { '1000005': 'general' },
  }
  const now = { ...noNames, people: { '1000003': 'Cleo' } }
  expect(namesAfter('<@1000001> and <@1000003> in <#1000005>', before, now)).toEqual({
    people: { '1000001': 'Ada', '1000003': 'Cleo' },
    roles: {},
    channels: { '1000005': 'general' },
  })
})
