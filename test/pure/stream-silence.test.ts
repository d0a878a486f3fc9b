/** How long a stream may be silent, by what it is in the middle of. */

import { expect, test } from 'vitest'
import {
  SHORTEST_SILENCE_MS,
  silentAt,
  type StreamState,
  streamStateAfter,
} from '../../src/converse/claude/stream-silence.ts'

const start = (type: string): unknown => ({ type: 'content_block_start', index: 0, content_block: { type } })
const message = { type: 'message_start', message: {} }
const delta = { type: 'content_block_delta', index: 0, delta: {} }
const stop = { type: 'content_block_stop', index: 0 }
const ping = { type: 'ping' }

/** For how many milliseconds the stream may be silent after these events. */
const afterThese = (...events: readonly unknown[]): number =>
  silentAt(events.reduce<StreamState>(streamStateAfter, 'before the first event'), 0)

test.each<[string, readonly unknown[], number]>([
  ['before the first event', [], 30_000],
  ['after a ping alone', [ping], 30_000],
  ['before the first block', [message], 45_000],
  ['in a thought', [message, start('thinking'), delta], 45_000],
  ['in a hidden thought', [message, start('redacted_thinking')], 45_000],
  ['in a text', [message, start('text')], 20_000],
  ['in a text that goes on', [message, start('text'), delta, ping, delta], 20_000],
  ['in a text after an event that nobody knows', [message, start('text'), { type: 'new' }, 'x'], 20_000],
  ['in a text after a thought', [message, start('thinking'), delta, stop, start('text')], 20_000],
  ['between two blocks', [message, start('text'), delta, stop], 45_000],
  ['in the input of a tool', [message, start('text'), delta, stop, start('tool_use'), delta], 45_000],
  ['while a tool of Claude’s runs', [message, start('server_tool_use'), delta, stop], 45_000],
])('%s', (_, events, limit) => {
  expect(afterThese(...events)).toBe(limit)
  expect(limit).toBeGreaterThanOrEqual(SHORTEST_SILENCE_MS)
})
