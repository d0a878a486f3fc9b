/** The Worker that the playground runs: the product's own, with KV and the coordinator in the weather of the playground. */

import { systemClock } from '../clock.ts'
import worker, * as product from '../worker.ts'
import { askWeather } from './cloudflare/ask-weather.ts'
import { coordinatorInWeather } from './cloudflare/coordinator-in-weather.ts'
import { kvInWeather } from './cloudflare/kv-in-weather.ts'

interface PlaygroundEnv extends Env {
  /** Of the local Discord. */
  readonly PLAYGROUND_URL: string
}

/** What the product is given for its environment. */
function inPlayground({ PLAYGROUND_URL, ...env }: PlaygroundEnv): Env {
  const weather = () => askWeather(PLAYGROUND_URL)
  return {
    ...env,
    CACHE_KV: kvInWeather(env.CACHE_KV, weather, systemClock),
    COORDINATOR: coordinatorInWeather(env.COORDINATOR, weather, systemClock),
  }
}

export default {
  fetch: (request, env, ctx) => worker.fetch(request, inPlayground(env), ctx),
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
