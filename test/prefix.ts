/** Where one request to Claude stops being the beginning of the next: the drift that costs a cache write. */

import { isRecord } from '../src/json.ts'

/**
 * The first block of `before` that does not stand in `after` at the same place, such as `system[1]` or
 * `messages[2].content[0]`; undefined when `after` begins with all of `before`. Order: what changes the most first
 * (model, tools, system, parameters of the messages, messages; Prompt caching, "What invalidates the cache"). Where a
 * `cache_control` stands makes no difference.
 */
export function firstDifference(before: unknown, after: unknown): string | undefined {
  const [one, other] = [fields(before), fields(after)]
  for (const name of ['model', 'tools', 'system', 'tool_choice', 'thinking', 'output_config'] as const) {
    const [left, right] = [blocks(one[name]), blocks(other[name])]
    for (let n = 0; n < Math.max(left.length, right.length); n += 1)
      if (rendered(left[n]) !== rendered(right[n]))
        return Array.isArray(one[name] ?? other[name]) ? `${name}[${n}]` : name
  }
  const messages = blocks(other['messages'])
  for (const [n, message] of blocks(one['messages']).entries()) {
    const [left, right] = [fields(message), fields(messages[n])]
    if (left['role'] !== right['role']) return `messages[${n}].role`
    const content = blocks(right['content'])
    for (const [at, block] of blocks(left['content']).entries())
      if (rendered(block) !== rendered(content[at])) return `messages[${n}].content[${at}]`
    // A block more is a block between this one and the next message's.
    if (content.length > blocks(left['content']).length)
      return `messages[${n}].content[${content.length - 1}]`
  }
  return undefined
}

const fields = (raw: unknown): Readonly<Record<string, unknown>> => (isRecord(raw) ? raw : {})

const blocks = (raw: unknown): readonly unknown[] =>
  raw === undefined ? [] : Array.isArray(raw) ? raw : [raw]

const rendered = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (key === 'cache_control' ? undefined : inner)) ?? ''
