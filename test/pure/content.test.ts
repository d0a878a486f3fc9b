/** Claude's message, put together from its deltas: what is sent back has to be what Claude said. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Block, startContent, takeIn, toolCalls } from '../../src/converse/claude/content.ts'

const start = (block: unknown) => ({ type: 'content_block_start', index: 0, content_block: block })
const delta = (one: unknown) => ({ type: 'content_block_delta', index: 0, delta: one })
const stop = { type: 'content_block_stop', index: 0 }

const taken = (...events: readonly unknown[]): readonly Block[] =>
  events.reduce<typeof startContent>((content, event) => takeIn(content, event), startContent).blocks

test('text comes back in one piece', () => {
  expect(
    taken(
      start({ type: 'text', text: '' }),
      delta({ type: 'text_delta', text: 'Hel' }),
      delta({ type: 'text_delta', text: 'lo' }),
      stop,
    ),
  ).toEqual([{ type: 'text', text: 'Hello' }])
})

test('the arguments of a tool call are parsed when they are complete', () => {
  const blocks = taken(
    start({ type: 'tool_use', id: 'toolu_1', name: 'bash', input: {}, caller: { type: 'direct' } }),
    delta({ type: 'input_json_delta', partial_json: '' }),
    delta({ type: 'input_json_delta', partial_json: '{"comm' }),
    delta({ type: 'input_json_delta', partial_json: 'and":"ls"}' }),
    stop,
  )
  expect(blocks).toEqual([
    {
      type: 'tool_use',
      id: 'toolu_1',
      name: 'bash',
      input: { command: 'ls' },
      caller: { type: 'direct' },
    },
  ])
  expect(toolCalls(blocks)).toEqual([{ id: 'toolu_1', name: 'bash', input: { command: 'ls' } }])
})

test('a call without arguments keeps the empty ones with which it began', () => {
  const blocks = taken(
    start({ type: 'tool_use', id: 'toolu_1', name: 'now', input: {} }),
    delta({ type: 'input_json_delta', partial_json: '' }),
    stop,
  )
  expect(toolCalls(blocks)).toEqual([{ id: 'toolu_1', name: 'now', input: {} }])
})

test('arguments that were cut are no arguments', () => {
  const blocks = taken(
    start({ type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} }),
    delta({ type: 'input_json_delta', partial_json: '{"command":"rm' }),
    stop,
  )
  expect(toolCalls(blocks)).toEqual([{ id: 'toolu_1', name: 'bash', input: undefined }])
})

test('thinking keeps its signature, and citations gather', () => {
  expect(
    taken(
      start({ type: 'thinking', thinking: '', signature: '' }),
      delta({ type: 'thinking_delta', thinking: 'Hm.' }),
      delta({ type: 'signature_delta', signature: 'abc' }),
      stop,
      start({ type: 'text', text: '' }),
      delta({ type: 'citations_delta', citation: { url: 'https://a.example' } }),
      delta({ type: 'text_delta', text: 'So.' }),
      delta({ type: 'citations_delta', citation: { url: 'https://b.example' } }),
      stop,
    ),
  ).toEqual([
    { type: 'thinking', thinking: 'Hm.', signature: 'abc' },
    {
      type: 'text',
      text: 'So.',
      citations: [{ url: 'https://a.example' }, { url: 'https://b.example' }],
    },
  ])
})

test('a block that we do not know is kept as it came', () => {
  const block = {
    type: 'web_search_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: [{ encrypted_content: 'x' }],
  }
  expect(taken(start(block), stop)).toEqual([block])
})

test('whatever comes, nothing throws, and only whole blocks of a type come back', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record({
      type: fc.constantFrom('content_block_start', 'content_block_delta', 'content_block_stop', 'ping'),
      content_block: fc.anything(),
      delta: fc.oneof(
        fc.anything(),
        fc.record({
          type: fc.constantFrom('text_delta', 'input_json_delta', 'thinking_delta', 'citations_delta'),
          text: fc.anything(),
          partial_json: fc.anything(),
        }),
      ),
    }),
  )
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 20 }), (events) => {
      for (const block of taken(...events)) expect(typeof block.type).toBe('string')
    }),
  )
})

test('however the arguments are cut, the call is the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.nat(200)), (input, cuts) => {
      const json = JSON.stringify(input)
      const ends = [...new Set(cuts.map((cut) => cut % (json.length + 1))), json.length].toSorted(
        (a, b) => a - b,
      )
      let from = 0
      const parts = ends.map((end) => {
        const part = json.slice(from, end)
        from = end
        return delta({ type: 'input_json_delta', partial_json: part })
      })
      const blocks = taken(
        start({ type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} }),
        ...parts,
        stop,
      )
      expect(toolCalls(blocks)[0]?.input).toEqual(JSON.parse(json))
    }),
  )
})
