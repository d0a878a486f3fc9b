/** What one object has written to KV in the last minute, because KV may show it the old value for that long. */

export interface OwnWrites {
  read(key: string, now: number): string | undefined
  write(key: string, value: string, now: number): void
  drop(key: string): void
}

/** Source: Cloudflare, KV, How KV works: a location goes on reading what it has read for `cacheTtl`, 60 s. */
const SEEN_AFTER_MS = 60_000

/** More than a conversation writes within a minute; epochs, which matter most, are small. */
const MOST = 64

/** Of memory, in UTF-16 units: many objects share an isolate of 128 MB. */
const MOST_UNITS = 128 * 1_024

export function ownWrites(): OwnWrites {
  const writes = new Map<string, { readonly value: string; readonly until: number }>()
  const units = (): number => Array.from(writes.values()).reduce((sum, { value }) => sum + value.length, 0)
  return {
    read(key, now) {
      const write = writes.get(key)
      return write !== undefined && now < write.until ? write.value : undefined
    },
    write(key, value, now) {
      writes.delete(key)
      writes.set(key, { value, until: now + SEEN_AFTER_MS })
      for (const [oldest, { until }] of writes) {
        if (until > now && writes.size <= MOST && units() <= MOST_UNITS) break
        writes.delete(oldest)
      }
    },
    drop(key) {
      writes.delete(key)
    },
  }
}
