/** Interactions that nobody should send: real ones with something in them deleted, retagged, or made huge or deep. */

import * as fc from 'fast-check'
import { isRecord, type Json } from '../../src/json.ts'
import { payload } from './payload.ts'

export const payloadNames = [
  'ping',
  'ask-in-guild',
  'ask-with-file',
  'ask-in-thread',
  'ask-in-bot-dm',
  'ask-in-group-dm',
  'ask-in-foreign-guild',
  'message-command',
  'button',
  'modal',
  'autocomplete',
] as const

const deep = (levels: number): unknown => {
  let value: unknown = 'the bottom'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value }
  return value
}

/** What stands in place of a value, each of a kind that has broken a program before. */
const nonsense: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '0',
  '-1',
  '99999999999999999999',
  '18446744073709551616',
  '１２３',
  'a\0b',
  '\ud800',
  'half \udc00 an emoji',
  '\u202egnp.exe',
  '\u200b\u2066\u2069\ufeff',
  'Z\u0300\u0301\u0302'.repeat(500),
  '../../etc/passwd',
  'C:\\CON',
  '@everyone <@&1> <#2>',
  '[speaker 123456: Root]',
  'details:1:own',
  'stop:1:1:own',
  'again:1:1',
  'details:99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  [],
  {},
  [[]],
  { id: '1' },
  [{ name: 'prompt', value: 'in a list' }],
  'x'.repeat(30_000),
  '\u{1f600}'.repeat(6_001),
  Array.from({ length: 1_000 }, (_, n) => ({ name: `option${n}`, type: 3, value: 'x' })),
  deep(500),
]

/** Keys that an object inherits, or that somebody might trust. */
const strangeKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'id', 'type', '']

/** One change; `at` chooses the place anew in whatever there is. */
interface Change {
  readonly how: 'delete' | 'replace' | 'add' | 'swap' | 'wrap'
  readonly at: number
  readonly with: unknown
  readonly key: string
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('delete', 'replace', 'replace', 'add', 'swap', 'wrap'),
  at: fc.nat(1_000_000),
  with: fc.oneof(fc.constantFrom(...nonsense), fc.jsonValue()),
  key: fc.constantFrom(...strangeKeys),
})

type Path = readonly string[]

const pathsOf = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [
        ...(path.length === 0 ? [] : [path]),
        ...Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key])),
      ]
    : [path]

/** A copy in which what stands at the path is what `by` makes of it; undefined takes it away. */
function changedAt(value: unknown, [key, ...rest]: Path, by: (old: unknown) => unknown): unknown {
  if (key === undefined) return by(value)
  if (Array.isArray(value)) {
    const at = Number(key)
    const put = changedAt(value[at], rest, by)
    return put === undefined ? value.toSpliced(at, 1) : value.with(at, put)
  }
  if (!isRecord(value)) return value
  // As JSON.parse makes it: `__proto__` is a field like any other.
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, old]) => {
      if (name !== key) return [[name, old]]
      const put = changedAt(old, rest, by)
      return put === undefined ? [] : [[name, put]]
    }),
  )
}

function applied(value: unknown, { how, at, with: other, key }: Change, kept: readonly string[]): unknown {
  const paths = pathsOf(value).filter(([first]) => first !== undefined && !kept.includes(first))
  const path = paths[at % Math.max(1, paths.length)]
  if (path === undefined) return value
  switch (how) {
    case 'delete':
      return changedAt(value, path, () => undefined)
    case 'replace':
      return changedAt(value, path, () => other)
    case 'wrap':
      return changedAt(value, path, (old) => (at % 2 === 0 ? [old] : { value: old }))
    case 'add':
      return changedAt(value, path.slice(0, -1), (old) =>
        isRecord(old) ? Object.fromEntries([...Object.entries(old), [key, other]]) : [old, other],
      )
    case 'swap': {
      // What belongs elsewhere in the same interaction has the right shape at the wrong place.
      const from = paths[(at * 7 + 3) % paths.length] ?? path
      const found = from.reduce<unknown>(
        (within, step) =>
          typeof within === 'object' && within !== null ? Reflect.get(within, step) : within,
        value,
      )
      return changedAt(value, path, () => found)
    }
  }
}

/**
 * A real interaction with up to five things wrong in it, as JSON.
 *
 * @param base what it is before; one of test/payloads where nothing is said
 * @param kept fields at the top that stay as they are
 */
export const hostileBody = (base?: Json, kept: readonly string[] = []): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...payloadNames), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([name, changes]) =>
      JSON.stringify(
        changes.reduce<unknown>((value, one) => applied(value, one, kept), base ?? payload(name)) ?? null,
      ),
    )

/** A text of which a part was lost or repeated, or in which something stands that does not belong. */
export const tornBody = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      hostileBody(),
      fc.nat(1_000_000),
      fc.nat(40),
      fc.constantFrom('', '\0', '"', '{', ']', '\ud800', '\u202e', '{"type":1}', ',"type":1', '/*', 'NaN'),
    )
    .map(([body, at, less, put]) => {
      const place = at % (body.length + 1)
      return body.slice(0, place) + put + body.slice(place + less)
    })
