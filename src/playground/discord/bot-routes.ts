/** The calls that need the bot token: messages of a channel, commands, the application itself. */

import type { Context, Hono } from 'hono'
import type { Budget } from './buckets.ts'
import { perform, refused, type Answer, type Env, type Plan } from './calls.ts'
import { ENTRY_POINT, readCommands } from './command-rules.ts'
import { textOf, type Json } from './json.ts'
import { closedTo } from './moderation.ts'
import { invalidForm, refusals, type Refusal } from './refusal.ts'
import type { Signer } from './signer.ts'
import { historyJson, saidJson, talkOf } from './channel-messages.ts'
import { hasBot, knownChannel } from './channels.ts'
import { guild } from './demo-data.ts'
import { messageJson } from './views.ts'
import { addApplicationRoutes } from './application-routes.ts'
import { addCreateRoute } from './create-route.ts'
import { addGuildRoute } from './guilds.ts'
import { addThreadRoutes } from './thread-routes.ts'
import { edit } from './webhook-routes.ts'
import { isOfMember, makeId, type Message, type State } from './state.ts'

/** Messages of a channel (api-docs #20), and edits of messages older than an hour (code 30046). */
const CHANNEL_BUDGET: Budget = { limit: 5, windowMs: 5_000 }
const OLD_EDIT_BUDGET: Budget = { limit: 3, windowMs: 6_000 }
const OLD_MS = 60 * 60_000
/** A guess: Discord names none. */
const APPLICATION_BUDGET: Budget = { limit: 50, windowMs: 20_000 }

type Check = () => Refusal | undefined

export function addBotRoutes(
  api: Hono<Env>,
  state: State,
  signer: Signer,
  botToken: string | undefined,
): void {
  const authorized = (c: Context<Env>): boolean => {
    const token = /^Bot (\S+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
    if (token === undefined || token === 'undefined' || token === 'null') return false
    return botToken === undefined || token === botToken
  }
  const asBot =
    (c: Context<Env>, check: Check = () => undefined): Check =>
    () =>
      authorized(c) ? check() : refusals.unauthorized
  addChannelRoutes(api, state, asBot)
  addCreateRoute(api, state, { asBot, inChannel, channelRefusal })
  addThreadRoutes(api, state, { asBot, inChannel, messageRefusal })
  addCommandRoutes(api, state, asBot)
  addGuildRoute(api, state, asBot)
  addApplicationRoutes(api, state, signer, (c) => asBot(c), {
    ...channelPlan('application:@me', '/applications/@me'),
    limit: { key: 'application:@me', budget: APPLICATION_BUDGET },
  })
}

type AsBot = (c: Context<Env>, check?: Check) => Check

function addChannelRoutes(api: Hono<Env>, state: State, asBot: AsBot): void {
  api.post('/channels/:channel/typing', (c) => {
    const { channel } = c.req.param()
    return perform(state, c, {
      ...channelPlan(`typing:${channel}`, `/channels/${channel}/typing`),
      check: asBot(c, () => channelRefusal(state, channel)),
      act: () => ({ status: 204 }),
    })
  })
  // `around` and `after` are not played.
  api.get('/channels/:channel/messages', (c) => {
    const { channel } = c.req.param()
    const limit = c.req.query('limit') ?? '50'
    const before = c.req.query('before') ?? String(2n ** 64n - 1n)
    return perform(state, c, {
      ...channelPlan(`history:${channel}`, `/channels/${channel}/messages`),
      talk: talkOf(state, channel),
      check: asBot(c, () => channelRefusal(state, channel) ?? historyRefusal(limit, before)),
      act: () => ({ status: 200, body: historyJson(state, channel, Number(limit), BigInt(before)) }),
    })
  })
  api.get('/channels/:channel/messages/:id', (c) => {
    const { channel, id } = c.req.param()
    const message = inChannel(state, channel, id)
    const said = state.talks.get(channel)?.said.find((one) => one.id === id)
    return perform(state, c, {
      ...channelPlan(`read:${channel}`, `/channels/${channel}/messages/${id}`),
      check: asBot(c, () =>
        said === undefined ? messageRefusal(state, channel, message) : channelRefusal(state, channel),
      ),
      act: () =>
        said !== undefined
          ? { status: 200, body: saidJson(channel, said) }
          : message === undefined
            ? refused(refusals['unknown message'])
            : { status: 200, body: messageJson(state, message) },
    })
  })
  api.patch('/channels/:channel/messages/:id', (c) => {
    const { channel, id } = c.req.param()
    const message = inChannel(state, channel, id)
    const old = message !== undefined && state.now() - message.createdAt > OLD_MS
    return perform(state, c, {
      ...channelPlan(`channel:${channel}`, `/channels/${channel}/messages/${id}`),
      ...(old ? { limit: { key: `old:${channel}`, budget: OLD_EDIT_BUDGET, code: 30_046 } } : {}),
      kind: 'edit',
      interaction: message?.interaction,
      target: id,
      hasBody: true,
      check: asBot(
        c,
        () => messageRefusal(state, channel, message) ?? closedTo(state.moderation, channel, 'change'),
      ),
      act: (body) =>
        message === undefined
          ? refused(refusals['unknown message'])
          : edit(state, message.interaction, message, body),
    })
  })
}

const channelPlan = (key: string, path: string): Omit<Plan, 'check' | 'act'> => ({
  kind: 'get',
  path,
  interaction: undefined,
  limit: { key, budget: CHANNEL_BUDGET },
  hasBody: false,
})

const inChannel = (state: State, channel: string, id: string): Message | undefined => {
  const message = state.messages.get(id)
  return message?.channel === channel ? message : undefined
}

function historyRefusal(limit: string, before: string): Refusal | undefined {
  if (!/^\d{1,20}$/.test(before))
    return invalidForm([
      {
        at: ['before'],
        code: 'NUMBER_TYPE_COERCE',
        message: `Value "${before}" is not snowflake.`,
      },
    ])
  if (/^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 100) return undefined
  return invalidForm([
    {
      at: ['limit'],
      code: 'NUMBER_TYPE_RANGE',
      message: 'int value should be between 1 and 100.',
    },
  ])
}

/** Where only the member installed the app there is no bot, so the bot token opens nothing. */
function channelRefusal(state: State, channel: string): Refusal | undefined {
  if (state.moderation.get(channel)?.hidden === true) return refusals['missing access']
  const known = knownChannel(state.threads, channel)
  if (known !== undefined && !hasBot(known)) return refusals['missing access']
  const there = [...state.interactions.values()].filter((one) => one.channel === channel)
  if (there.length > 0 && there.every(isOfMember)) return refusals['missing access']
  if (there.length > 0 || (state.talks.get(channel)?.said.length ?? 0) > 0) return undefined
  return known === undefined ? refusals['unknown channel'] : undefined
}

/** Nobody but its reader can reach an ephemeral message; to the bot token it does not exist. */
function messageRefusal(state: State, channel: string, message: Message | undefined): Refusal | undefined {
  const refusal = channelRefusal(state, channel)
  if (refusal !== undefined) return refusal
  return message === undefined || message.ephemeral ? refusals['unknown message'] : undefined
}

function addCommandRoutes(api: Hono<Env>, state: State, asBot: AsBot): void {
  const routes = (
    path: '/applications/:app/commands' | '/applications/:app/guilds/:guild/commands',
  ): void => {
    const read = (c: Context<Env>, kind: 'get' | 'edit'): Promise<Response> => {
      const app = c.req.param('app') ?? ''
      const place = c.req.param('guild')
      const key = place ?? 'global'
      return perform(state, c, {
        ...channelPlan(`commands:${key}`, path),
        limit: { key: `commands:${key}`, budget: APPLICATION_BUDGET },
        hasBody: kind === 'edit',
        check: asBot(c, () => commandsRefusal(state, app, place)),
        act: ({ payload }) =>
          kind === 'edit'
            ? register(state, key, payload)
            : { status: 200, body: state.commands.get(key) ?? [] },
      })
    }
    api.get(path, (c) => read(c, 'get'))
    api.put(path, (c) => read(c, 'edit'))
  }
  routes('/applications/:app/commands')
  routes('/applications/:app/guilds/:guild/commands')
}

/** An application that is not the bot's own is unknown; a guild that it is not in gives no access. */
function commandsRefusal(state: State, app: string, place: string | undefined): Refusal | undefined {
  if (app !== state.applicationId) return refusals['unknown application']
  return place === undefined || place === guild.id ? undefined : refusals['missing access']
}

function register(state: State, key: string, raw: unknown): Answer {
  const read = readCommands(raw, key !== 'global')
  if (!read.ok) return refused(read.refusal)
  const before = state.commands.get(key) ?? []
  if (hasEntryPoint(before) && !hasEntryPoint(read.commands)) return refused(refusals['entry point removed'])
  const commands = read.commands.map((command) => registered(state, key, command, before))
  state.commands.set(key, commands)
  return { status: 200, body: commands }
}

const hasEntryPoint = (all: readonly Json[]): boolean => all.some(({ type }) => type === ENTRY_POINT)

/** A command keeps its id as long as its name and type stay. */
function registered(state: State, key: string, command: Json, before: readonly Json[]): Json {
  const type = command['type'] ?? 1
  const same = before.find((one) => one['name'] === command['name'] && one['type'] === type)
  const now = state.now()
  return {
    default_member_permissions: null,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    ...(key === 'global' ? { integration_types: [0], contexts: null } : { guild_id: key }),
    ...command,
    description: textOf(command['description']) ?? '',
    type,
    id: same?.['id'] ?? makeId(state, now),
    application_id: state.applicationId,
    version: makeId(state, now),
  }
}
