/** What the worker tests stand on: a member who asks, through the local Discord, with words that nobody else uses. */

import { env, exports } from 'cloudflare:workers'
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, inject } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'

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
    readonly attachments: readonly { readonly filename: string; readonly text?: string }[]
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

export interface ModelBlock {
  readonly type: string
  readonly text: string
  readonly title?: string
  readonly source?: { readonly type: string; readonly media_type: string; readonly data: string }
}

export interface ModelCall {
  readonly model: string
  readonly body: { readonly messages: readonly { role: string; content: ModelBlock[] }[] }
  readonly usage?: Record<string, number>
  readonly abortedAt?: number
}

let count = Math.floor(Math.random() * 1e9)

/** A word that is in no other test, so that scripts and caches do not meet. */
export const unique = (word = 'word'): string => `${word}${(count += 1)}x`

/** A snowflake of now that is in no other test. */
export const snowflake = (): string =>
  String((BigInt(Date.now() - 1_420_070_400_000) << 22n) + BigInt((count += 1) % 4_194_304))

export interface AskOptions {
  /** `ask` where nothing is said. */
  readonly command?: string
  /** Of the member in the channel; everything where nothing is said. */
  readonly permissions?: string
  readonly prompt?: string
  readonly private?: boolean
  readonly fresh?: boolean
  readonly guild?: string | null
  readonly channel?: string
  readonly member?: string
  /** What the member is called; a name of the test's own where nothing is said. */
  readonly name?: string
  readonly locale?: string
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
  /** Of the button that is pressed. */
  readonly customId?: string
}

export interface Asked {
  readonly id: string
  readonly token: string
  readonly status: number
  readonly answer: {
    readonly type?: number
    readonly data?: { readonly content?: string; readonly flags?: number }
  }
  /** The body that was sent. */
  readonly body: string
  /** The signed request, to send it again. */
  send(): Promise<Response>
  /** The reply as soon as `isThere` holds; fails after ten seconds with what there was. */
  reply(isThere: (reply: Reply) => boolean): Promise<Reply>
  /** Waits until a call of this kind has arrived at Discord, whatever becomes of it. */
  arrived(kind: string): Promise<void>
  /** The text of the first message as soon as it ends like this and is done, without the line under a cached answer. */
  text(end: string | RegExp): Promise<string>
  /** The same while it grows, without the mark that says so. */
  growing(end: string | RegExp): Promise<string>
}

/** Types a command in Discord, `/ask` by default: makes the interaction, posts it signed, and tells Discord what the bot answered. */
export async function ask(options: AskOptions = {}): Promise<Asked> {
  const {
    prompt,
    private: alone,
    fresh,
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
    const until = Date.now() + 10_000
    let now = await control<Reply>('GET', `/_local/replies/${made.token}`)
    while (!isThere(now) && Date.now() < until) {
      const seen = now.calls.filter(({ status }) => status !== undefined).length
      now = await control<Reply>('GET', `/_local/replies/${made.token}?after=${seen}`)
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

/** Tells the local Claude what to answer to a question that contains `match`. */
export const script = (match: string, ...answers: unknown[]): Promise<unknown> =>
  request(`${inject('claude')}/_local/scripts`, 'POST', { match, answers })

/** Tells the local Claude what to say of a question that contains `match`: a verdict, or any other answer. */
export const scriptVerdict = (
  match: string,
  ...answers: (Verdict | Record<string, unknown>)[]
): Promise<unknown> =>
  request(`${inject('claude')}/_local/scripts`, 'POST', {
    match,
    verdicts: true,
    answers: answers.map((one) => ('alone' in one ? { say: JSON.stringify(one) } : one)),
  })

/** A question that contains `match` may be answered from the cache. */
export const scriptGeneral = (match: string): Promise<unknown> => scriptVerdict(match, GENERAL)

/** Waits until an answer that contains `word` lies in the cache. */
export async function cachedAnswer(word: string): Promise<void> {
  for (;;) {
    const { keys } = await env.CACHE_KV.list({ prefix: 'answer:' })
    const values = await Promise.all(keys.map(({ name }) => env.CACHE_KV.get(name)))
    if (values.some((value) => value?.includes(word))) return
    await new Promise((wake) => setTimeout(wake, 5))
  }
}

/** The requests for a verdict, by a word in the question; waits until there were more than `after`. */
export const verdictCalls = (match: string, after?: number): Promise<readonly ModelCall[]> =>
  request(
    `${inject('claude')}/_local/requests?verdicts=true&match=${encodeURIComponent(match)}${after === undefined ? '' : `&after=${after}`}`,
    'GET',
  )

/** The same for one model alone. */
export const scriptModel = (model: string, match: string, ...answers: unknown[]): Promise<unknown> =>
  request(`${inject('claude')}/_local/scripts`, 'POST', { match, model, answers })

export const release = (match: string): Promise<unknown> =>
  request(`${inject('claude')}/_local/release`, 'POST', { match })

/** What Claude was asked, by a word in the question; waits until there were more than `after` calls. */
export const modelCalls = (match: string, after?: number): Promise<readonly ModelCall[]> =>
  request(
    `${inject('claude')}/_local/requests?match=${encodeURIComponent(match)}${after === undefined ? '' : `&after=${after}`}`,
    'GET',
  )

/** Deletes a message as a moderator would. */
export const deleteMessage = (id: string): Promise<unknown> => control('DELETE', `/_local/messages/${id}`)

/** The thread object of a channel. */
export const thread = (key: string) => env.THREAD.getByName(key)

/**
 * Time that passes at once when somebody sleeps, for a thread whose waiting is the point. A call of Discord's that hangs
 * is given up after `hangsMs`.
 */
export async function hurry(key: string, hangsMs?: number): Promise<void> {
  await runInDurableObject(thread(key), (object) => {
    let ahead = 0
    const clock: Clock = {
      now: () => Date.now() + ahead,
      sleep: async (ms, signal) => {
        // Watching timers (deadline, hang, silence) are long and must not fire; waits for another try are short.
        if (ms === 10_000 && hangsMs !== undefined) return systemClock.sleep(hangsMs, signal)
        // A silence that nobody waits through in earnest is not worth a line.
        const isWatching = ms >= 10_000 || (ms >= 1_500 && signal !== undefined)
        if (isWatching) return new Promise((wake) => signal?.addEventListener('abort', () => wake()))
        ahead += ms
        await Promise.resolve()
      },
    }
    object.clock = clock
  })
}

/** Waits until what stands in Discord is written down, and known to stand there: an edit arrives a moment before its answer does. */
export const checkpointed = (key: string, text = ''): Promise<void> =>
  untilRow(
    key,
    'shown',
    (shown) => shown !== '[]' && !String(shown).includes('"unsure":true') && String(shown).includes(text),
  )

/** Waits until so many characters of the answer are written down, and what Discord shows is what is written down. */
export async function settled(key: string, asked: Asked, characters: number): Promise<void> {
  await untilRow(
    key,
    'progress',
    (progress) => (JSON.parse(String(progress)) as { said?: string }).said?.length === characters,
  )
  const isSame = async (): Promise<boolean> => {
    const { messages } = await asked.reply(() => true)
    const shown = await runInDurableObject(
      thread(key),
      (_, { storage }) => storage.sql.exec<{ shown: string }>('SELECT shown FROM turns').one().shown,
    )
    const contents = (JSON.parse(shown) as { content: string }[]).map(({ content }) => content)
    return JSON.stringify(contents) === JSON.stringify(messages.map(({ content }) => content))
  }
  while (!(await isSame())) await Promise.resolve()
}

/** Waits until what the answer came to is written down: before the last edit. */
export const concluded = (key: string): Promise<void> =>
  untilRow(key, 'progress', (progress) => String(progress).includes('"conclusion"'))

async function untilRow(key: string, column: string, isThere: (value: unknown) => boolean): Promise<void> {
  await runInDurableObject(thread(key), async (_, state) => {
    const value = (): unknown => state.storage.sql.exec(`SELECT ${column} FROM turns`).one()[column]
    while (!isThere(value())) await new Promise((wake) => setTimeout(wake, 1))
  })
}

/** A thread whose next deadline comes when the function that is given back is called. */
export async function deadlineOf(key: string): Promise<() => Promise<void>> {
  const deadline: { come?: () => void } = {}
  await runInDurableObject(thread(key), (object) => {
    let isFirst = true
    object.clock = {
      now: () => Date.now(),
      sleep: (ms, signal) => {
        if (ms < 600_000) return systemClock.sleep(ms, signal)
        const isDeadline = isFirst
        isFirst = false
        return new Promise((wake) => {
          signal?.addEventListener('abort', () => wake())
          if (isDeadline) deadline.come = wake
        })
      },
    }
  })
  return () => runInDurableObject(thread(key), () => deadline.come?.())
}

/** Waits until no turn of the thread is open: the last edit arrives a moment before that is written down. */
export async function ended(key: string): Promise<void> {
  await runInDurableObject(thread(key), async (_, state) => {
    const open = (): unknown =>
      state.storage.sql.exec('SELECT count(*) AS n FROM turns WHERE ended_at IS NULL').one()['n']
    while (open() !== 0) await new Promise((wake) => setTimeout(wake, 1))
  })
}

/** Lets the thread's alarm go off `ms` from now. */
export async function later(key: string, ms: number): Promise<void> {
  await runInDurableObject(thread(key), (object) => {
    object.clock = { ...object.clock, now: () => Date.now() + ms }
  })
  await runDurableObjectAlarm(thread(key))
}

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  return request<T>(`${inject('discord')}${path}`, method, body)
}

async function request<T>(url: string, method: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}
