/** What is held for a question that is being typed: found by its command alone, for half an hour, and not too much of it. */

import { expect, test } from 'vitest'
import type { Held } from '../../src/converse/question/held.ts'
import { heldStore } from '../../src/converse/thread/held-store.ts'
import { type InteractionId, isInteractionId } from '../../src/ids.ts'
import { HELD_AT_ONCE, HELD_MS } from '../../src/limits.ts'
import { payload } from '../fakes/payload.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { storageInMemory } from '../fakes/storage.ts'

const id = (n: number): InteractionId => {
  const raw = String(n)
  if (!isInteractionId(raw)) throw new Error('no id')
  return raw
}
const asked = parseInteraction(payload('ask-with-file'))
const held: Held = { files: asked.kind === 'command' ? [...asked.attachments.values()] : [] }
const opened = () => {
  const storage = storageInMemory('')
  return { storage, store: heldStore(storage) }
}

test('it is found until its time is over, by another life of the object too', () => {
  const { storage, store } = opened()
  expect(store.until()).toBeUndefined()
  store.hold(id(1), held, 1_000)
  expect(store.until()).toBe(1_000 + HELD_MS)
  for (const one of [store, heldStore(storage)]) {
    expect(one.find(id(1), 1_000 + HELD_MS - 1)).toEqual(held)
    expect(one.find(id(1), 1_000 + HELD_MS)).toBeUndefined()
    expect(one.find(id(2), 1_001)).toBeUndefined()
    expect(one.until()).toBe(1_000 + HELD_MS)
  }
})

test('the oldest gives way, and dropping leaves what is still held', () => {
  const { store } = opened()
  for (let n = 1; n <= HELD_AT_ONCE + 1; n += 1) store.hold(id(n), held, n)
  expect(store.find(id(1), 10)).toBeUndefined()
  store.drop(2 + HELD_MS)
  expect([2, 3, 4].map((n) => store.find(id(n), 10) !== undefined)).toEqual([false, true, true])
  store.drop(99 + HELD_MS)
  expect(store.until()).toBeUndefined()
})

test('what is forgotten is gone', () => {
  const { storage, store } = opened()
  store.hold(id(1), held, 1)
  store.erase()
  expect([store.find(id(1), 2), store.until(), storage.kv.get('held')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
