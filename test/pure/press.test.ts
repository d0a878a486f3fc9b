/** What a press of Stop, Cancel or Try now does, for everybody who may press it and at any time. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectOf, type PressedTurn, type TurnPress } from '../../src/converse/thread/press.ts'
import { interactionId, memberId } from '../build.ts'

const NOW = 100_000
const asker = memberId('11')
const press: TurnPress = {
  does: 'stop',
  turn: interactionId('1'),
  member: asker,
  memberName: 'Ada',
  moderates: false,
}
const another: Partial<TurnPress> = { member: memberId('12') }
const moderator: Partial<TurnPress> = { ...another, moderates: true }
const again: Partial<TurnPress> = { does: 'again' }
const turn: PressedTurn = {
  member: asker,
  isStopped: false,
  isWhole: false,
  heardAt: NOW - 1_000,
  againAt: undefined,
}
const silent: Partial<PressedTurn> = { heardAt: NOW - 10_000 }

test.each<[string, Partial<TurnPress>, Partial<PressedTurn> | undefined, string]>([
  ['Stop by the asker', {}, {}, 'stop'],
  ['Stop by a moderator', moderator, {}, 'stop'],
  ['Stop by another', another, {}, 'may not stop'],
  ['Stop while it waits', {}, { heardAt: undefined }, 'stop'],
  ['Stop of a silent one', {}, silent, 'stop'],
  ['a second Stop', {}, { isStopped: true }, 'stopped already'],
  ['Stop when all has come', {}, { isWhole: true }, 'nothing to stop'],
  ['Stop when all has come, by another', another, { isWhole: true }, 'may not stop'],
  ['Stop after the end', {}, undefined, 'nothing to stop'],
  ['Try now by the asker', again, silent, 'ask again'],
  ['Try now by a moderator', { ...moderator, ...again }, silent, 'ask again'],
  ['Try now by another', { ...another, ...again }, silent, 'may not stop'],
  ['Try now while Claude speaks', again, {}, 'not silent'],
  ['Try now before Claude is asked', again, { heardAt: undefined }, 'not silent'],
  ['a second Try now', again, { ...silent, againAt: NOW - 9_999 }, 'asked again'],
  ['Try now once more, when that was silent too', again, { ...silent, againAt: NOW - 10_000 }, 'ask again'],
  ['Try now of a stopped one', again, { ...silent, isStopped: true }, 'stopped already'],
  ['Try now after the end', again, undefined, 'nothing to stop'],
])('%s', (_, by, state, does) => {
  const effect = effectOf({ ...press, ...by }, state && { ...turn, ...state }, NOW)
  expect(effect.does === 'say' ? effect.why : effect.does).toBe(does)
})

test('nobody but the asker and moderators ever changes anything', () => {
  const time = fc.option(fc.integer({ min: 0, max: 2 * NOW }), { nil: undefined })
  const state = fc.record({
    isStopped: fc.boolean(),
    isWhole: fc.boolean(),
    heardAt: time,
    againAt: time,
  })
  fc.assert(
    fc.property(state, fc.constantFrom('stop' as const, 'again' as const), (known, does) => {
      const effect = effectOf({ ...press, ...another, does }, { ...turn, ...known }, NOW)
      expect(effect).toEqual({ does: 'say', why: 'may not stop' })
    }),
  )
})
