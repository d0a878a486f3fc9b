/** What a registration changes: the commands that Discord has, compared with those of the table. */

import { isRecord, type Json, textAt } from '../json.ts'

export interface Change {
  readonly name: string
  readonly what: 'new' | 'changed' | 'unchanged' | 'gone'
}

/**
 * @param before what Discord answered to GET
 * @param after what Discord answered to PUT, so that both are written in its own way
 */
export function changesBetween(before: unknown, after: unknown): readonly Change[] {
  const old = byName(before)
  const now = byName(after)
  const kept = [...now].map(([name, command]): Change => {
    const was = old.get(name)
    if (was === undefined) return { name, what: 'new' }
    return { name, what: same(was, command) ? 'unchanged' : 'changed' }
  })
  const gone = [...old.keys()]
    .filter((name) => !now.has(name))
    .map((name): Change => ({ name, what: 'gone' }))
  return [...kept, ...gone]
}

const byName = (commands: unknown): ReadonlyMap<string, Json> =>
  new Map(
    (Array.isArray(commands) ? commands : [])
      .filter(isRecord)
      .map((command) => [textAt(command, 'name') ?? '', command]),
  )

/** Discord gives every registration a new version, and a new id where the name is new. */
const same = (a: Json, b: Json): boolean => canonical(a) === canonical(b)

const canonical = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'version' || key === 'id') return undefined
    return isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  })
