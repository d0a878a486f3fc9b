/** Threads on messages: one for each message, opened with the bot token. */

import type { Context, Hono } from 'hono'
import { perform, refused, type Env } from './calls.ts'
import { knownChannel } from './channels.ts'
import { textFlaws } from './components.ts'
import { recordOf, textOf } from './json.ts'
import { invalidForm, refusals, type Refusal } from './refusal.ts'
import { tell, type Message, type State } from './state.ts'

/** A guess: Discord names none. */
const BUDGET = { limit: 5, windowMs: 5_000 }

interface Checks {
  readonly asBot: (c: Context<Env>, check: () => Refusal | undefined) => () => Refusal | undefined
  readonly inChannel: (state: State, channel: string, id: string) => Message | undefined
  readonly messageRefusal: (
    state: State,
    channel: string,
    message: Message | undefined,
  ) => Refusal | undefined
}

/** Source: Discord, Resources, Channel, "Start Thread from Message". */
export function addThreadRoutes(
  api: Hono<Env>,
  state: State,
  { asBot, inChannel, messageRefusal }: Checks,
): void {
  api.post('/channels/:channel/messages/:id/threads', (c) => {
    const { channel, id } = c.req.param()
    const mayNot = (): Refusal | undefined => {
      // A thread hangs on a message of a server's channel: neither in a direct message nor in another thread.
      if ((knownChannel(state.threads, channel)?.kind ?? 'text') !== 'text')
        return refusals['wrong channel type']
      const { threadless = false, threadsFull = false } = state.moderation.get(channel) ?? {}
      if (threadless) return refusals['missing permissions']
      if (state.threads.has(id)) return refusals['thread there']
      return threadsFull ? refusals['too many threads'] : undefined
    }
    return perform(state, c, {
      kind: 'get',
      path: `/channels/${channel}/messages/${id}/threads`,
      interaction: undefined,
      limit: { key: `threads:${channel}`, budget: BUDGET },
      hasBody: true,
      check: asBot(c, () => messageRefusal(state, channel, inChannel(state, channel, id)) ?? mayNot()),
      act: ({ payload }) => {
        const name = recordOf(payload)['name']
        const flaws = textFlaws(['name'], name, 1, 100)
        if (flaws.length > 0) return refused(invalidForm(flaws))
        state.threads.set(id, { name: textOf(name) ?? '', parent: channel })
        tell(state, { kind: 'channels' })
        return { status: 201, body: { id, type: 11, parent_id: channel, name } }
      },
    })
  })
}
