/** The coordinator in the weather of the playground: as it is, slow, out of reach, or with more calls than it can do. */

import type { Clock } from '../../clock.ts'
import { SLOW_MS, type Weather } from '../weather/weather.ts'
import { beforeCalls } from './before-calls.ts'

/**
 * The namespace of the coordinator, whose calls meet the weather before they arrive. The object itself goes on with what it
 * does, as one does that only its callers cannot reach.
 *
 * @param weather is asked before each call
 */
export function coordinatorInWeather<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  weather: () => Promise<Pick<Weather, 'cloudflare-coordinator'>>,
  clock: Clock,
): DurableObjectNamespace<T> {
  const meet = async (): Promise<void> => {
    const { 'cloudflare-coordinator': how } = await weather()
    switch (how) {
      case 'well':
        return
      case 'slow':
        return clock.sleep(SLOW_MS)
      case 'gone':
        throw platformError('Network connection lost.', { retryable: true })
      case 'busy':
        throw platformError('Durable Object is overloaded. Requests queued for too long.', {
          overloaded: true,
        })
    }
  }
  return {
    newUniqueId: (options) => namespace.newUniqueId(options),
    idFromName: (name) => namespace.idFromName(name),
    idFromString: (id) => namespace.idFromString(id),
    jurisdiction: (where) => coordinatorInWeather(namespace.jurisdiction(where), weather, clock),
    get: (...which) => beforeCalls(namespace.get(...which), meet),
    getByName: (...which) => beforeCalls(namespace.getByName(...which), meet),
  }
}

/**
 * As the platform makes them: `retryable` for a connection that was lost, `overloaded` for an object with too much to do,
 * and never both (workerd, jsg/util.c++, `decodeTunneledException`; the words: Durable Objects, Troubleshooting).
 */
const platformError = (message: string, properties: object): Error =>
  Object.assign(new Error(message), properties)
