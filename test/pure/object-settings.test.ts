/** The settings of Durable Objects: read once for all objects of an isolate. */

import { expect, test } from 'vitest'
import { settingsOf } from '../../src/settings/object-settings.ts'
import { secrets } from '../fakes/documented-settings.ts'

test('an environment is read once, however many objects are born in it', () => {
  let reads = 0
  const env = {
    ...secrets,
    get MODEL() {
      reads += 1
      return 'claude-sonnet-5-5'
    },
  }
  const born = Array.from({ length: 50 }, () => settingsOf(env))
  expect([reads, new Set(born).size, born[0]?.model]).toEqual([1, 1, 'claude-sonnet-5-5'])
})

test('another environment is read anew', () => {
  settingsOf(secrets)
  expect(settingsOf({ ...secrets, MODEL: 'claude-opus-5-5' }).model).toBe('claude-opus-5-5')
})

test('a wrong environment is refused each time', () => {
  const env = { ...secrets, MAX_SESSIONS: 'many' }
  for (const _ of [1, 2]) expect(() => settingsOf(env)).toThrow('MAX_SESSIONS is "many"')
})
