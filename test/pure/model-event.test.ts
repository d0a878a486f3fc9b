/** Claude's raw events folded into ours, by the wire examples that are known. */

import * as fc from 'fast-check'
import { Stream } from '@anthropic-ai/sdk/core/streaming'
import { describe, expect, test } from 'vitest'
import { cutOff, fold, type ModelEvent, noUsage, startFold } from '../../src/converse/claude/model-event.ts'
import { parseJson } from '../../src/json.ts'

/** The events of a stream as it stands on the wire, cut into these many bytes at a time. */
async function folded(wire: string, cuts: readonly number[] = []): Promise<readonly ModelEvent[]> {
  const bytes = new TextEncoder().encode(wire)
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b)
  const parts = [0, ...ends].map((start, n) => bytes.slice(start, ends[n] ?? bytes.length))
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) if (part.length > 0) controller.enqueue(part)
      controller.close()
    },
  })
  let state = startFold
  const events: ModelEvent[] = []
  for await (const { data } of Stream.rawEvents(new Response(body), new AbortController())) {
    const [next, event] = fold(state, parseJson(data))
    state = next
    if (event !== undefined) events.push(event)
  }
  return events
}

const sse = (...events: readonly { readonly type: string }[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
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
const said = (text: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
})
const stopped = (stop_reason: string | null, usage: Record<string, unknown> = { output_tokens: 6 }) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null },
  usage,
})
const over = { type: 'message_stop' }

const TEXT = `event: message_start
data: {"type":"message_start","message":{"id":"msg_4Q","type":"message","role":"assistant","content":[],"model":"claude-haiku-5-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße 👋"}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" there"}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":6}}

event: message_stop
data: {"type":"message_stop"}

`
const PADDED = `event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}  }

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Simple educ"}             }

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c3ludGhldGlj"} }

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null,"stop_details":{"type":"refusal","category":null,"explanation":null}},"usage":{"input_tokens":28,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":106,"output_tokens_details":{"thinking_tokens":67}}    }

event: message_stop
data: {"type":"message_stop"      }

`
const TOOL = `event: content_block_start
data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_01","name":"get_weather","input":{}}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"location\\": \\"Paris\\"}"}}

event: content_block_stop
data: {"type":"content_block_stop","index":1}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":65}}

event: message_stop
data: {"type":"message_stop"}

`
const SERVER_TOOL = `event: content_block_start
data: {"type":"content_block_start","index":2,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_01","content":[{"type":"web_search_result","title":"A title","url":"https://example.com","encrypted_content":"Ev0D","page_age":null}]}}

`
const ERROR = `event: error
data: {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}

`

const part = (partial_json: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'input_json_delta', partial_json },
})

describe('streams as they come over the wire', () => {
  test('text, then one end with what it cost', async () => {
    expect(await folded(TEXT)).toEqual([
      { kind: 'text', text: 'Grüße 👋' },
      { kind: 'text', text: ' there' },
      {
        kind: 'end',
        stop: 'end_turn',
        usage: { ...noUsage, inputTokens: 11, outputTokens: 6 },
        content: [{ type: 'text', text: 'Grüße 👋 there' }],
      },
    ])
  })

  test('padding, thinking and signatures show nothing; a refusal is a way to stop', async () => {
    expect(await folded(PADDED)).toEqual([
      {
        kind: 'end',
        stop: 'refusal',
        usage: { ...noUsage, inputTokens: 28, outputTokens: 106 },
        content: [{ type: 'thinking', thinking: 'Simple educ', signature: 'c3ludGhldGlj' }],
      },
    ])
  })

  test('a tool call is told when it begins, and is whole at the end', async () => {
    expect(await folded(TOOL)).toEqual([
      { kind: 'uses', tool: 'get_weather' },
      {
        kind: 'end',
        stop: 'tool_use',
        usage: { ...noUsage, outputTokens: 65 },
        content: [{ type: 'tool_use', id: 'toolu_01', name: 'get_weather', input: { location: 'Paris' } }],
      },
    ])
  })

  test('a tool of its own is told again with what it is called with', async () => {
    const search = { type: 'server_tool_use', id: 'srvtoolu_01', name: 'web_search', input: {} }
    const events = [
      { type: 'content_block_start', index: 0, content_block: search },
      part(''),
      part('{"query":"ra'),
      part('in"}'),
      { type: 'content_block_stop', index: 0 },
    ]
    expect(await folded(sse(...events))).toEqual([
      { kind: 'uses', tool: 'web_search' },
      { kind: 'uses', tool: 'web_search', input: { query: 'rain' } },
    ])
  })

  test('what a server tool found shows nothing', async () => {
    expect(await folded(SERVER_TOOL)).toEqual([])
  })

  test('an error in mid-stream is a failure, with what was spent so far', async () => {
    expect(await folded(sse(started, said('Hel')) + ERROR)).toEqual([
      { kind: 'text', text: 'Hel' },
      {
        kind: 'failed',
        failure: { why: 'overloaded', detail: 'stream overloaded_error' },
        usage: { inputTokens: 11, cacheReadTokens: 700, cacheWriteTokens: 30, outputTokens: 1 },
      },
    ])
  })

  test('a spent budget in mid-stream is told by its code', () => {
    const error = { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } }
    expect(fold(startFold, { type: 'error', error })[1]).toMatchObject({ failure: { why: 'spend limit' } })
    expect(fold(startFold, { type: 'error', error: null })[1]).toMatchObject({
      kind: 'failed',
      failure: { why: 'unreachable' },
    })
  })
})

test('how the bytes are cut does not matter', async () => {
  const wire = TEXT + PADDED
  const whole = await folded(wire)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4_000), { maxLength: 60 }), async (cuts) => {
      expect(await folded(wire, cuts)).toEqual(whole)
    }),
    { numRuns: 300 },
  )
})

test('a block may begin with text', () => {
  const block = { type: 'content_block_start', content_block: { type: 'text', text: 'At once' } }
  expect(fold(startFold, block)[1]).toEqual({ kind: 'text', text: 'At once' })
})

test('usage is cumulative, and null leaves what was known', async () => {
  const [end] = await folded(
    sse(
      started,
      stopped(null, { output_tokens: 5 }),
      stopped('end_turn', { output_tokens: 9, input_tokens: null }),
      over,
    ),
  )
  expect(end).toEqual({
    kind: 'end',
    stop: 'end_turn',
    usage: { inputTokens: 11, cacheReadTokens: 700, cacheWriteTokens: 30, outputTokens: 9 },
    content: [],
  })
})

test('a stop reason is kept when a later event has none, and is a plain end when nobody says one', async () => {
  expect(await folded(sse(stopped('max_tokens'), stopped(null), over))).toMatchObject([
    { stop: 'max_tokens' },
  ])
  expect(await folded(sse(over))).toMatchObject([{ stop: 'end_turn' }])
})

test.each([
  { type: 'content_block_delta', delta: { type: 'text_of_tomorrow_delta', text: 'not for readers' } },
  { type: 'content_block_start', content_block: { type: 'block_of_tomorrow', text: 'not for readers' } },
  { type: 'content_block_delta', delta: { type: 'citations_delta', citation: { cited_text: 'x' } } },
  { type: 'event_of_tomorrow', text: 'not for readers' },
  { type: 'ping' },
  { type: 'content_block_stop', index: 0 },
  { type: 5 },
  {},
])('%j shows nothing', (raw) => {
  const [{ usage, stop }, event] = fold(startFold, raw)
  expect([usage, stop, event]).toEqual([startFold.usage, startFold.stop, undefined])
})

test('nothing that is no event does harm', () => {
  const type = fc.constantFrom(
    'message_start',
    'content_block_start',
    'content_block_delta',
    'message_delta',
    'error',
  )
  const raw = fc.oneof(
    fc.jsonValue(),
    fc.record({
      type,
      message: fc.jsonValue(),
      delta: fc.jsonValue(),
      content_block: fc.jsonValue(),
      usage: fc.jsonValue(),
      error: fc.jsonValue(),
    }),
  )
  fc.assert(
    fc.property(fc.array(raw, { maxLength: 6 }), (events) => {
      let state = startFold
      for (const event of events) [state] = fold(state, event)
      for (const tokens of Object.values(state.usage)) expect(Number.isFinite(tokens)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('a stream that just ends is cut off, and what it had cost is not forgotten', () => {
  const [state] = fold(startFold, started)
  expect(cutOff(state, 'ended without message_stop')).toEqual({
    kind: 'failed',
    failure: { why: 'cut off', detail: 'ended without message_stop' },
    usage: { inputTokens: 11, cacheReadTokens: 700, cacheWriteTokens: 30, outputTokens: 1 },
  })
})
