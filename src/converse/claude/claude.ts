/** POST /v1/messages and its event stream become model events; every way it can break becomes a value. */

import { BaseAnthropic } from '@anthropic-ai/sdk/client'
import { Stream } from '@anthropic-ai/sdk/core/streaming'
import { APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk/error'
import type { Clock } from '../../clock.ts'
import { parseJson } from '../../json.ts'
import { type Failure, failureOf } from './failure.ts'
import { cutOff, fold, type ModelEvent, noUsage, startFold, usageSoFar } from './model-event.ts'
import type { ModelRequest } from './prompt.ts'
import { redacted, textsIn } from './redact.ts'
import {
  SHORTEST_SILENCE_MS,
  silenceDetail,
  silentAt,
  type StreamState,
  streamStateAfter,
} from './stream-silence.ts'
import { isToolset, type McpConnection } from './server-tools.ts'

/** Asks Claude; the stream never throws and ends with `end` or `failed`, and with `stopped` when `signal` fires. */
export type Ask = (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>

export interface Access {
  readonly apiKey: string
  readonly baseUrl: string
  /** See `mcpConnections`. */
  readonly mcp?: ReadonlyMap<string, McpConnection>
}

/** With the light client: the whole SDK costs three times the bundle and the start-up. */
export function claude(access: Access, clock: Clock): Ask {
  const client = new BaseAnthropic({
    apiKey: access.apiKey,
    baseURL: access.baseUrl,
    maxRetries: 0,
    openTelemetry: false,
    logLevel: 'off',
  })
  return async function* ask(request, signal) {
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    let state = startFold
    // From the request on: the headers may never come either.
    const watch = silenceWatch(clock, controller)
    try {
      const servers = serversOf(request, access.mcp)
      const response = await client
        .post('/v1/messages', {
          body: { ...request, ...(servers.length === 0 ? {} : { mcp_servers: servers }), stream: true },
          headers: servers.length === 0 ? {} : { 'anthropic-beta': MCP_BETA },
          stream: true,
          signal: controller.signal,
        })
        .asResponse()
      // The raw events, because the SDK's own loop hides pings, and a ping is a sign of life.
      for await (const { data } of Stream.rawEvents(response, controller)) {
        const raw = parseJson(data)
        watch.heard(raw)
        const [next, event] = fold(state, raw)
        state = next
        if (event !== undefined) yield event
        if (event?.kind === 'end' || event?.kind === 'failed') return
      }
      yield signal.aborted ? stoppedAt(state) : lost(state, watch.silence())
    } catch (error) {
      yield signal.aborted ? stoppedAt(state) : broken(error, request, state, watch.silence())
    } finally {
      watch.stop()
      signal.removeEventListener('abort', abort)
      controller.abort()
    }
  }
}

/** Source: Claude API, MCP connector. */
const MCP_BETA = 'mcp-client-2026-09-15'

/** The servers whose tools the request offers, with their tokens. Each has to be named by exactly one toolset. */
const serversOf = ({ tools = [] }: ModelRequest, mcp: Access['mcp']): readonly McpConnection[] =>
  tools.filter(isToolset).flatMap((toolset) => mcp?.get(toolset.mcp_server_name) ?? [])

const stoppedAt = (state: typeof startFold): ModelEvent => ({ kind: 'stopped', usage: usageSoFar(state) })

/** @param silence where the watch has ended the stream, what it was in the middle of */
const lost = (state: typeof startFold, silence: StreamState | undefined): ModelEvent =>
  silence === undefined
    ? cutOff(state, 'ended without message_stop')
    : {
        kind: 'failed',
        failure: { why: 'silent', detail: silenceDetail(silence) },
        usage: usageSoFar(state),
      }

/** An error with an HTTP answer is told by it; one without came from the network, before or within the stream. */
function broken(
  error: unknown,
  request: ModelRequest,
  state: typeof startFold,
  silence: StreamState | undefined,
): ModelEvent {
  if (silence !== undefined) return lost(state, silence)
  if (state !== startFold) return cutOff(state, 'the connection broke')
  return { kind: 'failed', failure: failureBeforeStream(error, request), usage: noUsage }
}

function failureBeforeStream(error: unknown, request: ModelRequest): Failure {
  if (error instanceof APIConnectionTimeoutError) return { why: 'silent', detail: 'no headers in time' }
  if (!(error instanceof APIError))
    return { why: 'unreachable', detail: error instanceof Error ? error.name : '' }
  const message = error.apiMessage ?? ''
  const failure = failureOf({
    status: error.status,
    type: error.type ?? undefined,
    code: error.errorCode ?? undefined,
    message,
    retryAfterMs: retryAfterMs(error.headers),
  })
  // What is wrong with a request of ours, nothing else can tell.
  return failure.why === 'bad request' && message !== ''
    ? { ...failure, detail: `${failure.detail}: ${redacted(message, textsIn(request.messages))}` }
    : failure
}

/** Seconds; a date (which HTTP allows too) is of no use to somebody who waits two seconds at most. */
function retryAfterMs(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') || Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}

/** Ends the stream when nothing has been heard for too long. One timer at a time, not one for each event. */
function silenceWatch(clock: Clock, controller: AbortController) {
  const stopped = new AbortController()
  let state: StreamState = 'before the first event'
  let heardAt = clock.now()
  let silence: StreamState | undefined
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const left = silentAt(state, heardAt) - clock.now()
      if (left <= 0) {
        silence = state
        controller.abort()
        return
      }
      // Not all of `left` at once: a text that begins meanwhile may be silent for less.
      await clock.sleep(Math.min(left, SHORTEST_SILENCE_MS), stopped.signal, 'silence')
    }
  }
  void watch()
  return {
    heard: (raw: unknown): void => {
      heardAt = clock.now()
      state = streamStateAfter(state, raw)
    },
    silence: (): StreamState | undefined => silence,
    stop: (): void => stopped.abort(),
  }
}
