/** The control routes below `/_local`, by which tests in another process make interactions and look at what came of them. */

import { Hono } from 'hono'
import type { Env } from './calls.ts'
import { acknowledge, applyScript, headersFor, interact } from './interactions.ts'
import { numberOf, parseJson, recordOf, textOf, type Json } from './json.ts'
import { changeGuild } from './guilds.ts'
import { addressOf, makeWebhook } from './incoming-webhooks.ts'
import type { Signer } from './signer.ts'
import { addTalk } from './channel-messages.ts'
import { moderate } from './moderation.ts'
import { replyView, type ReplyView } from './views.ts'
import { deleteMessage, type Interaction, type State } from './state.ts'

/** How long a long poll waits for news before it answers with what there is. */
const POLL_MS = 10_000

export function makeControl(state: State, signer: Signer): Hono<Env> {
  const control = new Hono<Env>()
  control.post('/interactions', async (c) => {
    const made = await interact(state, signer, await jsonBody(c.req.raw))
    return made.ok ? c.json(made.posted) : c.json({ reason: made.why }, 400)
  })
  control.post('/sign', async (c) => {
    const { body, timestamp } = await jsonBody(c.req.raw)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const given = typeof timestamp === 'number' ? String(timestamp) : textOf(timestamp)
    return c.json(await headersFor(signer, text, given ?? String(Math.floor(state.now() / 1_000))))
  })
  control.post('/acks/:token', async (c) => {
    const interaction = state.interactions.get(c.req.param('token'))
    if (interaction === undefined) return c.json({ reason: 'unknown token' }, 404)
    const raw = await jsonBody(c.req.raw)
    const http = {
      status: numberOf(raw['status']) ?? 0,
      contentType: textOf(raw['contentType']),
      body: raw['body'],
    }
    const done = acknowledge(state, interaction, http, numberOf(raw['afterMs']))
    if (done.ok) return c.body(null, 204)
    return c.json({ reason: done.why, errors: done.refusal?.errors ?? null }, 422)
  })
  control.get('/replies/:token', async (c) => {
    const interaction = state.interactions.get(c.req.param('token'))
    if (interaction === undefined) return c.json({ reason: 'unknown token' }, 404)
    const after = c.req.query('after')
    if (after === undefined) return c.json(replyView(state, interaction))
    return c.json(
      await replyAfter(state, interaction, Number(after), Number(c.req.query('edits') ?? Infinity)),
    )
  })
  control.post('/replies/:token/script', async (c) => {
    const interaction = state.interactions.get(c.req.param('token'))
    if (interaction === undefined) return c.json({ reason: 'unknown token' }, 404)
    const wrong = applyScript(interaction, await jsonBody(c.req.raw))
    return wrong === undefined ? c.body(null, 204) : c.json({ reason: wrong }, 400)
  })
  control.post('/channels/:channel', async (c) => {
    const wrong = addTalk(state, c.req.param('channel'), await jsonBody(c.req.raw))
    return wrong === undefined ? c.body(null, 204) : c.json({ reason: wrong }, 400)
  })
  control.put('/channels/:channel/limit', async (c) => {
    const wrong = limitChannel(state, c.req.param('channel'), await jsonBody(c.req.raw))
    return wrong === undefined ? c.body(null, 204) : c.json({ reason: wrong }, 400)
  })
  control.put('/channels/:channel/moderation', async (c) => {
    const wrong = moderate(state.moderation, c.req.param('channel'), await jsonBody(c.req.raw))
    return wrong === undefined ? c.body(null, 204) : c.json({ reason: wrong }, 400)
  })
  control.put('/guilds/:guild', async (c) => {
    const wrong = changeGuild(state, c.req.param('guild'), await jsonBody(c.req.raw))
    return wrong === undefined ? c.body(null, 204) : c.json({ reason: wrong }, 400)
  })
  control.get('/threads/:id', (c) => {
    const thread = state.threads.get(c.req.param('id'))
    return thread === undefined ? c.json({ reason: 'unknown thread' }, 404) : c.json(thread)
  })
  control.delete('/messages/:id', (c) => {
    const message = state.messages.get(c.req.param('id'))
    if (message === undefined || message.deleted !== 'no') return c.json({ reason: 'unknown message' }, 404)
    deleteMessage(state, message, 'by a moderator')
    return c.body(null, 204)
  })
  control.post('/webhooks', async (c) => {
    const made = makeWebhook(state, await jsonBody(c.req.raw))
    if ('wrong' in made) return c.json({ reason: made.wrong }, 400)
    const { id, token, channel } = made.webhook
    return c.json({ id, token, channel, url: addressOf(made.webhook) })
  })
  control.get('/webhooks/:id', (c) => {
    const { messages, calls } = state.webhooks.get(c.req.param('id')) ?? { messages: [], calls: 0 }
    return c.json({ messages, calls })
  })
  control.delete('/webhooks/:id', (c) =>
    state.webhooks.delete(c.req.param('id')) ? c.body(null, 204) : c.json({ reason: 'unknown webhook' }, 404),
  )
  control.get('/violations', (c) => c.json(state.violations))
  control.get('/commands', (c) => c.json(registeredCommands(state)))
  return control
}

/** Gives a channel a hidden limit of its own, `{limit, windowMs, edits?}`; answers what is wrong with it, if anything is. */
export function limitChannel(state: State, channel: string, raw: Json): string | undefined {
  const [limit, windowMs] = [numberOf(raw['limit']), numberOf(raw['windowMs'])]
  if (limit === undefined || windowMs === undefined || limit < 0 || windowMs <= 0)
    return 'a channel limit needs a limit and windowMs'
  state.channelLimits.set(channel, { limit, windowMs, edits: raw['edits'] === true })
  return undefined
}

/** What is registered, by where: the global commands and those of each guild. */
export function registeredCommands(state: State): Json {
  const { global = [], ...guilds } = Object.fromEntries(state.commands)
  return { global, guilds }
}

/** A body that is no JSON object reads as an empty one. */
export async function jsonBody(request: Request): Promise<Json> {
  const parsed = parseJson(await request.text())
  return recordOf(parsed.ok ? parsed.value : undefined)
}

/**
 * The reply as soon as more than `after` calls are answered, or as it is after ten seconds. A press of a button changes a
 * message by another token, so no call of this reply tells of that: it is there, too, as soon as its messages were
 * changed more than `edits` times.
 */
export async function replyAfter(
  state: State,
  interaction: Interaction,
  after: number,
  edits = Infinity,
): Promise<ReplyView> {
  const answered = (): number => interaction.calls.filter((call) => call.endedAt !== undefined).length
  const isThere = (): boolean => answered() > after || editsOf(state, interaction) > edits
  if (!isThere())
    await new Promise<void>((wake) => {
      const listener = (): void => {
        if (!isThere()) return
        state.listeners.delete(listener)
        wake()
      }
      state.listeners.add(listener)
      state.later(POLL_MS, () => {
        state.listeners.delete(listener)
        wake()
      })
    })
  return replyView(state, interaction)
}

/** How often its messages were changed, by whichever token. */
const editsOf = (state: State, { messages }: Interaction): number =>
  messages.reduce((sum, id) => sum + (state.messages.get(id)?.edits.length ?? 0), 0)
