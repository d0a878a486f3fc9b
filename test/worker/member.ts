/** A member who asks through the local Discord, and what they see there. */

import { exports } from 'cloudflare:workers'
import { expect, inject } from 'vitest'
import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import { snowflake } from './ids.ts'
import { request } from './local-server.ts'

export interface Button {
  readonly custom_id: string
  readonly label: string
}

export interface Reply {
  readonly ack: unknown
  readonly messages: readonly {
    readonly id: string
    readonly content: string
    readonly flags: number
    readonly loading: boolean
    readonly deleted: boolean
    readonly edits: readonly unknown[]
    readonly pings: readonly string[]
    readonly attachments: readonly {
      readonly filename: string
      readonly text?: string
      readonly description?: string
    }[]
    readonly embeds: readonly { readonly description?: string }[]
    readonly components: readonly { readonly components?: readonly Button[] }[]
  }[]
  readonly calls: readonly {
    readonly at: number
    readonly kind: string
    readonly path: string
    readonly status: number | undefined
    readonly content: string | undefined
  }[]
  readonly violations: readonly unknown[]
}

/** The messages of the answer, without the one that tells of its end. */
export const answerIn = ({ messages }: Reply): Reply['messages'] =>
  messages.filter(({ pings }) => pings.length === 0)

export interface AskOptions {
  /** `ask` where nothing is said. */
  readonly command?: string
  /** Of the member in the channel; everything where nothing is said. */
  readonly permissions?: string
  readonly prompt?: string
  readonly private?: boolean
  /** Of `/forget`. */
  readonly everywhere?: boolean
  readonly fresh?: boolean
  /** Of `/usage`. */
  readonly server?: boolean
  readonly guild?: string | null
  readonly channel?: string
  /** A text channel where nothing is said. */
  readonly channelType?: number
  readonly member?: string
  /** What the member is called; a name of the test's own where nothing is said. */
  readonly name?: string
  readonly locale?: string
  /** Whom and what the question mentions, as Discord resolves it. */
  readonly resolved?: unknown
  readonly id?: string
  readonly script?: Record<string, unknown>
  /** A script for Discord that names the interaction's own token. */
  readonly scriptFor?: (token: string) => Record<string, unknown>
  readonly owners?: Record<string, string>
  readonly attachments?: readonly unknown[]
  /** Of the interaction, in place of what the command and its options would give. */
  readonly data?: unknown
  /** Of the interaction; that of a command where nothing is said. */
  readonly type?: number
  /** The message in whose menu the command is chosen. */
  readonly target?: string
  /** The token of the command that opened the modal which is sent. */
  readonly modal?: string
  /** What is filled into the modal, by field. */
  readonly values?: Readonly<Record<string, unknown>>
  /** What was chosen in a select: its type, and the values. */
  readonly chosen?: { readonly type: number; readonly values: readonly string[] }
  /** Of the button or select that is pressed. */
  readonly customId?: string
  /** The message that the button is on. */
  readonly message?: string
}

export interface Asked {
  readonly id: string
  readonly token: string
  readonly status: number
  readonly answer: {
    readonly type?: number
    readonly data?: {
      readonly content?: string
      readonly flags?: number
      readonly components?: readonly unknown[]
      readonly embeds?: readonly { readonly title: string; readonly description: string }[]
      readonly custom_id?: string
      readonly title?: string
    }
  }
  /** The body that was sent. */
  readonly body: string
  /** The signed request, to send it again. */
  send(): Promise<Response>
  /** The reply as soon as `isThere` holds; fails after a minute with what there was. */
  reply(isThere: (reply: Reply) => boolean): Promise<Reply>
  /** Waits until a call of this kind has arrived at Discord, whatever becomes of it. */
  arrived(kind: string): Promise<void>
  /** The text of the first message as soon as it ends like this and is done, without the line under a cached answer. */
  text(end: string | RegExp): Promise<string>
  /** The same while it grows, without the mark that says so. */
  growing(end: string | RegExp): Promise<string>
}

/** After that something hangs, however busy the machine is. */
const PATIENT_MS = 60_000

/** Types a command in Discord, `/ask` by default: makes the interaction, posts it signed, and tells Discord what the bot answered. */
export async function ask(options: AskOptions = {}): Promise<Asked> {
  const {
    prompt,
    private: alone,
    everywhere,
    fresh,
    server,
    member = snowflake(),
    command = 'ask',
    permissions,
    name,
    scriptFor,
    ...rest
  } = options
  const made = await control<{ id: string; token: string; body: string; headers: Record<string, string> }>(
    'POST',
    '/_local/interactions',
    {
      name: command,
      channel: snowflake(),
      ...rest,
      member: { id: member, username: `member${member.slice(-4)}`, nick: name, permissions },
      options: [
        ...(prompt === undefined ? [] : [{ name: 'prompt', type: 3, value: prompt }]),
        ...(alone === undefined ? [] : [{ name: 'private', type: 5, value: alone }]),
        ...(everywhere === undefined ? [] : [{ name: 'everywhere', type: 5, value: everywhere }]),
        ...(server === undefined ? [] : [{ name: 'server', type: 5, value: server }]),
        ...(fresh === undefined ? [] : [{ name: 'fresh', type: 5, value: fresh }]),
      ],
    },
  )
  if (scriptFor !== undefined)
    await control('POST', `/_local/replies/${made.token}/script`, scriptFor(made.token))
  const send = (): Promise<Response> => post(made.body, made.headers)
  const response = await send()
  const answer = await response.json<Asked['answer']>()
  await control('POST', `/_local/acks/${made.token}`, {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: answer,
  })
  const reply = async (isThere: (reply: Reply) => boolean): Promise<Reply> => {
    const until = Date.now() + PATIENT_MS
    let now = await control<Reply>('GET', `/_local/replies/${made.token}`)
    while (!isThere(now) && Date.now() < until) {
      const seen = now.calls.filter(({ status }) => status !== undefined).length
      const edits = now.messages.reduce((sum, message) => sum + message.edits.length, 0)
      now = await control<Reply>('GET', `/_local/replies/${made.token}?after=${seen}&edits=${edits}`)
    }
    if (!isThere(now))
      throw new Error(
        `This is all that came: ${JSON.stringify(now.messages.map((m) => m.content))} ${JSON.stringify(now.calls.slice(0, 6))}`,
      )
    return now
  }
  const text = async (end: string | RegExp, grows: boolean): Promise<string> => {
    const isEnd = (content: string): boolean =>
      grows === (withoutGrowingMark(content) !== content) &&
      (typeof end === 'string' ? said(content).endsWith(end) : end.test(said(content)))
    const { messages, violations } = await reply(
      ({ messages: [first] }) => first !== undefined && isEnd(first.content),
    )
    expect(violations).toEqual([])
    return said(messages[0]?.content ?? '')
  }
  return {
    id: made.id,
    token: made.token,
    body: made.body,
    status: response.status,
    answer,
    send,
    reply,
    async arrived(kind) {
      while (!(await reply(() => true)).calls.some((call) => call.kind === kind)) await Promise.resolve()
    },
    text: (end) => text(end, false),
    growing: (end) => text(end, true),
  }
}

/** An answer without the line that says that it is a cached one, or the mark that says that it grows. */
const said = (content: string): string =>
  withoutGrowingMark(content).replace(/\n\n-# (Saved answer|Gespeicherte Antwort) .*$/, '')

/** POST /interactions, as Discord does it. */
export const post = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  exports.default.fetch(
    new Request('https://bot.example/interactions', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  )

/** Signs any body the way Discord does. `timestamp` in seconds. */
export const signed = (body: string, timestamp?: number | string): Promise<Record<string, string>> =>
  control('POST', '/_local/sign', { body, ...(timestamp === undefined ? {} : { timestamp }) })

/** Faults for the next calls of one reply, as a script of the local Discord has them. */
export const scriptReply = (asked: Asked, faults: Record<string, unknown>): Promise<unknown> =>
  control('POST', `/_local/replies/${asked.token}/script`, faults)

/** Deletes a message as a moderator would. */
export const deleteMessage = (id: string): Promise<unknown> => control('DELETE', `/_local/messages/${id}`)

function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  return request<T>(`${inject('discord')}${path}`, method, body)
}
