/** While a page is nearly full, a call of the budget is kept for the next page: the last words never wait for it. */

import { expect, test } from 'vitest'
import { nextStep, type ReplyState } from '../../src/deliver/reply-state.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import { channelId, messageId } from '../build.ts'
import { end, make, reply, say, START } from '../fakes/reply-state.ts'

/** Two seconds after the first call Discord's window ends; until then it takes so many more. */
const RESET_MS = 2_000
const left = (remaining: number, resetAfterMs: number): Sent => ({
  ok: true,
  message: messageId('100'),
  channel: channelId('9'),
  budget: { limit: 5, remaining, resetAfterMs },
})

const words = (characters: number): string => 'word '.repeat(characters / 5)

/** An answer of so many characters stands in Discord, some more have come, and two calls are left. */
function grown(characters: number): ReplyState {
  const state = reply()
  say(state, words(characters))
  make(state, START, left(2, RESET_MS))
  say(state, words(50), START + 1_500)
  return state
}

test('with two calls left a page that is far from full is edited, and one is kept for the last edit', () => {
  expect(make(grown(100), START + 1_900, left(1, 100))).toMatchObject({ do: 'edit', page: 0 })
})

test('a page that is nearly full is not: both are kept', () => {
  expect(nextStep(grown(1_800), START + 1_900)).toMatchObject({ do: 'wait' })
})

test('so an answer that ends on the next page is whole with two calls, one right after the other', () => {
  const state = grown(1_800)
  expect(nextStep(state, START + 1_900).do).toBe('wait')
  say(state, words(400), START + 1_900)
  end(state)
  expect(make(state, START + 1_900, left(1, 100))).toMatchObject({ do: 'edit', page: 0 })
  expect(make(state, START + 1_951, left(0, 50))).toMatchObject({ do: 'create', page: 1 })
  expect(nextStep(state, START + 2_001)).toEqual({ do: 'done' })
})

test('an answer that grows onto the next page keeps one call for its last edit, besides the two that it makes', () => {
  const ready = reply()
  say(ready, words(1_800))
  make(ready, START, left(3, RESET_MS))
  say(ready, words(300), START + 1_500)
  expect(make(ready, START + 1_900, left(2, 100))).toMatchObject({ do: 'edit', page: 0 })
  const short = reply()
  say(short, words(1_800))
  make(short, START, left(1, RESET_MS))
  say(short, words(300), START + 1_500)
  expect(nextStep(short, START + 1_900)).toMatchObject({ do: 'wait' })
})

test('one that grows by two pages keeps a call for each of them', () => {
  const state = reply()
  say(state, words(1_800))
  make(state, START, left(2, RESET_MS))
  say(state, words(4_000), START + 1_500)
  expect(nextStep(state, START + 1_900)).toMatchObject({ do: 'wait' })
})
