/** A KV namespace in memory that can fail, hang, and go on showing old values as the real one does. */

export interface FakeKv {
  readonly namespace: KVNamespace
  readonly entries: Map<string, string>
  /** What was asked of it, in order: `get 2`, `put`, `delete`. */
  readonly calls: string[]
  readonly ttls: number[]
  /** What the next calls do; without it they succeed. */
  fault: 'none' | 'fails' | 'hangs'
  /** Reads show the values as of now, whatever is written, until it is called again with false. */
  freeze(frozen: boolean): void
}

export function fakeKv(): FakeKv {
  const entries = new Map<string, string>()
  const calls: string[] = []
  const ttls: number[] = []
  let frozen: ReadonlyMap<string, string> | undefined
  const act = async <T>(call: string, work: () => T): Promise<T> => {
    calls.push(call)
    if (kv.fault === 'fails') throw new Error(`KV ${call} failed: 429 Too Many Requests`)
    if (kv.fault === 'hangs') await new Promise(() => undefined)
    return work()
  }
  const namespace = {
    get: (keys: readonly string[]) =>
      act(
        `get ${keys.length}`,
        () => new Map(keys.map((key) => [key, (frozen ?? entries).get(key) ?? null])),
      ),
    put: (key: string, value: string, options: { expirationTtl: number }) =>
      act('put', () => {
        entries.set(key, value)
        ttls.push(options.expirationTtl)
      }),
    delete: (key: string) => act('delete', () => void entries.delete(key)),
  }
  const kv: FakeKv = {
    namespace: namespace as unknown as KVNamespace,
    entries,
    calls,
    ttls,
    fault: 'none',
    freeze(isFrozen) {
      frozen = isFrozen ? new Map(entries) : undefined
    },
  }
  return kv
}
