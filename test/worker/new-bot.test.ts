/** What the worker tests rely on: nothing is left of the bot before, also not of its objects that do not run. */

import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { type DurableObject, env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { snowflake } from './ids.ts'
import { newBot } from './new-bot.ts'

const KINDS = [
  ['a thread', env.THREAD, snowflake()],
  ['the coordinator', env.COORDINATOR, 'fleet'],
  ['the ledger of the whole bot', env.GUILDS, 'all'],
] as const

test.each(KINDS)(
  '%s that was aborted keeps neither what it stored nor its alarm',
  async (_, namespace, name) => {
    // A stub does not outlive the object.
    const inObject = <T>(act: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> =>
      runInDurableObject(
        (namespace as DurableObjectNamespace<DurableObject>).getByName(name),
        (__, { storage }) => act(storage),
      )
    await inObject(async (storage) => {
      storage.kv.put('left', 'behind')
      await storage.setAlarm(systemClock.now() + 3_600_000)
      await storage.sync()
    })
    await abortAllDurableObjects()
    expect(await inObject((storage) => storage.kv.get('left'))).toBe('behind')
    await abortAllDurableObjects()
    await newBot()
    expect(await inObject(async (storage) => [storage.kv.get('left'), await storage.getAlarm()])).toEqual([
      undefined,
      null,
    ])
  },
)
