/** Claude's answer as it goes over the wire: the steps of a stream, or one JSON message. */

import type { Said } from './answer.ts'
import type { Json } from '../../json.ts'
import { type Reply, type ReplyBlock, safeEnd } from './reply.ts'
import { type Dice, dice } from './seeded.ts'

/** What the sender does next. */
export type Step =
  /** `tokens` is what has to be generated before it may be sent; `text` marks words that a person will read. */
  | { readonly do: 'send'; readonly sse: string; readonly tokens: number; readonly text: boolean }
  /** Silence, with a ping about every ten seconds if there are to be pings. */
  | { readonly do: 'wait'; readonly ms: number; readonly pings: boolean }
  | { readonly do: 'hold' }
  | { readonly do: 'end'; readonly how: 'whole' | 'eof' | 'reset' | 'stall' }

/** With spaces in its JSON, as the API sends it. */
export const PING = 'event: ping\ndata: {"type": "ping"}\n\n'

/** One event. The API pads its JSON with spaces before the last brace; a reader that counts bytes fails on it. */
function sse(event: Json & { readonly type: string }, padding = 0): string {
  const json = JSON.stringify(event)
  return `event: ${event.type}\ndata: ${json.slice(0, -1)}${' '.repeat(padding)}}\n\n`
}

/** Searches are billed, so they are counted. */
const serverUse = ({ blocks }: Reply): Json | null => {
  const searches = blocks.filter(
    (block) => block.type === 'server_tool_use' && block.name === 'web_search',
  ).length
  const fetches = blocks.filter(
    (block) => block.type === 'server_tool_use' && block.name === 'web_fetch',
  ).length
  return searches + fetches === 0 ? null : { web_search_requests: searches, web_fetch_requests: fetches }
}

const stopDetails = (reply: Reply): Json | null =>
  reply.stop === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null

/** Usage as the last word on a message. Shape: `Usage` of the SDK's 1.12 types. */
export const usageOf = (reply: Reply): Json => {
  const { use, outputTokens, thinkingTokens } = reply
  return {
    input_tokens: use.inputTokens,
    cache_creation_input_tokens: use.written['5m'] + use.written['1h'],
    cache_read_input_tokens: use.readTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: use.written['5m'],
      ephemeral_1h_input_tokens: use.written['1h'],
    },
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: thinkingTokens },
    server_tool_use: serverUse(reply),
    service_tier: 'standard',
    inference_geo: 'global',
    speed: 'standard',
  }
}

function blockJson(block: ReplyBlock): Json {
  switch (block.type) {
    case 'tool_use':
    case 'server_tool_use':
      return {
        type: block.type,
        id: block.id,
        name: block.name,
        input: block.input,
        caller: { type: 'direct' },
      }
    case 'mcp_tool_use':
      return {
        type: block.type,
        id: block.id,
        name: block.name,
        server_name: block.server,
        input: block.input,
      }
    case 'whole':
      return block.block
    case 'text':
    case 'thinking':
      return { ...block }
  }
}

/** The blocks as a client will send them back. */
export const contentOf = (reply: Reply): readonly Json[] => reply.blocks.map(blockJson)

const envelope = (reply: Reply, content: readonly Json[], ended: boolean, usage: Json): Json => ({
  model: reply.model,
  id: reply.id,
  type: 'message',
  role: 'assistant',
  content,
  container: null,
  diagnostics: null,
  stop_reason: ended ? reply.stop : null,
  stop_sequence: ended ? reply.stopSequence : null,
  stop_details: ended ? stopDetails(reply) : null,
  usage,
})

/** The whole message, for a request without `stream`. */
export const messageOf = (reply: Reply): Json => envelope(reply, contentOf(reply), true, usageOf(reply))

const startOf = (block: ReplyBlock): Json => {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '', ...(block.citations === undefined ? {} : { citations: [] }) }
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return { ...blockJson(block), input: {} }
    case 'whole':
      return block.block
  }
}

/** The tokens of a piece; not rounded, or many small pieces would slow the stream down. */
const pace = (text: string): number => text.length / 4

/** Cuts a text into deltas; `stops` are positions where one has to end. */
function* deltas(
  text: string,
  size: () => number,
  stops: readonly number[] = [],
): Generator<[string, number]> {
  const ends = stops.map((stop) => safeEnd(text, Math.min(stop, text.length))).toSorted((a, b) => a - b)
  for (let at = 0; at < text.length;) {
    const stop = ends.find((end) => end > at) ?? text.length
    const end = Math.min(stop, safeEnd(text, Math.min(at + size(), text.length)))
    yield [text.slice(at, end), end]
    at = end
  }
}

type Mark = { readonly at: number; readonly steps: readonly Step[]; readonly last?: true }

/** What happens at positions of the text, in the order: oddities, gap, hold, end. */
function marksOf(said: Said, reply: Reply, send: (event: Json & { type: string }) => Step): readonly Mark[] {
  const { gap, hold, holdAfterChars = 0, cut, error, afterChars = 0, oddities } = said
  const marks: Mark[] = []
  const index = reply.blocks.findIndex((block) => block.type === 'text')
  const text = reply.blocks[index]
  const middle = text?.type === 'text' ? Math.floor(text.text.length / 2) : 0
  if (oddities === true)
    marks.push({
      at: middle,
      steps: [
        send({ type: 'weather_report', sky: 'clear' }),
        send({ type: 'content_block_delta', index, delta: { type: 'colour_delta', colour: 'blue' } }),
      ],
    })
  if (gap !== undefined)
    marks.push({ at: gap.afterChars, steps: [{ do: 'wait', ms: gap.ms, pings: gap.pings !== false }] })
  if (hold === true) marks.push({ at: holdAfterChars, steps: [{ do: 'hold' }] })
  if (error !== undefined) {
    const message = error === 'overloaded_error' ? 'Overloaded' : 'Internal server error'
    const steps: Step[] = [
      send({ type: 'error', error: { type: error, message } }),
      { do: 'end', how: 'eof' },
    ]
    marks.push({ at: afterChars, steps, last: true })
  }
  if (cut !== undefined) marks.push({ at: afterChars, steps: [{ do: 'end', how: cut }], last: true })
  return marks.toSorted((a, b) => a.at - b.at)
}

/** The steps of a streamed answer. Source for the order of events: Streaming Messages, "Event types". */
export function* stepsOf(reply: Reply, said: Said): Generator<Step, void> {
  const roll = dice(reply.seed)
  const send = (event: Json & { type: string }, tokens = 0, text = false): Step => ({
    do: 'send',
    sse: sse(event, roll(0, 14)),
    tokens,
    text,
  })
  let marks = marksOf(said, reply, send)
  if (said.error !== undefined && (said.afterChars ?? 0) === 0) {
    for (const mark of marks) if (mark.last === true) yield* mark.steps
    return
  }
  const first = {
    ...usageOf(reply),
    output_tokens: Math.min(reply.outputTokens, roll(1, 8)),
    output_tokens_details: null,
  }
  yield send({ type: 'message_start', message: envelope(reply, [], false, first) })

  /** Gives what is due until `at`; true when the stream ends there. */
  function* due(at: number): Generator<Step, boolean> {
    const now = marks.filter((mark) => mark.at <= at)
    marks = marks.filter((mark) => mark.at > at)
    for (const mark of now) {
      yield* mark.steps
      if (mark.last === true) return true
    }
    return false
  }
  for (const [index, block] of reply.blocks.entries()) {
    // What stands at a place of the text comes before anything that follows the text.
    if (block.type === 'tool_use' && (yield* due(Infinity))) return
    yield send({ type: 'content_block_start', index, content_block: startOf(block) })
    if (index === 0) yield { do: 'send', sse: PING, tokens: 0, text: false }
    const delta = (inner: Json, tokens: number, text = false): Step =>
      send({ type: 'content_block_delta', index, delta: inner }, tokens, text)
    if (block.type === 'text') {
      for (const citation of block.citations ?? []) yield delta({ type: 'citations_delta', citation }, 0)
      if (yield* due(0)) return
      const size = (): number => said.chunkChars ?? roll(4, 28)
      const stops = marks.map((mark) => mark.at)
      for (const [text, end] of deltas(block.text, size, stops)) {
        yield delta({ type: 'text_delta', text }, pace(text), true)
        if (yield* due(end)) return
      }
      if (yield* due(Infinity)) return
    } else if (block.type === 'thinking') yield* thinkingSteps(block, delta, roll)
    else if (block.type !== 'whole') yield* toolSteps(block, delta, roll)
    yield send({ type: 'content_block_stop', index })
  }
  if (yield* due(Infinity)) return
  const { stop, stopSequence } = reply
  const {
    input_tokens,
    cache_creation_input_tokens,
    cache_read_input_tokens,
    output_tokens,
    output_tokens_details,
  } = usageOf(reply)
  const delta = {
    container: null,
    stop_reason: stop,
    stop_sequence: stopSequence,
    stop_details: stopDetails(reply),
  }
  const usage = { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens }
  yield send({
    type: 'message_delta',
    delta,
    usage: { ...usage, output_tokens_details, server_tool_use: serverUse(reply) },
  })
  yield send({ type: 'message_stop' })
  yield { do: 'end', how: 'whole' }
}

type DeltaStep = (inner: Json, tokens: number) => Step

function* thinkingSteps(
  block: ReplyBlock & { type: 'thinking' },
  delta: DeltaStep,
  roll: Dice,
): Generator<Step, void> {
  for (const [thinking] of deltas(block.thinking, () => roll(4, 28)))
    yield delta({ type: 'thinking_delta', thinking }, pace(thinking))
  yield delta({ type: 'signature_delta', signature: block.signature }, 0)
}

/** The arguments come in bursts: a silence for the tokens of four pieces, then the four at once. */
function* toolSteps(
  block: Extract<ReplyBlock, { readonly json: string }>,
  delta: DeltaStep,
  roll: Dice,
): Generator<Step, void> {
  yield delta({ type: 'input_json_delta', partial_json: '' }, 0)
  const parts = [...deltas(block.json, () => roll(2, 10))].map(([part]) => part)
  for (let at = 0; at < parts.length; at += 4) {
    const burst = parts.slice(at, at + 4)
    for (const [index, part] of burst.entries())
      yield delta({ type: 'input_json_delta', partial_json: part }, index === 0 ? pace(burst.join('')) : 0)
  }
}
