/** The Worker that the playground runs: the product's own, in the weather of the playground, on a clock that may be ahead. */

// The first of all, so that no other module has looked at the clock before.
import { aheadMs } from './ahead/date.ts'
import { systemClock } from '../clock.ts'
import worker, * as product from '../worker.ts'
import { type Move, moveAlarm, moveAt, shiftAlarms } from './ahead/alarms.ts'
import { askWeather } from './cloudflare/ask-weather.ts'
import { coordinatorInWeather } from './cloudflare/coordinator-in-weather.ts'
import { kvInWeather } from './cloudflare/kv-in-weather.ts'
import { type KnownWeather, knownWeather } from './cloudflare/known-weather.ts'

interface PlaygroundEnv extends Omit<Env, 'THREAD' | 'COORDINATOR' | 'GUILDS'> {
  /** Of the local Discord. */
  readonly PLAYGROUND_URL: string
  /** How far the clock is ahead, in milliseconds; read in `date.ts`. */
  readonly AHEAD_MS: string
  readonly THREAD: DurableObjectNamespace<ThreadObject>
  readonly COORDINATOR: DurableObjectNamespace<CoordinatorObject>
  readonly GUILDS: DurableObjectNamespace<GuildObject>
}

interface Playground {
  /** What the product is given for its environment. */
  readonly inside: Env
  readonly weather: KnownWeather
}

/** Made at the first use and kept: an isolate has one environment, and the product reads its settings once for each. */
let made: Playground | undefined

function playgroundOf(env: PlaygroundEnv): Playground {
  if (made !== undefined) return made
  const weather = knownWeather(() => askWeather(env.PLAYGROUND_URL))
  const inside: Env = {
    ...env,
    ...limitAhead(env),
    CACHE_KV: kvInWeather(env.CACHE_KV, weather.now, systemClock),
    COORDINATOR: coordinatorInWeather(env.COORDINATOR, weather.now, systemClock),
  }
  made = { inside, weather }
  return made
}

/** The runtime counts a member's questions in minutes of its own clock; so the count begins anew after each skip. */
const limitAhead = (env: Pick<Env, 'ASK_LIMIT'>): Partial<Env> =>
  'ASK_LIMIT' in env
    ? { ASK_LIMIT: { limit: ({ key }) => env.ASK_LIMIT.limit({ key: `${key} ${aheadMs}` }) } }
    : {}

function move({ THREAD, COORDINATOR, GUILDS }: PlaygroundEnv, { kind, name, byMs }: Move): Promise<void> {
  switch (kind) {
    case 'ThreadObject':
      return THREAD.getByName(name).moveAlarm(byMs)
    case 'CoordinatorObject':
      return COORDINATOR.getByName(name).moveAlarm(byMs)
    case 'GuildObject':
      return GUILDS.getByName(name).moveAlarm(byMs)
    default:
      throw new Error(`There are no objects of the class ${kind}.`)
  }
}

export default {
  async fetch(request, env, ctx) {
    const { inside, weather } = playgroundOf(env)
    await weather.renew()
    const moved = moveAt(new URL(request.url))
    if (moved === undefined) return worker.fetch(request, inside, ctx)
    await move(env, moved)
    return new Response()
  },
} satisfies ExportedHandler<PlaygroundEnv>

/** Before the object has seen its storage. */
function onClock(ctx: DurableObjectState): DurableObjectState {
  shiftAlarms(ctx.storage, aheadMs)
  return ctx
}

export class ThreadObject extends product.ThreadObject {
  constructor(ctx: DurableObjectState, env: PlaygroundEnv) {
    super(onClock(ctx), playgroundOf(env).inside)
  }
  moveAlarm(byMs: number): Promise<void> {
    return moveAlarm(this.ctx.storage, byMs)
  }
}

export class CoordinatorObject extends product.CoordinatorObject {
  constructor(ctx: DurableObjectState, env: PlaygroundEnv) {
    super(onClock(ctx), playgroundOf(env).inside)
  }
  moveAlarm(byMs: number): Promise<void> {
    return moveAlarm(this.ctx.storage, byMs)
  }
}

export class GuildObject extends product.GuildObject {
  constructor(ctx: DurableObjectState, env: PlaygroundEnv) {
    super(onClock(ctx), playgroundOf(env).inside)
  }
  moveAlarm(byMs: number): Promise<void> {
    return moveAlarm(this.ctx.storage, byMs)
  }
}
