/** A local Discord: a real HTTP server that keeps Discord's rules, for the page, the tests and the bench. */

import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { playgroundClock, type PlaygroundClock } from './ahead/clock.ts'
import { type Asked, askedIn } from './discord/asked.ts'
import { makeApi } from './discord/api.ts'
import type { HttpAnswer } from './discord/ack-rules.ts'
import type { Budget, ChannelLimit } from './discord/buckets.ts'
import type { Env } from './discord/calls.ts'
import { moderate } from './discord/moderation.ts'
import { limitChannel, makeControl, registeredCommands, replyAfter } from './discord/control.ts'
import { makeFiles } from './discord/files.ts'
import {
  acknowledge,
  applyScript,
  headersFor,
  interact,
  type Acknowledged,
  type Posted,
} from './discord/interactions.ts'
import type { Json } from './discord/json.ts'
import { keep } from './discord/keeper.ts'
import { press, say, submit, suggest, type Done, type PageHost, type Suggested } from './discord/page-mode.ts'
import { makePageMode, stateOf } from './discord/page-routes.ts'
import { makePosting } from './discord/posting.ts'
import { serve } from './discord/serve.ts'
import { makeSigner } from './discord/signer.ts'
import { addTalk, smallTalk } from './discord/channel-messages.ts'
import { deleteInWeather } from './discord/in-weather.ts'
import { calm } from './weather/weather.ts'
import { changeGuild } from './discord/guilds.ts'
import { figures, replyView, type Figures, type ReplyView } from './discord/views.ts'
import {
  ACK_MS,
  deleteMessage,
  type Change,
  type Interaction,
  type Violation,
  type State,
} from './discord/state.ts'

export interface DiscordOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly applicationId?: string
  /** Where interactions are posted to when somebody uses the page, or calls `say`. */
  readonly botUrl?: () => string
  /** How long each call takes. */
  readonly latencyMs?: number
  /** How long the bot may take to answer an interaction; by default Discord's 3 s. */
  readonly ackMs?: number
  /** How long after the bot's answer its token starts to work. */
  readonly ackDelayMs?: number
  /** Calls per token; by default 5 in 5 s. */
  readonly bucket?: Budget
  /** Creations per channel, Discord's hidden limit; by default 30 in 60 s. With `edits`, edits count, too. */
  readonly channelCreates?: ChannelLimit
  /** Milliseconds since 1970; that of `clock` where this is left out. */
  readonly now?: () => number
  /** By default that of the machine. */
  readonly clock?: PlaygroundClock
  /** The private key of an earlier start (`LocalDiscord.keySeed`), so that the public one stays the same. */
  readonly keySeed?: JsonWebKey
  /** The only bot token that counts; without it any that could be one. */
  readonly botToken?: string
  /** Whether there is something to read in the demo's channels. */
  readonly smallTalk?: boolean
  /** The folder with the page's `index.html`. */
  readonly pageDirectory?: string
  /** The folder in which messages are kept until the next start, and who is told what is wrong with it. */
  readonly kept?: { readonly folder: string; readonly tell: (line: string) => void }
  /** More routes under `/_local`. */
  readonly routes?: (host: PageHost) => Hono<Env>
}

export interface LocalDiscord {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** What `DISCORD_API_BASE_URL` has to be. */
  readonly apiBaseUrl: string
  /** Hex. */
  readonly publicKey: string
  readonly applicationId: string
  readonly keySeed: JsonWebKey
  /** The same as `POST /_local/interactions`. Throws at a wrong script. */
  interact(wanted?: Json): Promise<Posted>
  sign(body: string, timestamp?: string): Promise<Record<string, string>>
  acknowledge(token: string, http: HttpAnswer, afterMs?: number): Acknowledged
  script(token: string, script: Json): void
  reply(token: string): ReplyView
  /** Waits until more than `after` calls are answered, for at most ten seconds. */
  replyAfter(token: string, after: number): Promise<ReplyView>
  /** How many calls wait for their answer. */
  underWay(token: string): number
  figures(token: string): Figures
  /** The same as `POST /_local/channels/…`. Throws at a wrong script. */
  talk(channel: string, talk: Json): void
  /** The same as `PUT /_local/channels/…/limit`. Throws at a wrong limit. */
  limitChannel(channel: string, limit: Json): void
  /** What moderators do in a channel: `{words, hosts, archived, locked, hidden}`. */
  moderate(channel: string, what: Json): void
  /** The same as `PUT /_local/guilds/…`. Throws at a wrong script. */
  changeGuild(guild: string, what: Json): void
  /** A moderator deletes a message. */
  deleteMessage(id: string): void
  say(wanted: Json): Promise<Done>
  press(wanted: Json): Promise<Done>
  submit(wanted: Json): Promise<Done>
  suggest(wanted: Json): Promise<Suggested>
  state(): Json
  /** Who asked what where, by the id of an interaction. */
  readonly asked: (id: string) => Asked | undefined
  commands(): Json
  violations(): readonly Violation[]
  /** Told of every change until the answered function is called. */
  listen(listener: (change: Change) => void): () => void
  close(): Promise<void>
}

/** Starts it on 127.0.0.1. Rejects if the port is taken or the key is none. */
export async function startDiscord(options: DiscordOptions = {}): Promise<LocalDiscord> {
  const signer = await makeSigner(options.keySeed)
  const waiting = new Set<() => void>()
  let url = ''
  const state = makeState(options, () => url, waiting)
  const keeper = options.kept && keep(state, options.kept.folder, options.kept.tell)
  if (options.smallTalk === true && keeper?.hasRestored !== true) smallTalk(state)
  state.listeners.add((change) => deleteInWeather(state, change))
  const host: PageHost = { state, signer, botUrl: options.botUrl, posting: makePosting() }
  const app = new Hono<Env>()
  app.use(guarded)
  app.route('/api/v10', makeApi(state, signer, options.botToken))
  app.route('/_local', makeControl(state, signer))
  app.route('/_local', makePageMode(host))
  if (options.routes !== undefined) app.route('/_local', options.routes(host))
  app.route(
    '/',
    makeFiles(state, options.pageDirectory ?? fileURLToPath(new URL('page', import.meta.url).href)),
  )
  const served = await serve(app.fetch, options.port ?? 0)
  url = served.url
  return {
    url,
    apiBaseUrl: `${url}/api/v10`,
    publicKey: signer.publicKey,
    applicationId: state.applicationId,
    keySeed: signer.jwk,
    ...inProcess(host),
    async close() {
      for (const callOff of waiting) callOff()
      await served.close()
      await keeper?.close()
    },
  }
}

type InProcess = Omit<
  LocalDiscord,
  'url' | 'apiBaseUrl' | 'publicKey' | 'applicationId' | 'keySeed' | 'close'
>

/** The same things as the control routes, for who holds a reference. */
function inProcess(host: PageHost): InProcess {
  const { state, signer } = host
  const known = (token: string): Interaction => {
    const interaction = state.interactions.get(token)
    if (interaction === undefined) throw new Error('The local Discord made no interaction with this token.')
    return interaction
  }
  return {
    async interact(wanted = {}) {
      const made = await interact(state, signer, wanted)
      if (!made.ok) throw new Error(made.why)
      return made.posted
    },
    sign: (body, timestamp) => headersFor(signer, body, timestamp ?? String(Math.floor(state.now() / 1_000))),
    acknowledge: (token, http, afterMs) => acknowledge(state, known(token), http, afterMs),
    script(token, script) {
      const wrong = applyScript(known(token), script)
      if (wrong !== undefined) throw new Error(wrong)
    },
    reply: (token) => replyView(state, known(token)),
    replyAfter: (token, after) => replyAfter(state, known(token), after),
    underWay: (token) => known(token).calls.filter((call) => call.endedAt === undefined).length,
    figures: (token) => figures(state, known(token)),
    talk(channel, talk) {
      const wrong = addTalk(state, channel, talk)
      if (wrong !== undefined) throw new Error(wrong)
    },
    moderate(channel, what) {
      const wrong = moderate(state.moderation, channel, what)
      if (wrong !== undefined) throw new Error(wrong)
    },
    limitChannel(channel, limit) {
      const wrong = limitChannel(state, channel, limit)
      if (wrong !== undefined) throw new Error(wrong)
    },
    changeGuild(guild, what) {
      const wrong = changeGuild(state, guild, what)
      if (wrong !== undefined) throw new Error(wrong)
    },
    deleteMessage(id) {
      const message = state.messages.get(id)
      if (message === undefined) throw new Error(`There is no message ${id}.`)
      deleteMessage(state, message, 'by a moderator')
    },
    say: (wanted) => say(host, wanted),
    press: (wanted) => press(host, wanted),
    submit: (wanted) => submit(host, wanted),
    suggest: (wanted) => suggest(host, wanted),
    state: () => stateOf(state),
    asked: (id) => askedIn(state, id),
    commands: () => registeredCommands(state),
    violations: () => state.violations,
    listen(listener) {
      state.listeners.add(listener)
      return () => state.listeners.delete(listener)
    },
  }
}

function makeState(options: DiscordOptions, url: () => string, waiting: Set<() => void>): State {
  const clock = options.clock ?? playgroundClock()
  return {
    applicationId: options.applicationId ?? '290000000000000030',
    now: options.now ?? clock.now,
    aheadMs: clock.aheadMs,
    url,
    later(ms, action) {
      const callOff = clock.later(ms, () => {
        waiting.delete(callOff)
        action()
      })
      waiting.add(callOff)
    },
    defaults: {
      bucket: options.bucket ?? { limit: 5, windowMs: 5_000 },
      channel: options.channelCreates ?? { limit: 30, windowMs: 60_000 },
      latencyMs: options.latencyMs ?? 0,
      ackMs: options.ackMs ?? ACK_MS,
      ackDelayMs: options.ackDelayMs ?? 0,
    },
    interactions: new Map(),
    messages: new Map(),
    files: new Map(),
    limits: new Map(),
    hidden: new Map(),
    channelLimits: new Map(),
    moderation: new Map(),
    weather: calm,
    weathered: { limited: 0, ill: 0 },
    threads: new Map(),
    commands: new Map(),
    talks: new Map(),
    guilds: new Map(),
    webhooks: new Map(),
    violations: [],
    listeners: new Set(),
    lastId: 0n,
  }
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/**
 * Any website can make a browser call 127.0.0.1. So the Host has to be ours (a rebound name is not), and what comes
 * from another origin is refused.
 */
const guarded = async (
  c: { req: { header: (name: string) => string | undefined } },
  next: () => Promise<void>,
): Promise<Response | undefined> => {
  const host = c.req.header('Host') ?? ''
  const origin = c.req.header('Origin')
  const foreign = origin !== undefined && origin !== `http://${host}`
  if (!LOOPBACK.test(host) || foreign || c.req.header('Sec-Fetch-Site') === 'cross-site')
    return new Response('This server answers its own machine only.\n', { status: 403 })
  await next()
  return undefined
}
