/** Which errors of the platform mean that an object has ended, and which that it has too much to do. */

import { expect, test } from 'vitest'
import { isReset, pauseIfOverloaded } from '../../src/durable-object-errors.ts'
import { testClock } from '../fakes/clock.ts'

/** An error as workerd throws it: its properties are set on the error itself. */
const error = (message: string, properties: object = {}): Error =>
  Object.assign(new Error(message), properties)

const CODE = 'Durable Object reset because its code was updated.'
const STORAGE = 'Internal error in Durable Object storage write caused object to be reset; reference = abc'

test.each([
  ['the platform says so', error('Anything.', { durableObjectReset: true }), true],
  [
    'it says so, and that the call may be repeated',
    error(CODE, { durableObjectReset: true, retryable: true }),
    true,
  ],
  ['the connection to the object was lost', error('Anything.', { retryable: true }), true],
  [
    'it has been told in another object',
    error('Anything.', { durableObjectReset: true, remote: true }),
    true,
  ],
  ['it has lost its properties: new code', error(CODE), true],
  ['it has lost its properties: storage', error(STORAGE), true],
  ['it has lost its properties: a connection', error('Network connection lost.'), true],
  ['a bug', new TypeError('undefined is not a function'), false],
  ['the platform says no', error('Anything.', { durableObjectReset: false, retryable: false }), false],
  ['overload', error('Durable Object is overloaded.', { overloaded: true, retryable: true }), false],
  ['what is no error', undefined, false],
])('%s', (_, thrown, is) => {
  expect(isReset(thrown)).toBe(is)
})

test.each([
  [
    'an overloaded object is not asked again at once',
    error('Too many requests.', { overloaded: true }),
    2_000,
  ],
  ['one that was reset is', error(CODE, { durableObjectReset: true, retryable: true }), 0],
])('%s', async (_, thrown, afterMs) => {
  const clock = testClock()
  await expect(clock.until(pauseIfOverloaded(clock, () => Promise.reject(thrown)))).rejects.toBe(thrown)
  expect(clock.now()).toBe(afterMs)
})

test('what an object answers is passed on', async () => {
  expect(await pauseIfOverloaded(testClock(), () => Promise.resolve('taken'))).toBe('taken')
})
