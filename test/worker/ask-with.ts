/** A question in a thread whose object has other settings than those of wrangler.toml. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { route } from '../../src/arrive/route.ts'
import { systemClock } from '../../src/clock.ts'
import type { ThreadObject } from '../../src/converse/thread/thread.ts'
import { parseJson } from '../../src/json.ts'
import { request } from './local-server.ts'
import type { Reply } from './member.ts'
import { thread } from './thread-object.ts'

export interface AskedWith {
  /** Waits until the reply says this. */
  readonly text: (expected: RegExp) => Promise<string>
  /** As it is now. */
  readonly reply: () => Promise<Reply>
  /** How long each pause was that the thread made, in milliseconds; none of them took any time. */
  readonly pauses: readonly number[]
}

/** @param vars what differs from wrangler.toml */
export async function askWith(
  vars: Readonly<Record<string, string>>,
  {
    prompt,
    channel,
    member,
    model,
  }: {
    readonly prompt: string
    readonly channel: string
    readonly member: string
    /** As it was chosen; it is checked by the thread alone. */
    readonly model?: string
  },
): Promise<AskedWith> {
  const made = await local<{ token: string; body: string }>('POST', '/interactions', {
    name: 'ask',
    channel,
    member: { id: member, username: 'eve' },
    options: [
      { name: 'prompt', type: 3, value: prompt },
      ...(model === undefined ? [] : [{ name: 'model', type: 3, value: model }]),
    ],
  })
  const action = route(parseInteraction(parseJson(made.body)))
  if (action.do !== 'ask') throw new Error('it is no question')
  await local('POST', `/acks/${made.token}`, { status: 200, body: { type: 5, data: {} } })
  const pauses: number[] = []
  let ahead = 0
  await runInDurableObject(thread(channel), async ({ constructor: Thread }, state) => {
    const object = new (Thread as typeof ThreadObject)(state, { ...env, ...vars })
    object.clock = {
      now: () => Date.now() + ahead,
      async sleep(ms, signal, watch) {
        if (watch !== undefined) return systemClock.sleep(ms, signal)
        pauses.push(ms)
        ahead += ms
        await systemClock.sleep(0)
      },
    }
    await object.ask(action.question)
  })
  const read = (after: string): Promise<Reply> => local<Reply>('GET', `/replies/${made.token}${after}`)
  return {
    pauses,
    reply: () => read(''),
    async text(expected) {
      const until = Date.now() + 60_000
      let reply = await read('')
      const shown = (): string => reply.messages[0]?.content ?? ''
      while (!expected.test(shown()) && Date.now() < until) reply = await read(`?after=${reply.calls.length}`)
      if (!expected.test(shown())) throw new Error(`The reply says ${JSON.stringify(shown())}`)
      return shown()
    },
  }
}

const local = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  request<T>(`${inject('discord')}/_local${path}`, method, body)
