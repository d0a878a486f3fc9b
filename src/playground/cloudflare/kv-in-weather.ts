/** KV in the weather of the playground: as it is, slow, or gone. */

import type { Clock } from '../../clock.ts'
import { SLOW_MS, type Weather } from '../weather/weather.ts'
import { beforeCalls } from './before-calls.ts'

/** What KV calls its operations in an error (workerd, api/kv.c++, `checkForErrorStatus`). */
const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['getWithMetadata', 'GET'],
  ['put', 'PUT'],
  ['delete', 'DELETE'],
  ['list', 'LIST'],
])

/** @param weather is asked before each operation */
export const kvInWeather = (
  kv: KVNamespace,
  weather: () => Promise<Pick<Weather, 'cloudflare-kv'>>,
  clock: Clock,
): KVNamespace =>
  beforeCalls(kv, async (method, [keys]) => {
    const { 'cloudflare-kv': how } = await weather()
    switch (how) {
      case 'well':
        return
      case 'slow':
        return clock.sleep(SLOW_MS)
      case 'gone': {
        const operation = Array.isArray(keys) ? 'GET_BULK' : (OPERATIONS.get(method) ?? method)
        throw new Error(`KV ${operation} failed: 500 Internal Server Error`)
      }
    }
  })
