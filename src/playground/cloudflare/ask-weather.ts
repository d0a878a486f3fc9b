/** Asks the playground, from within the Worker, what its weather is. */

import { parseJson, textAt } from '../../json.ts'
import { type Weather, weatherOf } from '../weather/weather.ts'

/**
 * Undefined where the playground does not say, as when it is being ended. Never rejects.
 *
 * @param url of the local Discord, which keeps the weather
 */
export async function askWeather(url: string): Promise<Weather | undefined> {
  try {
    const response = await fetch(`${url}/_local/weather`)
    const line = textAt(parseJson(await response.text()), 'line')
    const read = line === undefined ? undefined : weatherOf(line)
    return read?.ok === true ? read.weather : undefined
  } catch {
    return undefined
  }
}
