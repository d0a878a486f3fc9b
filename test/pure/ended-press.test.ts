/** What a press under an ended answer does, for everybody who may press it and at any time. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EndedPress, endedEffectOf } from '../../src/converse/thread/ended-press.ts'
import { type EndedTurn, readEnded, type Version, writeLeaves } from '../../src/converse/thread/ended-turn.ts'
import { noNames } from '../../src/converse/question/names.ts'
import { interactionId, memberId } from '../build.ts'

const asker = memberId('11')
const press = { does: 'retry', member: asker, moderates: false } as const
const version: Version = {
  content: 'Once.',
  plainLinks: false,
  isCut: false,
  hasText: true,
  by: interactionId('1'),
  hasTools: false,
}
const of = (count: number): readonly Version[] => Array.from({ length: count }, () => version)
const turn: EndedTurn = {
  id: interactionId('1'),
  question: { id: '1', member: asker, text: 'Why?' },
  exchange: 7,
  left: { isCut: true },
  versions: of(1),
  at: 0,
  renewed: undefined,
}
const another: Partial<EndedPress> = { member: memberId('12') }
const moderator: Partial<EndedPress> = { ...another, moderates: true }
const goOn: Partial<EndedPress> = { does: 'continue' }
const edit: Partial<EndedPress> = { edited: { text: 'How?', names: noNames } }
const earlier: Partial<EndedPress> = { does: 'earlier' }
const later: Partial<EndedPress> = { does: 'later' }

test.each<[string, Partial<EndedPress>, Partial<EndedTurn> | undefined, unknown]>([
  ['Try again by the asker', {}, {}, { does: 'retry', isInPlace: true }],
  ['Try again by a moderator', moderator, {}, { does: 'retry', isInPlace: true }],
  ['Try again by another', another, {}, 'may not stop'],
  ['Try again of several messages', {}, { versions: [] }, { does: 'retry', isInPlace: false }],
  ['Try again for the fifth time', {}, { versions: of(5), at: 4 }, 'enough versions'],
  ['Try again a second time', {}, { renewed: 'retry' }, 'tried again already'],
  ['Try again when the rest has come', {}, { renewed: 'continue' }, 'continued already'],
  ['Try again of what is past', {}, undefined, 'answer past'],
  ['Edit by the asker', edit, {}, { does: 'retry', isInPlace: true }],
  ['Edit of several messages', edit, { versions: [] }, { does: 'retry', isInPlace: false }],
  ['Edit by a moderator', { ...moderator, ...edit }, {}, 'may not edit'],
  ['Edit by another', { ...another, ...edit }, {}, 'may not edit'],
  ['Edit a second time', edit, { renewed: 'retry' }, 'tried again already'],
  ['Edit when the rest has come', edit, { renewed: 'continue' }, 'continued already'],
  [
    'Edit under the rest',
    edit,
    { question: { member: asker, renews: { does: 'continue' } } },
    'continued already',
  ],
  ['Edit of what is past', edit, undefined, 'answer past'],
  ['Continue by the asker', goOn, {}, { does: 'continue' }],
  ['Continue by a moderator', { ...moderator, ...goOn }, {}, { does: 'continue' }],
  ['Continue by another', { ...another, ...goOn }, {}, 'may not stop'],
  ['Continue of a whole answer', goOn, { left: { isCut: false } }, 'nothing to continue'],
  ['Continue of what is not remembered', goOn, { exchange: undefined }, 'nothing to continue'],
  ['Continue a second time', goOn, { renewed: 'continue' }, 'continued already'],
  ['the one before', earlier, { versions: of(2), at: 1 }, { does: 'show', at: 0 }],
  ['the one after', later, { versions: of(2), at: 0 }, { does: 'show', at: 1 }],
  ['none before', earlier, { versions: of(2), at: 0 }, 'versions apart'],
  ['none after', later, { versions: of(2), at: 1 }, 'versions apart'],
  ['the one before, by another', { ...another, ...earlier }, { versions: of(2), at: 1 }, 'may not stop'],
  ['the one before, while another comes', earlier, { renewed: 'retry' }, 'tried again already'],
])('%s', (_, by, state, expected) => {
  const effect = endedEffectOf({ ...press, ...by }, state && { ...turn, ...state })
  expect(effect.does === 'say' ? effect.why : effect).toEqual(expected)
})

const exchange = fc.record({ name: fc.string(), asked: fc.string(), answered: fc.string() })
const versions = fc.array(
  fc.record({
    content: fc.string(),
    plainLinks: fc.boolean(),
    isCut: fc.boolean(),
    hasText: fc.boolean(),
    hasTools: fc.boolean(),
    by: fc.constantFrom(interactionId('1'), interactionId('2')),
    exchange: fc.option(exchange, { nil: undefined }),
    asked: fc.record({ text: fc.string() }),
  }),
  { maxLength: 5 },
)

test('what a turn leaves is read as it was written', () => {
  fc.assert(
    fc.property(versions, fc.boolean(), fc.option(fc.nat(), { nil: undefined }), (all, isCut, row) => {
      const leaves = { exchange: row, left: { isCut }, versions: all, at: 2, renewed: 'retry' } as const
      const kept = { id: '1', ended_at: 5, question: '{"text":"Why?"}', progress: writeLeaves(leaves) }
      expect(readEnded(kept)).toEqual({ id: '1', question: { text: 'Why?' }, ...leaves })
      expect(readEnded({ ...kept, ended_at: null })).toBeUndefined()
      expect(readEnded({ ...kept, question: null })).toBeUndefined()
    }),
  )
})

test('a row of another version, or a broken one, leaves nothing that could be pressed', () => {
  const kept = { id: '1', ended_at: 5, question: '{}', progress: '{"versions":[1,null],"at":"x"' }
  expect(readEnded(kept)).toMatchObject({ versions: [], at: 0, left: { isCut: false } })
})
