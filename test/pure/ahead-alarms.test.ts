/** The alarms of an object whose clock is ahead, and the address at which one is moved. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AlarmStorage,
  moveAddress,
  moveAlarm,
  moveAt,
  shiftAlarms,
} from '../../src/playground/ahead/alarms.ts'

const MINUTE = 60_000

/** A runtime's storage, which keeps the time of the machine. */
function machineStorage(at: number | null): AlarmStorage & { kept: number | null } {
  const storage = {
    kept: at,
    getAlarm: () => Promise.resolve(storage.kept),
    setAlarm(next: number | Date) {
      storage.kept = Number(next)
      return Promise.resolve()
    },
  }
  return storage
}

test('an alarm is set and read in the time of the object, and goes off in that of the machine', async () => {
  const storage = machineStorage(null)
  shiftAlarms(storage, 20 * MINUTE)
  expect(await storage.getAlarm()).toBeNull()
  await storage.setAlarm(100 * MINUTE)
  expect([storage.kept, await storage.getAlarm()]).toEqual([80 * MINUTE, 100 * MINUTE])
  await storage.setAlarm(new Date(90 * MINUTE))
  expect([storage.kept, await storage.getAlarm()]).toEqual([70 * MINUTE, 90 * MINUTE])
})

test('after a skip an alarm goes off at the same time of the object', async () => {
  const storage = machineStorage(null)
  shiftAlarms(storage, 0)
  await storage.setAlarm(100 * MINUTE)
  const next = machineStorage(storage.kept)
  shiftAlarms(next, 10 * MINUTE)
  await moveAlarm(next, 10 * MINUTE)
  expect([next.kept, await next.getAlarm()]).toEqual([90 * MINUTE, 100 * MINUTE])
})

test('where there is no alarm none is set', async () => {
  const storage = machineStorage(null)
  await moveAlarm(storage, 10 * MINUTE)
  expect(storage.kept).toBeNull()
})

test('every name of an object comes back from its address', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.integer({ min: 1, max: 1e9 }),
      (name, byMs) => {
        const move = { kind: 'ThreadObject', name, byMs }
        expect(moveAt(new URL(moveAddress(move), 'http://127.0.0.1'))).toEqual(move)
      },
    ),
  )
})

test.each([
  '/',
  '/interactions?kind=ThreadObject&name=1&by=5',
  '/_ahead/alarms?kind=ThreadObject&name=1',
  '/_ahead/alarms?kind=ThreadObject&name=1&by=-5',
  '/_ahead/alarms?name=1&by=5',
  '/_ahead/alarms?kind=ThreadObject&by=5',
])('%s moves nothing', (address) => expect(moveAt(new URL(address, 'http://127.0.0.1'))).toBeUndefined())
