/** The webhook of one interaction in memory, by a test's clock, which keeps Discord's rules and writes down who breaks them. */

import type { Clock } from '../../src/clock.ts'
import type { MessageBody } from '../../src/deliver/message.ts'
import type { Sent, Undeliverable } from '../../src/deliver/sent.ts'
import type { Webhook } from '../../src/deliver/webhook.ts'
import type { MessageId } from '../../src/ids.ts'
import { channelId, messageId } from '../build.ts'

/** What goes wrong with a call. */
export type Trouble =
  | { readonly why: Undeliverable }
  /** No answer comes back, though the call may have been carried out. */
  | { readonly lost: 'before' | 'after' }
  | { readonly retryAfterMs: number; readonly scope: 'user' | 'shared' | 'global' | 'cloudflare' }

export interface WebhookOptions {
  readonly clock: Clock
  /** Calls in any window that begins with the first of them; by default 5 in 5 s. */
  readonly bucket?: { readonly limit: number; readonly windowMs: number }
  /** On the way to Discord and on the way back, in milliseconds. */
  readonly latency?: (call: number) => { readonly up: number; readonly down: number }
  /** The nth call, from 1, and what it is. */
  readonly trouble?: (call: number, kind: 'create' | 'edit' | 'remove') => Trouble | undefined
  /** Whether a filter of the server takes this text. */
  readonly filter?: (content: string) => boolean
  /** Messages of an earlier try, the reply first. */
  readonly before?: readonly string[]
}

export interface Message {
  readonly id: MessageId
  content: string
  file: string | undefined
  plainLinks: boolean
  /** The labels of its buttons. */
  buttons: readonly string[]
  /** Where its link leads. */
  link: string | undefined
}

export interface FakeWebhook extends Webhook {
  readonly messages: Message[]
  /** `1200 edit 0: Hello`: when the call left, and what it did to which page. */
  readonly calls: string[]
  /** What is in the files of each call, one after the other; empty where there are none. */
  readonly filed: string[]
  readonly violations: string[]
  readonly refusals: number[]
}

type Act = (violate: (rule: string) => void) => Sent

const flaw = ({ content }: MessageBody): string | undefined => {
  if (content.trim() === '') return 'an empty message'
  return Array.from(content).length > 2_000 ? 'a message of more than 2,000 characters' : undefined
}

export function fakeWebhook(options: WebhookOptions): FakeWebhook {
  const { clock, bucket = { limit: 5, windowMs: 5_000 } } = options
  const messages: Message[] = []
  const calls: string[] = []
  const filed: string[] = []
  const violations: string[] = []
  const refusals: number[] = []
  let inFlight = 0
  let window = { used: 0, endsAt: 0 }

  const add = (body: Partial<MessageBody>): Message => {
    const message: Message = {
      id: messageId(String(1_000 + messages.length)),
      content: body.content ?? '',
      file: textOf(body),
      plainLinks: body.plainLinks === true,
      buttons: labelsOf(body),
      link: body.link?.url,
    }
    messages.push(message)
    return message
  }
  for (const content of options.before ?? ['']) add({ content })

  /** Discord counts a call when it arrives. */
  const take = (): { readonly ok: boolean; readonly remaining: number; readonly resetAfterMs: number } => {
    const now = clock.now()
    if (now >= window.endsAt) window = { used: 0, endsAt: now + bucket.windowMs }
    const ok = window.used < bucket.limit
    if (ok) window = { ...window, used: window.used + 1 }
    return { ok, remaining: bucket.limit - window.used, resetAfterMs: window.endsAt - now }
  }

  const judge = (n: number, kind: 'create' | 'edit' | 'remove', act: Act): Sent => {
    const trouble = options.trouble?.(n, kind)
    if (trouble !== undefined && 'retryAfterMs' in trouble)
      return { ok: false, why: 'rate limited', limit: trouble }
    const { ok, remaining, resetAfterMs } = take()
    if (!ok) {
      refusals.push(n)
      return { ok: false, why: 'rate limited', limit: { retryAfterMs: resetAfterMs, scope: 'user' } }
    }
    const budget = { limit: bucket.limit, remaining, resetAfterMs }
    if (trouble !== undefined && 'why' in trouble) return { ok: false, why: trouble.why, code: 0, budget }
    if (trouble?.lost === 'before') return { ok: false, why: 'unreachable', code: 0 }
    const sent = act((rule) => violations.push(`call ${n}: ${rule}`))
    if (trouble?.lost === 'after') return { ok: false, why: 'unreachable', code: 0 }
    return sent.ok || sent.why !== 'rate limited' ? { ...sent, budget } : sent
  }

  const call = async (kind: 'create' | 'edit' | 'remove', what: string, act: Act): Promise<Sent> => {
    const n = calls.push(`${clock.now()} ${kind} ${what}`)
    const { up, down } = options.latency?.(n) ?? { up: 30, down: 30 }
    if (inFlight > 0) violations.push(`call ${n}: two calls in flight`)
    inFlight += 1
    await clock.sleep(up)
    const sent = judge(n, kind, act)
    await clock.sleep(down)
    inFlight -= 1
    return sent
  }

  const done = ({ id }: Message): Sent => ({ ok: true, message: id, channel: channelId('9') })
  const unwanted: Sent = { ok: false, why: 'unwanted', code: 50_035 }
  const filtered: Sent = { ok: false, why: 'filtered', code: 200_000 }
  const isFiltered = ({ content }: MessageBody): boolean => options.filter?.(content) === true
  const gone: Sent = { ok: false, why: 'gone', code: 10_008 }

  return {
    messages,
    calls,
    filed,
    violations,
    refusals,
    create(body) {
      filed.push(textOf(body) ?? '')
      return call('create', `${messages.length}: ${body.content}`, (violate) => {
        const wrong = flaw(body)
        if (wrong !== undefined) violate(wrong)
        if (messages[0]?.content === '') violate('a follow-up before the first edit')
        if (isFiltered(body)) return filtered
        return wrong === undefined ? done(add(body)) : unwanted
      })
    },
    edit(which, body) {
      filed.push(textOf(body) ?? '')
      const page = which === '@original' ? 0 : messages.findIndex(({ id }) => id === which)
      return call('edit', `${page}: ${body.content}`, (violate) => {
        const message = messages[page]
        const wrong = flaw(body)
        if (wrong !== undefined) violate(wrong)
        if (message === undefined) return gone
        if (wrong !== undefined) return unwanted
        if (isFiltered(body)) return filtered
        message.content = body.content
        message.file = textOf(body)
        message.plainLinks = body.plainLinks
        message.buttons = labelsOf(body)
        message.link = body.link?.url
        return done(message)
      })
    },
    remove(which) {
      filed.push('')
      const page = messages.findIndex(({ id }) => id === which)
      return call('remove', `${page}`, () => {
        if (page < 0) return gone
        messages.splice(page, 1)
        return { ok: false, why: 'gone', code: 0 }
      })
    },
  }
}

const labelsOf = ({ buttons = [] }: Partial<MessageBody>): readonly string[] =>
  buttons.map(({ label }) => label)

const textOf = ({ files = [] }: Partial<MessageBody>): string | undefined =>
  files.map(({ content }) => (typeof content === 'string' ? content : '')).join('') || undefined
