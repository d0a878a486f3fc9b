/** What a stream has cost that ends before Claude has said what it cost. */

import { expect, test } from 'vitest'
import { fold, noUsage, startFold, type Usage, usageSoFar } from '../../src/converse/claude/model-event.ts'

const started = {
  type: 'message_start',
  message: {
    usage: {
      input_tokens: 11,
      cache_read_input_tokens: 700,
      cache_creation_input_tokens: 30,
      output_tokens: 1,
    },
  },
}
const input = { inputTokens: 11, cacheReadTokens: 700, cacheWriteTokens: 30 }

const begins = (content_block: object) => ({ type: 'content_block_start', content_block })
const gets = (delta: object) => ({ type: 'content_block_delta', delta })

const soFar = (...events: readonly unknown[]): Usage =>
  usageSoFar(events.reduce<typeof startFold>((state, event) => fold(state, event)[0], startFold))

test('is nothing before the first event, and the input with the first', () => {
  expect(soFar()).toEqual(noUsage)
  expect(soFar(started)).toEqual({ ...input, outputTokens: 1 })
})

test.each([
  ['text', begins({ type: 'text', text: '' }), gets({ type: 'text_delta', text: 'a'.repeat(400) }), 100],
  [
    'thoughts',
    begins({ type: 'thinking', thinking: '' }),
    gets({ type: 'thinking_delta', thinking: 'b'.repeat(40) }),
    10,
  ],
])('is estimated by what was written: %s', (_, begin, delta, tokens) => {
  expect(soFar(started, begin, delta)).toEqual({ ...input, outputTokens: tokens })
})

test('has the arguments of a tool, while they come and when they are there', () => {
  const calls = begins({ type: 'tool_use', name: 'bash', input: {} })
  const argument = gets({ type: 'input_json_delta', partial_json: `{"command":"${'x'.repeat(66)}"}` })
  expect(soFar(started, calls, argument).outputTokens).toBeGreaterThanOrEqual(20)
  expect(soFar(started, calls, argument, { type: 'content_block_stop' })).toEqual({
    ...input,
    outputTokens: 20,
  })
})

test('leaves out what tools of Claude’s own have brought', () => {
  const found = { type: 'web_search_tool_result', content: [{ encrypted_content: 'E'.repeat(4_000) }] }
  expect(soFar(started, begins(found)).outputTokens).toBe(1)
})

test('is what Claude has said, once it has', () => {
  const told = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 90 } }
  const says = gets({ type: 'text_delta', text: 'a'.repeat(400) })
  expect(soFar(started, begins({ type: 'text', text: '' }), says, told)).toEqual({
    ...input,
    outputTokens: 90,
  })
})
