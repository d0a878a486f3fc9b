/** When the memory of a thread is let go. */

import { expect, test } from 'vitest'
import { type Idle, idle, KEPT_BYTES } from '../../src/converse/thread/idle.ts'
import { interactionId, memberId } from '../build.ts'

interface Stage {
  readonly idle: Idle
  readonly unloads: () => number
  open: number
}

function stage(open: number, heldBytes = KEPT_BYTES + 1): Stage {
  let unloads = 0
  const state: Stage = {
    open,
    unloads: () => unloads,
    idle: idle(() => ({
      openTurns: () =>
        Array.from({ length: state.open }, (_, n) => ({ id: interactionId(`${n}`), member: memberId('1') })),
      heldBytes: () => heldBytes,
      unload: () => {
        unloads += 1
      },
    })),
  }
  return state
}

test('a thread without an open turn lets its memory go when its work is over', async () => {
  const { idle: it, unloads } = stage(0)
  const work = Promise.withResolvers<void>()
  const after = it.after(work.promise)
  it.check()
  expect(unloads()).toBe(0)
  work.resolve()
  await after
  expect(unloads()).toBe(1)
})

test('a thread that holds little keeps it for the next question', async () => {
  const at = stage(0, KEPT_BYTES)
  await at.idle.after(Promise.resolve())
  at.idle.check()
  expect(at.unloads()).toBe(0)
})

test('a thread whose turns are open keeps its memory', async () => {
  const at = stage(1)
  await at.idle.after(Promise.resolve())
  expect(at.unloads()).toBe(0)
  at.open = 0
  await at.idle.after(Promise.resolve())
  expect(at.unloads()).toBe(1)
})

test('the memory stays while another summary is at work', async () => {
  const { idle: it, unloads } = stage(0)
  const long = Promise.withResolvers<void>()
  const after = it.after(long.promise)
  await it.after(Promise.resolve())
  expect(unloads()).toBe(0)
  long.resolve()
  await after
  expect(unloads()).toBe(1)
})

test('a thread that has forgotten everything has nothing to let go', async () => {
  await expect(idle(() => undefined).after(Promise.resolve())).resolves.toBeUndefined()
})
