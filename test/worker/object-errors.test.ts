/** What workerd throws when an object ends, and when it throws by itself. */

import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { isReset } from '../../src/durable-object-errors.ts'
import { snowflake } from './ids.ts'
import { thread } from './thread-object.ts'

const thrownBy = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work
  } catch (error) {
    return error
  }
  return undefined
}

test('an object that was aborted is known by a property, whatever the words', async () => {
  const object = thread(snowflake())
  const error = await thrownBy(runInDurableObject(object, (_, state) => state.abort('any words')))
  expect(error).toMatchObject({ message: 'any words', durableObjectReset: true })
  expect(isReset(error)).toBe(true)
})

test('what an object throws by itself is no reset', async () => {
  const error = await thrownBy(thread(snowflake()).ask({} as never))
  expect(error).toMatchObject({ message: 'a Worker asked what is no question', remote: true })
  expect(isReset(error)).toBe(false)
})
