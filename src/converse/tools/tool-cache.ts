/** Remembers what tools answered, so that an equal call on unchanged files is answered without calling again. */

/** Many threads share an isolate: a cache holds this many results, and this many UTF-16 units of them. */
const RESULTS = 64
const UNITS = 256 * 1_024

export interface ToolCache {
  /** What is remembered; counts as used now. */
  find(key: string): string | undefined
  keep(key: string, text: string): void
  /** How often `find` was asked, and how often it knew. */
  figures(): { readonly asked: number; readonly hits: number }
}

/** In memory only: after an eviction everything is called anew. */
export function toolCache(): ToolCache {
  // A Map keeps the order of insertion, so the least recently used is the first.
  const results = new Map<string, string>()
  let units = 0
  let asked = 0
  let hits = 0
  const drop = (key: string): void => {
    units -= key.length + (results.get(key)?.length ?? -key.length)
    results.delete(key)
  }
  return {
    find(key) {
      asked += 1
      const text = results.get(key)
      if (text === undefined) return undefined
      hits += 1
      results.delete(key)
      results.set(key, text)
      return text
    },
    keep(key, text) {
      drop(key)
      results.set(key, text)
      units += key.length + text.length
      for (const oldest of results.keys()) {
        if (results.size <= RESULTS && units <= UNITS) break
        drop(oldest)
      }
    },
    figures: () => ({ asked, hits }),
  }
}
