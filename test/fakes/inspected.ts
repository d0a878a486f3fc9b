/** A local Discord with an inspector, on a clock that only a test moves: the test is the bot, its log, and Claude. */

import type { RecordedRequest } from '../../src/playground/claude/control.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import type { Json } from '../../src/playground/discord/json.ts'
import type { Inspection } from '../../src/playground/inspect/inspection.ts'
import { type InspectorOptions, makeInspector } from '../../src/playground/inspect/inspector.ts'
import { handClock, type Held, hold } from './discord-bot.ts'

/** What the route answers. */
export type Shown = Inspection & { readonly canRepeat: boolean; readonly unstreamed: Inspection | null }

export interface Asked extends Held {
  readonly id: string
}

export interface Inspected {
  readonly discord: LocalDiscord
  readonly now: () => number
  readonly pass: (ms: number) => void
  /** A member asks; the bot answers with this callback. */
  readonly ask: (wanted?: Json, callback?: Json) => Promise<Asked>
  /** A member presses a button under the first message of an answer; the bot changes it later. */
  readonly press: (answer: Asked, customId: string, member?: string) => Promise<Asked>
  /** The bot logs an event. */
  readonly log: (event: Json) => void
  /** Claude is asked; what the test changes about the record happens later. */
  readonly request: (said: string, more?: Partial<RecordedRequest>) => RecordedRequest
  readonly get: (id: string, as?: string) => Promise<Response>
  readonly inspect: (id: string) => Promise<Shown>
}

export async function inspected(options: InspectorOptions = {}): Promise<Inspected> {
  const clock = handClock()
  const now = (): number => clock.now()
  const pass = (ms: number): void => clock.pass(ms)
  const requests: RecordedRequest[] = []
  const inspector = makeInspector({ requests: () => requests, ...options })
  const discord = await startDiscord({ now, routes: inspector.routes })

  const made = async (wanted: Json, callback: Json): Promise<Asked> => {
    const { id, token } = await discord.interact(wanted)
    pass(40)
    const done = discord.acknowledge(token, { status: 200, contentType: undefined, body: callback })
    if (!done.ok) throw new Error(done.why)
    return { id, ...hold(discord, token) }
  }
  const get: Inspected['get'] = (id, as) =>
    fetch(`${discord.url}/_local/inspect/${id}${as === undefined ? '' : `?as=${as}`}`)
  return {
    discord,
    now,
    pass,
    ask: (wanted = {}, callback = { type: 5 }) => made({ options: { prompt: 'Why?' }, ...wanted }, callback),
    press: (answer, customId, member = '290000000000000021') =>
      made(
        { type: 3, message: discord.reply(answer.token).messages[0]?.id, customId, member: { id: member } },
        { type: 6 },
      ),
    log: (event) => inspector.log(event),
    request(said, more = {}) {
      const record: RecordedRequest = {
        at: now(),
        model: 'claude-haiku-5-5',
        body: { stream: true, messages: [{ role: 'user', content: said }] },
        headers: {},
        scripted: false,
        ...more,
      }
      requests.push(record)
      return record
    },
    get,
    inspect: async (id) => JSON.parse(await (await get(id)).text()),
  }
}

/** The event of a turn that has ended, as far as the inspector reads it. */
export const done = (turn: string, more: Json = {}): Json => ({
  evt: 'ask.done',
  v: 1,
  turn,
  outcome: 'answered',
  why: '',
  cache: 'miss',
  cache_why: 'none',
  cache_age_ms: -1,
  attempt: 1,
  claude_calls: 1,
  in_tok: 0,
  cache_read_tok: 100,
  cache_write_tok: 20,
  out_tok: 30,
  usd: 0.0000175,
  waited_ms: 60,
  ...more,
})
