/** Asks the playground, from within the Worker, what its weather is. */

import { parseJson, textAt } from '../../json.ts'
import { calm, type Weather, weatherOf } from '../weather/weather.ts'

/**
 * What the weather is at this moment, so that a change holds for the next call already. Calm where the playground does not
 * say, as when it is being ended. Never rejects.
 *
 * @param url of the local Discord, which keeps the weather
 */
export async function askWeather(url: string): Promise<Weather> {
  try {
    const response = await fetch(`${url}/_local/weather`)
    const read = weatherOf(textAt(parseJson(await response.text()), 'line') ?? '')
    return read.ok ? read.weather : calm
  } catch {
    return calm
  }
}
