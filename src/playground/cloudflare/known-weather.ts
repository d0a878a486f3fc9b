/** What the Worker knows of the weather: no operation waits for it, or a cached answer would be too late on a busy machine. */

import { calm, type Weather } from '../weather/weather.ts'

export interface KnownWeather {
  /** Asks for it anew. Never rejects. */
  readonly renew: () => Promise<void>
  /** As it was last known; asked for where nobody has yet, as after a crash. Never rejects. */
  readonly now: () => Promise<Weather>
}

/**
 * One for the isolate, which the Worker and its objects share. Values alone are shared between requests, not promises
 * (Workers, Context).
 *
 * @param ask undefined where the playground does not say. May not reject
 */
export function knownWeather(ask: () => Promise<Weather | undefined>): KnownWeather {
  let known: Weather | undefined
  const renew = async (): Promise<void> => {
    const weather = await ask()
    known = weather ?? known
  }
  return {
    renew,
    async now() {
      if (known === undefined) await renew()
      return known ?? calm
    },
  }
}
