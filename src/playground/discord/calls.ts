/** Answers one call to Discord's API: records it, lets it be slow or fail as scripted, counts it, and then does it. */

import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import {
  budgetAt,
  limited,
  peek,
  rateHeaders,
  take,
  type Budget,
  type ChannelLimit,
  type Scope,
} from './buckets.ts'
import { type Call, rateIn } from './call.ts'
import { readBody, type Body } from './body.ts'
import { strike, type CallKind, type Fault, type Limit, type Trouble } from './faults.ts'
import { bucketIn, channelLimitIn, latencyIn, troubleIn } from './in-weather.ts'
import { isRecord, recordOf, textOf } from './json.ts'
import { refusals, type Refusal } from './refusal.ts'
import { accuse, limitOf, tell, type Interaction, type State } from './state.ts'

export type Env = { Bindings: HttpBindings }

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Called when the bot has been told. */
  readonly delivered?: () => void
}

type FullBody = Extract<Body, { ok: true }>

/** What a route wants to be done. */
export interface Plan {
  readonly kind: CallKind
  /** For the record, so without a token. */
  readonly path: string
  readonly interaction: Interaction | undefined
  /** Where faults are scripted for a call that belongs to no interaction. */
  readonly talk?: { faults: readonly Fault[] }
  readonly limit: { readonly key: string; readonly budget: Budget; readonly code?: number }
  /** The channel whose hidden limit this call may count in. */
  readonly channel?: string
  /** The message that is changed: one call at a time. */
  readonly target?: string
  /** Whether there is a body to read. */
  readonly hasBody: boolean
  /** Asked when the call is let through, so as late as possible. */
  readonly check: () => Refusal | undefined
  readonly act: (body: FullBody) => Answer
}

export const refused = (refusal: Refusal): Answer => {
  const { status, ...body } = refusal
  return { status, body }
}

const NO_BODY: Body = { ok: true, payload: undefined, files: [] }

/** A bot that was told to wait may still have a call on the wire; only what comes later is its fault. */
const ON_THE_WIRE_MS = 250

export async function perform(state: State, c: Context<Env>, plan: Plan): Promise<Response> {
  const { outgoing } = c.env
  const gone = new Promise<void>((wake) => outgoing.once('close', () => wake()))
  const call = begin(state, plan, c.req.method)
  let ended = false
  const end = (): void => {
    if (ended) return
    ended = true
    finish(state, plan, call)
  }
  // A client that gives up has no call under way any more, even while we go on.
  outgoing.once('close', end)
  const body: Body = plan.hasBody ? await readBody(c.req.raw) : NO_BODY
  if (body.ok) note(call, body.payload)
  const latency = latencyIn(state.weather, plan.interaction?.latencyMs ?? state.defaults.latencyMs)
  if (latency > 0) await new Promise<void>((wake) => state.later(latency, wake))
  const trouble = troubleFor(plan) ?? troubleIn(state)
  if (trouble?.kind === 'hang' || trouble?.kind === 'reset') {
    if (trouble.applied) judge(state, plan, body)
    if (trouble.kind === 'reset') outgoing.socket?.resetAndDestroy()
    await gone
    return RESPONSE_ALREADY_SENT
  }
  const answer = trouble === undefined ? judge(state, plan, body) : troubled(state, plan, trouble)
  call.status = answer.status
  const rate = rateIn(answer.headers ?? {}, answer.body)
  if (rate !== undefined) call.rate = rate
  const code = recordOf(answer.body)['code']
  if (typeof code === 'number') call.code = code
  if (!ended) answer.delivered?.()
  end()
  return respond(answer)
}

function begin(state: State, plan: Plan, method: string): Call {
  const { interaction, target } = plan
  const now = state.now()
  const call: Call = {
    n: (interaction?.calls.length ?? 0) + 1,
    at: now,
    method,
    path: plan.path,
    kind: plan.kind,
  }
  interaction?.calls.push(call)
  // A hidden limit that was lifted since tells nobody to wait.
  const keys = hiddenWait(state, plan) === undefined ? [plan.limit.key] : [plan.limit.key, hiddenKey(plan)]
  const told = keys.map((key) => limitOf(state, key).told)
  if (told.some((one) => one !== undefined && now < one.waitUntil && now - one.at > ON_THE_WIRE_MS))
    accuse(state, interaction, 'called although it had been told to wait: a 429 that could be foreseen')
  if (interaction === undefined || target === undefined || plan.kind === 'get') return call
  const underWay = interaction.underWay.get(target) ?? 0
  if (underWay > 0)
    accuse(state, interaction, 'two calls under way on one message: they may land in the wrong order')
  interaction.underWay.set(target, underWay + 1)
  return call
}

function finish(state: State, plan: Plan, call: Call): void {
  const { interaction, target } = plan
  call.endedAt = state.now()
  call.status ??= 0
  if (interaction === undefined) return
  if (target !== undefined && plan.kind !== 'get')
    interaction.underWay.set(target, Math.max(0, (interaction.underWay.get(target) ?? 0) - 1))
  tell(state, { kind: 'call', interaction })
}

function note(call: Call, payload: unknown): void {
  const content = isRecord(payload) ? textOf(payload['content']) : undefined
  if (content !== undefined) call.content = content
}

function troubleFor(plan: Plan): Trouble | undefined {
  const source = plan.interaction ?? plan.talk
  if (source === undefined) return undefined
  const { trouble, faults } = strike(source.faults, plan.kind)
  source.faults = faults
  return trouble
}

const budgetOf = (state: State, plan: Plan): Budget =>
  plan.interaction?.budgets === undefined
    ? bucketIn(state.weather, plan.limit)
    : budgetAt(plan.interaction.budgets, state.now() - plan.interaction.createdAt, plan.limit.budget)

/** The answer of a Discord that works: first the limits, then the rules, then the deed. */
function judge(state: State, plan: Plan, body: Body): Answer {
  const now = state.now()
  const limit = limitOf(state, plan.limit.key)
  const budget = budgetOf(state, plan)
  if (limit.block !== undefined) {
    const until = limit.told?.waitUntil ?? 0
    if (now < until) return blocked(state, plan, limit.block, until - now)
    limit.block = undefined
  }
  const hiddenUntil = hiddenWait(state, plan)
  if (hiddenUntil !== undefined) {
    limitOf(state, hiddenKey(plan)).told = { at: now, waitUntil: hiddenUntil }
    const left = peek(limit.bucket, budget, now)
    return tooMany(rateHeaders(bucketName(plan), budget, left, now), hiddenUntil - now, 'shared')
  }
  const taken = take(limit.bucket, budget, now)
  limit.bucket = taken.bucket
  const headers = rateHeaders(bucketName(plan), budget, taken, now)
  if (taken.remaining === 0) limit.told = { at: now, waitUntil: taken.resetAt }
  if (!taken.ok) return tooMany(headers, taken.resetAt - now, 'user', plan.limit.code)
  countHidden(state, plan)
  const refusal = plan.check() ?? (body.ok ? undefined : body.refusal)
  const answer = refusal === undefined && body.ok ? plan.act(body) : refused(refusal ?? refusals['not found'])
  return { ...answer, headers: { ...headers, ...answer.headers } }
}

function tooMany(rate: Record<string, string>, afterMs: number, scope: Scope, code?: number): Answer {
  const { headers, body } = limited(afterMs, scope)
  return {
    status: 429,
    body: code === undefined ? body : { ...body, code },
    headers: { ...rate, ...headers },
  }
}

/** Discord's names are opaque; ours only must not tell a token. */
const bucketName = (plan: Plan): string => `local-${plan.limit.key.split(':')[0]}`

/** What this caller has been told about the channel's limit; it says nothing about other kinds of calls. */
const hiddenKey = (plan: Plan): string => `hidden:${plan.limit.key}`

const channelLimit = (state: State, { channel = '' }: Plan): ChannelLimit =>
  state.channelLimits.get(channel) ?? channelLimitIn(state.weather, state.defaults.channel)

const countsHidden = (state: State, plan: Plan): boolean =>
  plan.channel !== undefined &&
  (plan.kind === 'create' || (plan.kind === 'edit' && channelLimit(state, plan).edits === true))

function hiddenWait(state: State, plan: Plan): number | undefined {
  const bucket = state.hidden.get(plan.channel ?? '')
  if (!countsHidden(state, plan) || bucket === undefined) return undefined
  const left = peek(bucket, channelLimit(state, plan), state.now())
  return left.ok ? undefined : left.resetAt
}

function countHidden(state: State, plan: Plan): void {
  if (!countsHidden(state, plan) || plan.channel === undefined) return
  const bucket = state.hidden.get(plan.channel) ?? { used: 0, endsAt: 0 }
  state.hidden.set(plan.channel, take(bucket, channelLimit(state, plan), state.now()).bucket)
}

/** A scripted answer. The two kinds of 429 stand until their time is over: who comes back earlier meets them again. */
function troubled(state: State, plan: Plan, trouble: Exclude<Trouble, { kind: 'hang' | 'reset' }>): Answer {
  const now = state.now()
  const limit = limitOf(state, plan.limit.key)
  if (trouble.kind === 'answer') return scripted(state, plan, limit, trouble)
  limit.block = trouble
  limit.told = { at: now, waitUntil: now + trouble.retryAfterMs }
  return blocked(state, plan, trouble, trouble.retryAfterMs)
}

function scripted(
  state: State,
  plan: Plan,
  limit: Limit,
  trouble: Extract<Trouble, { kind: 'answer' }>,
): Answer {
  const now = state.now()
  const budget = budgetOf(state, plan)
  const { status, code = 0, message = 'Scripted', body = { message, code } } = trouble
  const headers = rateHeaders(bucketName(plan), budget, peek(limit.bucket, budget, now), now)
  return { status, body, headers: { ...headers, ...trouble.headers } }
}

function blocked(state: State, plan: Plan, trouble: Trouble, afterMs: number): Answer {
  if (trouble.kind === 'cloudflare')
    return {
      status: 429,
      body: CLOUDFLARE_PAGE,
      // Cloudflare's own answers never reached Discord, so there is no Via; '' takes it away.
      headers: {
        'Content-Type': 'text/html; charset=UTF-8',
        'Retry-After': String(Math.ceil(afterMs / 1_000)),
        Via: '',
      },
    }
  const scope = trouble.kind === 'limited' ? trouble.scope : 'user'
  const now = state.now()
  const left = { remaining: scope === 'user' ? 0 : 1, resetAt: now + afterMs }
  return tooMany(rateHeaders(bucketName(plan), budgetOf(state, plan), left, now), afterMs, scope)
}

const CLOUDFLARE_PAGE = `<!doctype html>
<html lang="en"><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>
<body><h1>Error 1015</h1><h2>You are being rate limited</h2></body></html>
`

/** Turns an answer into a response; all but Cloudflare's own carry `Via`. */
export function respond(answer: Answer): Response {
  const headers = new Headers({ Via: '1.1 google', 'Content-Type': 'application/json', ...answer.headers })
  if (headers.get('Via') === '') headers.delete('Via')
  if (answer.status === 204) headers.delete('Content-Type')
  const empty = answer.status === 204 || answer.body === undefined
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  return new Response(empty ? null : text, { status: answer.status, headers })
}
