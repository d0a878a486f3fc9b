/** What a page asks of the local Discord, and the events that show it what comes, to each member their own. */

import { upgradeWebSocket } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import type { Env } from './calls.ts'
import { pageSaid } from './channel-messages.ts'
import { jsonBody } from './control.ts'
import { guilds, members, roles } from './demo-data.ts'
import { weatherView } from './in-weather.ts'
import type { Json } from './json.ts'
import { press, say, submit, suggest, type Done, type PageHost, type Suggested } from './page-mode.ts'
import { channelsFor, seesChannel, seesMessage, seesTurn, type Viewer, viewerNamed } from './seen-by.ts'
import type { Change, State } from './state.ts'
import { pageMessage, stats } from './views.ts'

export function makePageMode(host: PageHost): Hono<Env> {
  const page = new Hono<Env>()
  page.post('/say', async (c) => answer(await say(host, await jsonBody(c.req.raw))))
  page.post('/press', async (c) => answer(await press(host, await jsonBody(c.req.raw))))
  page.post('/submit', async (c) => answer(await submit(host, await jsonBody(c.req.raw))))
  page.post('/suggest', async (c) => answer(await suggest(host, await jsonBody(c.req.raw))))
  page.get('/state', (c) => c.json(stateOf(host.state, viewerOf(c))))
  page.get(
    '/events',
    // A browser opens only six connections to a host over HTTP/1.1, and each tab would keep one of them.
    upgradeWebSocket((c) => {
      const viewer = viewerOf(c)
      let forget: (() => void) | undefined
      return {
        onOpen(_, socket) {
          const tell = (event: string, data: unknown): void => socket.send(JSON.stringify({ event, data }))
          const listener = (change: Change): void => {
            const seen = seenOf(host.state, viewer, change)
            if (seen !== undefined) tell(seen.event, seen.data)
          }
          host.state.listeners.add(listener)
          forget = () => host.state.listeners.delete(listener)
          tell('state', stateOf(host.state, viewer))
        },
        onClose: () => forget?.(),
      }
    }),
  )
  return page
}

const answer = (done: Done | Suggested): Response => Response.json(done, { status: done.ok ? 200 : 400 })

/** `?as=` names the member, `?language=` is the browser's: with neither of them everything is shown, as a test needs it. */
export function viewerOf(c: Context<Env>): Viewer {
  const [who, language] = [c.req.query('as'), c.req.query('language')]
  return who === undefined && language === undefined ? undefined : viewerNamed(who, language ?? '')
}

/** The event that a change is to this viewer, if they see it. */
function seenOf(
  state: State,
  viewer: Viewer,
  change: Change,
): { readonly event: string; readonly data: unknown } | undefined {
  switch (change.kind) {
    case 'message':
      return seesMessage(state, viewer, change.message)
        ? { event: 'message', data: { change: change.change, message: pageMessage(state, change.message) } }
        : undefined
    case 'channels':
      return { event: 'channels', data: channelsFor(state.threads, viewer) }
    case 'weather':
      return { event: 'weather', data: weatherView(state) }
    case 'call':
      return seesTurn(state, viewer, change.interaction)
        ? { event: 'stats', data: statsFor(state, viewer) }
        : undefined
  }
}

const statsFor = (state: State, viewer: Viewer): Json => stats(state, (turn) => seesTurn(state, viewer, turn))

/** All that a page needs to draw everything that this viewer sees. */
export function stateOf(state: State, viewer?: Viewer): Json {
  const messages = [...state.messages.values()].filter(
    (message) => message.deleted === 'no' && seesMessage(state, viewer, message),
  )
  const talks = [...state.talks].filter(([channel]) => seesChannel(state.threads, viewer, channel))
  return {
    self: viewer?.id ?? null,
    guild: guilds[0],
    guilds: guilds.filter(({ id }) => viewer === undefined || viewer.guilds.includes(id)),
    app: { id: state.applicationId, name: 'Threadkeeper' },
    channels: channelsFor(state.threads, viewer),
    members,
    roles,
    messages: [
      ...talks.flatMap(([channel, { said }]) => said.map((one) => pageSaid(channel, one))),
      ...messages.map((message) => pageMessage(state, message)),
    ],
    stats: statsFor(state, viewer),
    weather: weatherView(state),
  }
}
