/** A bot that is new: nothing is stored in its objects, and no alarm is set. */

import { listDurableObjectIds, reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

const wake = <T extends Rpc.DurableObjectBranded>(object: DurableObjectStub<T>): Promise<void> =>
  runInDurableObject(object, () => undefined)

async function wakeAll<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
): Promise<void> {
  const ids = await listDurableObjectIds(namespace)
  await Promise.all(ids.map((id) => wake(namespace.get(id))))
}

/**
 * Empties the storage of the objects. `reset` alone empties those that are awake: one that was aborted, or that slept,
 * would keep its rows and its alarm. A server's object does not begin without its name, and stays as it is: each test has
 * a server of its own.
 */
export async function newBot(): Promise<void> {
  await Promise.all([wakeAll(env.THREAD), wakeAll(env.COORDINATOR), wake(env.GUILDS.getByName('all'))])
  await reset()
}
