/** Waits until something is stored in an object: looks again after each write, and never by the clock. */

import { runInDurableObject } from 'cloudflare:test'
import type { DurableObject } from 'cloudflare:workers'

type Wake = () => void

/** Who waits for the next write, by the `sql` or `kv` of the storage that is written. */
const waiting = new WeakMap<object, Set<Wake>>()

/** The prototypes that have been changed: objects of a kind share one. */
const watched = new WeakSet<object>()

/** Lets each call of these methods wake those who wait, where it is a write, also where the object itself makes it. */
function watch(
  side: object,
  methods: readonly string[],
  isWrite: (args: readonly unknown[]) => boolean,
): void {
  const shared: object = Object.getPrototypeOf(side)
  if (watched.has(shared)) return
  watched.add(shared)
  for (const method of methods) {
    const original: unknown = Reflect.get(shared, method)
    if (typeof original !== 'function') throw new Error(`there is no ${method} to watch`)
    Reflect.set(shared, method, function (this: object, ...args: readonly unknown[]): unknown {
      const result: unknown = Reflect.apply(original, this, args)
      if (isWrite(args)) for (const wake of waiting.get(this) ?? []) wake()
      return result
    })
  }
}

/** Resolves with the next write, after the transaction that it is part of. */
const nextWrite = (storage: DurableObjectStorage): Promise<void> =>
  new Promise((resolve) => {
    const sides = [storage.sql, storage.kv]
    const wake = (): void => {
      for (const side of sides) waiting.get(side)?.delete(wake)
      resolve()
    }
    for (const side of sides) waiting.set(side, (waiting.get(side) ?? new Set()).add(wake))
  })

function watchStorage({ sql, kv }: DurableObjectStorage): void {
  watch(sql, ['exec'], ([query]) => !/^\s*SELECT\b/i.test(String(query)))
  watch(kv, ['put', 'delete'], () => true)
}

/** Waits until it holds in the object, which `isThere` only reads. */
export function untilStored<T extends DurableObject<Env>>(
  object: DurableObjectStub<T>,
  isThere: (storage: DurableObjectStorage, object: T) => boolean,
): Promise<void> {
  return runInDurableObject(object, async (instance: T, { storage }) => {
    watchStorage(storage)
    while (!isThere(storage, instance)) await nextWrite(storage)
  })
}
