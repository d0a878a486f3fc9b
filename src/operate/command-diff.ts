/** What a registration changes: the commands that Discord has, compared with those of the table. */

import { isRecord, type Json, textAt } from '../json.ts'
import { keyOf, kindOf } from './kept-commands.ts'

export interface Change {
  readonly name: string
  /** Of which kind it is, in words. */
  readonly kind: string
  readonly what: 'new' | 'changed' | 'unchanged' | 'gone'
}

/**
 * @param before what Discord answered to GET
 * @param after what Discord answered to PUT, so that both are written in its own way
 */
export function changesBetween(before: unknown, after: unknown): readonly Change[] {
  const old = byKey(before)
  const now = byKey(after)
  const told = (command: Json, what: Change['what']): Change => ({
    name: textAt(command, 'name') ?? '',
    kind: kindOf(command),
    what,
  })
  const kept = [...now].map(([key, command]): Change => {
    const was = old.get(key)
    if (was === undefined) return told(command, 'new')
    return told(command, same(was, command) ? 'unchanged' : 'changed')
  })
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, command]) => told(command, 'gone'))
  return [...kept, ...gone]
}

const byKey = (commands: unknown): ReadonlyMap<string, Json> =>
  new Map(
    (Array.isArray(commands) ? commands : []).filter(isRecord).map((command) => [keyOf(command), command]),
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
