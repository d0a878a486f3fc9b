/** Makes interactions, signs them, and takes in what the bot answers to them. */

import { listOf, numberOf, recordOf, textOf, isRecord, type Json } from './json.ts'
import { readAck, type HttpAnswer } from './ack-rules.ts'
import type { Budget, Budgets } from './buckets.ts'
import { readFaults } from './faults.ts'
import { attach } from './signed-urls.ts'
import { onMessage } from './context-menu.ts'
import { filledIn } from './modal-rules.ts'
import { commandLine, payload, readWanted, TYPE, withFiles } from './payload.ts'
import type { Refusal } from './refusal.ts'
import type { Signer } from './signer.ts'
import { messageJson } from './views.ts'
import {
  accuse,
  fail,
  makeId,
  settle,
  tell,
  noAnswer,
  TOKEN_MS,
  type Interaction,
  type State,
} from './state.ts'

/** An interaction as Discord would post it; what the bot's endpoint is to be sent. */
export interface Posted {
  readonly id: string
  readonly token: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export type Made =
  | { readonly ok: true; readonly posted: Posted }
  | { readonly ok: false; readonly why: string }

/**
 * Makes an interaction from what `POST /_local/interactions` takes, remembers its token and signs it. With `modal`, the
 * token of the interaction that opened one, it is the modal's submit: `values` by field, `attachments` each with the
 * `field` that they were uploaded to.
 */
export async function interact(state: State, signer: Signer, given: Json): Promise<Made> {
  const now = state.now()
  const filled = given['modal'] === undefined ? { ok: true as const, raw: given } : submitted(state, given)
  if (!filled.ok) return filled
  const aimed =
    given['target'] === undefined
      ? filled
      : onMessage(state, given, commandId(state, textOf(given['name']) ?? ''))
  if (!aimed.ok) return aimed
  const { raw } = aimed
  const script = recordOf(raw['script'])
  const createdAt = now - (numberOf(script['created']) ?? 0)
  const id = textOf(raw['id']) ?? makeId(state, createdAt)
  const token = textOf(raw['token']) ?? makeToken(id)
  if (state.interactions.has(token))
    return { ok: false, why: 'this token is taken: each interaction has its own' }
  const read = readWanted(raw, state.threads)
  const taken = listOf(raw['attachments']).map((file) => attach(state, read.channel, recordOf(file)))
  const refused = taken.find((one) => typeof one === 'string')
  if (refused !== undefined) return { ok: false, why: refused }
  const attached = taken.filter((one) => typeof one !== 'string')
  const wanted = withFiles(read, attached)
  const pressed = textOf(raw['message'])
  const pressedOn = state.messages.get(pressed ?? '')
  if (pressed !== undefined && pressedOn === undefined)
    return { ok: false, why: `there is no message ${pressed}` }
  const ids = { id, token, applicationId: state.applicationId, commandId: commandId(state, wanted.name) }
  const message = pressedOn === undefined ? undefined : messageJson(state, pressedOn)
  const posted = payload(wanted, ids, attached, message)
  const interaction: Interaction = {
    id,
    token,
    type: wanted.type,
    createdAt,
    sentAt: now,
    guild: wanted.guild,
    channel: wanted.channel,
    member: wanted.member,
    commandLine: commandLine(wanted, attached),
    data: recordOf(posted['data']),
    attached: attached.flatMap(({ id: file }) => state.files.get(file) ?? []),
    owners: wanted.owners,
    context: wanted.context,
    pressed,
    ack: { state: 'awaited' },
    modal: undefined,
    original: undefined,
    messages: [],
    followUps: 0,
    latencyMs: state.defaults.latencyMs,
    ackDelayMs: state.defaults.ackDelayMs,
    faults: [],
    budgets: undefined,
    calls: [],
    violations: [],
    underWay: new Map(),
  }
  const scripted = applyScript(interaction, script)
  if (scripted !== undefined) return { ok: false, why: scripted }
  state.interactions.set(token, interaction)
  for (const due of [state.defaults.ackMs, TOKEN_MS - (now - createdAt)])
    state.later(Math.max(0, due + 1), () => settle(state, interaction))
  const body = JSON.stringify(posted)
  const at = raw['timestamp']
  const timestamp =
    typeof at === 'string' || typeof at === 'number' ? String(at) : String(Math.floor(now / 1_000))
  return { ok: true, posted: { id, token, body, headers: await headersFor(signer, body, timestamp) } }
}

function submitted(
  state: State,
  given: Json,
): { readonly ok: true; readonly raw: Json } | { readonly ok: false; readonly why: string } {
  const opened = state.interactions.get(textOf(given['modal']) ?? '')
  if (opened?.modal === undefined) return { ok: false, why: 'the bot has opened no modal there' }
  const who = recordOf(given['member'])['id'] ?? opened.member.id
  if (who !== opened.member.id) return { ok: false, why: 'nobody else can send this modal' }
  const attachments = listOf(given['attachments']).map((one) => ({
    id: makeId(state, state.now()),
    ...recordOf(one),
  }))
  const values: Record<string, unknown> = { ...recordOf(given['values']) }
  for (const { id, ...file } of attachments) {
    const field = textOf(recordOf(file)['field']) ?? 'files'
    values[field] = [...listOf(values[field]), id]
  }
  const filled = filledIn(opened.modal, values)
  if (!filled.ok) return filled
  const { channel, guild, member, owners, context } = opened
  return {
    ok: true,
    raw: {
      channel,
      guild,
      owners,
      context,
      member: { ...member },
      // A modal that a button has opened brings the button's message along.
      ...(opened.pressed === undefined ? {} : { message: opened.pressed }),
      ...given,
      type: TYPE.modal,
      data: filled.data,
      attachments,
    },
  }
}

/** The headers of Discord's POST, signature and all. */
export async function headersFor(
  signer: Signer,
  body: string,
  timestamp: string,
): Promise<Record<string, string>> {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Discord-Interactions/1.0 (+https://discord.com)',
    ...(await signer.sign(body, timestamp)),
  }
}

/**
 * Real tokens are base64 of `interaction:<id>:<random>` (api-docs #2925), with 128 random characters; libraries know them by
 * that length. The URL-safe kind needs no escaping.
 */
const makeToken = (id: string): string => {
  const random = Array.from({ length: 4 }, () => crypto.randomUUID().replaceAll('-', '')).join('')
  return Buffer.from(`interaction:${id}:${random}`).toString('base64url')
}

function commandId(state: State, name: string): string {
  const registered = [...state.commands.values()].flat().find((command) => command['name'] === name)
  return textOf(registered?.['id']) ?? '290000000000000031'
}

/** Takes `{faults, clearFaults, bucket, latencyMs, ackDelayMs}` over; answers what is wrong with them, if anything is. */
export function applyScript(interaction: Interaction, script: Json): string | undefined {
  const read = readFaults(script['faults'])
  if (!read.ok) return read.why
  const budgets = script['bucket'] === undefined ? interaction.budgets : readBudgets(script['bucket'])
  if (script['bucket'] !== undefined && budgets === undefined)
    return 'bucket is {limit, windowMs} or a list of them'
  const kept = script['clearFaults'] === true ? [] : interaction.faults
  interaction.faults = [...kept, ...read.faults]
  interaction.budgets = budgets
  interaction.latencyMs = numberOf(script['latencyMs']) ?? interaction.latencyMs
  interaction.ackDelayMs = numberOf(script['ackDelayMs']) ?? interaction.ackDelayMs
  return undefined
}

function readBudgets(raw: unknown): Budgets | undefined {
  if (isRecord(raw)) return readBudget(raw)
  const steps = listOf(raw).map(readBudget)
  if (steps.length === 0 || steps.includes(undefined)) return undefined
  return steps.filter((step) => step !== undefined).toSorted((a, b) => a.afterMs - b.afterMs)
}

function readBudget(raw: unknown): (Budget & { readonly afterMs: number }) | undefined {
  const { limit, windowMs, phaseMs, afterMs = 0 } = recordOf(raw)
  if (typeof limit !== 'number' || typeof windowMs !== 'number' || typeof afterMs !== 'number')
    return undefined
  return { limit, windowMs, afterMs, ...(typeof phaseMs === 'number' ? { phaseMs } : {}) }
}

export type Acknowledged =
  | { readonly ok: true; readonly type: number; readonly data: Json }
  | { readonly ok: false; readonly why: string; readonly refusal?: Refusal }

/**
 * Discord receives the bot's HTTP answer, `afterMs` from now, and processes it after the interaction's own delay.
 * An answer that is late or breaks the rules kills the interaction.
 */
export function acknowledge(
  state: State,
  interaction: Interaction,
  http: HttpAnswer,
  afterMs = 0,
): Acknowledged {
  settle(state, interaction)
  const refuse = (why: string, refusal?: Refusal): Acknowledged => {
    accuse(state, interaction, why)
    return { ok: false, why, ...(refusal === undefined ? {} : { refusal }) }
  }
  if (interaction.ack.state === 'dead') return refuse(`too late: ${interaction.ack.why}`)
  if (interaction.ack.state !== 'awaited') return refuse('this interaction is acknowledged already')
  const at = state.now() + afterMs
  const pressed = state.messages.get(interaction.pressed ?? '')
  const read = readAck(
    interaction.type,
    http,
    pressed && { shown: pressed.shown, attachments: pressed.attachments.map(({ id }) => id) },
  )
  const late = at > interaction.sentAt + state.defaults.ackMs
  if (late || !read.ok) {
    const why = read.ok ? noAnswer(state) : read.why
    fail(state, interaction, why)
    return refuse(why, read.ok ? undefined : read.refusal)
  }
  for (const rule of read.offences) accuse(state, interaction, rule)
  interaction.ack = { state: 'pending', at, due: at + interaction.ackDelayMs, answer: read.answer }
  settle(state, interaction)
  if (interaction.ack.due > state.now())
    state.later(interaction.ack.due - state.now(), () => {
      settle(state, interaction)
      tell(state, { kind: 'call', interaction })
    })
  tell(state, { kind: 'call', interaction })
  return { ok: true, type: read.answer.type, data: read.answer.data }
}
