/** The inspector: watches the local Discord and the bot's log, and shows those who see an answer how it came about. */

import { Hono, type Context } from 'hono'
import type { RecordedRequest } from '../claude/control.ts'
import type { Env } from '../discord/calls.ts'
import type { Json } from '../discord/json.ts'
import type { PageHost } from '../discord/page-mode.ts'
import { viewerOf } from '../discord/page-routes.ts'
import { seesMessage, seesTurn } from '../discord/seen-by.ts'
import type { Interaction, State } from '../discord/state.ts'
import { pageMessage } from '../discord/views.ts'
import { inspectionOf, interactionWith, type Inspection } from './inspection.ts'
import { makeRecorder, type Recorder } from './record.ts'
import { makeUnstreamed, type StartSecond } from './unstreamed.ts'

export interface InspectorOptions {
  /** What the local Claude was asked, verdicts too; undefined with the real one. */
  readonly requests?: () => readonly RecordedRequest[]
  /** Undefined where there is no second bot to be had. */
  readonly startSecond?: StartSecond
}

export interface Inspector {
  /** What either bot has logged. */
  readonly log: (event: Json) => void
  /** Begins to watch, and gives the routes for `/_local`. */
  readonly routes: (host: PageHost) => Hono<Env>
}

export function makeInspector({ requests, startSecond }: InspectorOptions): Inspector {
  let recorder: Recorder | undefined
  return {
    log: (event) => recorder?.log(event),
    routes(host) {
      const { state } = host
      const watching = makeRecorder((message) => pageMessage(state, message), state.now)
      recorder = watching
      state.listeners.add(watching.see)
      const look = (interaction: Interaction): Inspection =>
        inspectionOf({ state, recorder: watching, requests: requests?.() }, interaction)
      const second = startSecond && makeUnstreamed(host, startSecond, (one) => !look(one).ended)

      const routes = new Hono<Env>()
      routes.get('/inspect/:interaction', (c) => {
        const found = seenBy(state, c)
        if (found === undefined) return c.json(UNKNOWN, 404)
        const repetition = second?.of(found.id)
        return c.json({
          ...look(found),
          canRepeat: second !== undefined,
          unstreamed: repetition === undefined ? null : look(repetition),
        })
      })
      routes.post('/inspect/:interaction/unstreamed', async (c) => {
        const found = seenBy(state, c)
        if (found === undefined) return c.json(UNKNOWN, 404)
        if (second === undefined) return c.json({ ok: false, reason: 'There is no second bot here.' }, 400)
        const done = await second.repeat(found)
        return c.json(done, done.ok ? 200 : 400)
      })
      return routes
    },
  }
}

const UNKNOWN = { ok: false, reason: 'There is no such answer, or you may not see it.' }

/** The interaction of the address, for those who see its answer: a press has none of its own where it changes a message. */
function seenBy(state: State, c: Context<Env>): Interaction | undefined {
  const found = interactionWith(state, c.req.param('interaction') ?? '')
  if (found === undefined) return undefined
  const viewer = viewerOf(c)
  const answer = state.messages.get(found.original ?? '')
  const isSeen = answer === undefined ? seesTurn(state, viewer, found) : seesMessage(state, viewer, answer)
  return isSeen ? found : undefined
}
