/** The Worker that the playground runs: the product's own, with KV and the coordinator in the weather of the playground. */

import { systemClock } from '../clock.ts'
import worker, * as product from '../worker.ts'
import { askWeather } from './cloudflare/ask-weather.ts'
import { coordinatorInWeather } from './cloudflare/coordinator-in-weather.ts'
import { kvInWeather } from './cloudflare/kv-in-weather.ts'
import { type KnownWeather, knownWeather } from './cloudflare/known-weather.ts'

interface PlaygroundEnv extends Env {
  /** Of the local Discord. */
  readonly PLAYGROUND_URL: string
}

let weather: KnownWeather | undefined

const weatherFor = ({ PLAYGROUND_URL }: PlaygroundEnv): KnownWeather =>
  (weather ??= knownWeather(() => askWeather(PLAYGROUND_URL)))

/** What the product is given for its environment. */
function inPlayground(env: PlaygroundEnv): Env {
  const { now } = weatherFor(env)
  return {
    ...env,
    CACHE_KV: kvInWeather(env.CACHE_KV, now, systemClock),
    COORDINATOR: coordinatorInWeather(env.COORDINATOR, now, systemClock),
  }
}

export default {
  async fetch(request, env, ctx) {
    await weatherFor(env).renew()
    return worker.fetch(request, inPlayground(env), ctx)
  },
} satisfies ExportedHandler<PlaygroundEnv>

export class ThreadObject extends product.ThreadObject {
  constructor(ctx: DurableObjectState, env: PlaygroundEnv) {
    super(ctx, inPlayground(env))
  }
}

export class CoordinatorObject extends product.CoordinatorObject {
  constructor(ctx: DurableObjectState, env: PlaygroundEnv) {
    super(ctx, inPlayground(env))
  }
}

export class GuildObject extends product.GuildObject {
  constructor(ctx: DurableObjectState, env: PlaygroundEnv) {
    super(ctx, inPlayground(env))
  }
}
