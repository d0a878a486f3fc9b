/** One request to the local Claude: written down, checked, and answered by a script or by the default talk. */

import type { ServerResponse } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { type Answer, errorBody, httpAnswer, type HttpAnswer, type Said, statusOf } from './answer.ts'
import { continuing, isContinuation, scriptedText } from './continuation.ts'
import type { Control, RecordedRequest } from './control.ts'
import { isRecord } from '../../json.ts'
import { authProblem, rateHeaders, recordedBody, recordedHeaders, REQUEST_BYTES } from './auth.ts'
import { idFrom, replyTo } from './reply.ts'
import { poisonProblem } from './poison.ts'
import { checkRequest, type ClaudeRequest } from './rules.ts'
import { type Line, type Pace, sendSteps, sendWhole, type Sleep, staySilent } from './send.ts'
import type { Talk } from './canned-replies.ts'
import { judgedIn } from './verdicts.ts'
import { faulty } from './in-weather.ts'
import type { ClaudeFault } from '../weather/weather.ts'
import { contentOf, messageOf, stepsOf, usageOf } from './wire.ts'
import { afterUse, type PromptCache, rendered, useCache } from './prompt-cache.ts'

export interface Stage {
  readonly control: Control
  pace: Pace
  /** What happens to every request that no script is for. */
  fault: ClaudeFault | undefined
  /** Answers where no script does. */
  talk: Talk
  /** Judges where no script does. */
  judge: (question: string) => Answer
  readonly now: () => number
  readonly sleep: Sleep
  cache: PromptCache
  /** Contents that ended with `pause_turn`. */
  readonly paused: Set<string>
  /** How many requests came. */
  count: number
}

export type Ctx = Context<{ Bindings: HttpBindings }>

/** Reads at most what the API takes. Nothing when there is more; the rest is read and dropped, so the answer arrives. */
async function bodyOf(c: Ctx): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of c.req.raw.body ?? []) {
    bytes += part.byteLength
    if (bytes <= REQUEST_BYTES) parts.push(part)
    else parts.length = 0
  }
  return bytes > REQUEST_BYTES ? undefined : Buffer.concat(parts).toString('utf8')
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const send = (answer: HttpAnswer): Response =>
  new Response(answer.body, { status: answer.status, headers: answer.headers })

export const refuse = (status: number, type: string, message: string, id: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': id },
  body: errorBody(id, type, message),
})

const lineOf = (
  stage: Stage,
  outgoing: ServerResponse,
  record: RecordedRequest,
  released: AbortSignal,
): Line => {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  return { outgoing, gone: gone.signal, released, sleep: stage.sleep, now: stage.now, record, cut: false }
}

/** Answers in words, streamed or whole, and tells the cache once the response has begun. */
async function speak(
  stage: Stage,
  line: Line,
  request: ClaudeRequest,
  said: Said,
  id: string,
): Promise<void> {
  const { now } = stage
  // What the cache holds when the request comes: an entry that is made while this one is read comes too late for it.
  const use = useCache(stage.cache, request, now())
  const uncached = request.tokens - use.readTokens
  const pace = {
    firstTokenMs:
      (said.firstTokenMs ?? stage.pace.firstTokenMs) + ((said.msPerUncachedThousand ?? 0) * uncached) / 1_000,
    tokensPerSecond: said.tokensPerSecond ?? stage.pace.tokensPerSecond,
  }
  if (pace.firstTokenMs > 0) await stage.sleep(pace.firstTokenMs, line.gone)
  if (line.gone.aborted) return
  const reply = replyTo(request, said, use, stage.count)
  stage.cache = afterUse(stage.cache, use, now())
  line.record.usage = usageOf(reply)
  line.record.parts = use.parts
  if (reply.stop === 'pause_turn') stage.paused.add(rendered(contentOf(reply)))
  const headers = { 'request-id': id, ...rateHeaders(request.model, stage.count, now()) }
  for (const [name, value] of Object.entries(headers)) line.outgoing.setHeader(name, value)
  if (!request.stream && said.error !== undefined) {
    line.record.answeredAt = now()
    line.record.status = statusOf(said.error)
    line.outgoing.writeHead(statusOf(said.error), { 'content-type': 'application/json' })
    line.outgoing.end(errorBody(id, said.error, 'Overloaded'))
    return
  }
  if (!request.stream) {
    await sendWhole(line, stepsOf(reply, said), JSON.stringify(messageOf(reply)), pace)
    return
  }
  line.record.answeredAt = now()
  line.record.status = 200
  line.outgoing.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  })
  await sendSteps(line, stepsOf(reply, said), pace)
}

/** `POST /v1/messages`: written down, checked, then answered by a script or by the default talk. */
export async function answerMessages(stage: Stage, c: Ctx): Promise<Response> {
  stage.count += 1
  const id = idFrom('req', String(stage.count))
  const text = await bodyOf(c)
  const body = text === undefined ? undefined : parsed(text)
  const judged = judgedIn(body)
  const record: RecordedRequest = {
    at: stage.now(),
    judged,
    model: isRecord(body) && typeof body['model'] === 'string' ? body['model'] : undefined,
    body: recordedBody(body),
    headers: recordedHeaders(c.req.raw.headers),
    scripted: false,
  }
  const open = stage.control.begin(record)
  const line = lineOf(stage, c.env.outgoing, record, open.released.signal)
  line.gone.addEventListener('abort', () => {
    stage.control.end(open)
    if (!c.env.outgoing.writableEnded && !line.cut) record.abortedAt = stage.now()
  })
  const answerWith = (answer: HttpAnswer): Response => {
    record.answeredAt = stage.now()
    record.status = answer.status
    return send({ ...answer, headers: { ...rateHeaders(undefined, 0, 0), ...answer.headers } })
  }

  const problem = authProblem((name) => c.req.header(name))
  if (problem !== undefined) return answerWith(refuse(problem.status, problem.type, problem.message, id))
  if (text === undefined)
    return answerWith(refuse(413, 'request_too_large', 'Request exceeds the maximum size', id))
  if (body === undefined)
    return answerWith(refuse(400, 'invalid_request_error', 'The request body is not valid JSON', id))
  const betas = (c.req.header('anthropic-beta') ?? '').split(',').map((beta) => beta.trim())
  const checked = checkRequest(body, stage.paused, false, betas)
  if (!checked.ok) {
    const { status, type, message } = checked.problem
    return answerWith(refuse(status, type, message, id))
  }
  const { request } = checked
  const poisoned = poisonProblem(request.messages, stage.control.poisons())
  if (poisoned !== undefined) return answerWith(refuse(400, 'invalid_request_error', poisoned, id))
  const scripted =
    judged === undefined
      ? stage.control.take(scriptedText(body), record.model)
      : stage.control.takeVerdict(judged, record.model)
  record.scripted = scripted !== undefined
  const unscripted = (): Answer =>
    judged === undefined
      ? stage.talk(request.messages, request.system, request.tools, request.toolChoice, request.model.id)
      : stage.judge(judged)
  const isOwn = judged === undefined && !isContinuation(body)
  const answer =
    scripted === undefined ? faulty(unscripted(), stage.fault, isOwn) : continuing(scripted, body)
  if ('silence' in answer) await staySilent(line)
  else if ('say' in answer) await speak(stage, line, request, answer, id)
  else return answerWith(httpAnswer(answer, id))
  return RESPONSE_ALREADY_SENT
}

/** `POST /v1/messages/count_tokens`. */
export async function countTokens(stage: Stage, c: Ctx): Promise<Response> {
  const id = idFrom('req', `count${stage.count}`)
  const problem = authProblem((name) => c.req.header(name))
  if (problem !== undefined) return send(refuse(problem.status, problem.type, problem.message, id))
  const text = await bodyOf(c)
  if (text === undefined)
    return send(refuse(413, 'request_too_large', 'Request exceeds the maximum size', id))
  const checked = checkRequest(parsed(text), stage.paused, true)
  if (checked.ok) return c.json({ input_tokens: checked.request.tokens }, 200, { 'request-id': id })
  const { status, type, message } = checked.problem
  return send(refuse(status, type, message, id))
}
