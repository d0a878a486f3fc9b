/** The weather over HTTP: what it is, how it is changed, and what may be done to the bot. */

import { Hono, type Context } from 'hono'
import type { Env } from '../discord/calls.ts'
import { jsonBody } from '../discord/control.ts'
import { setWeather, weatherView } from '../discord/in-weather.ts'
import { textOf, type Json } from '../discord/json.ts'
import type { PageHost } from '../discord/page-mode.ts'
import { calm, fieldNames, FIELDS, queryOf, SCENES, weatherOf, type Weather } from '../weather/weather.ts'

/** What becomes of a deed: some figures of it, or the sentence that says why not. */
export type DeedDone = ({ readonly ok: true } & Json) | { readonly ok: false; readonly reason: string }

/** What can be done to the bot, by its name in the address. */
export type Deeds = Readonly<Record<string, (host: PageHost) => Promise<DeedDone>>>

export interface WeatherOptions {
  /** Told of each change. Undefined with the real Claude, which has its own weather. */
  readonly claude?: (weather: Weather) => void
  readonly deeds: Deeds
}

export function makeWeather({ claude, deeds }: WeatherOptions): (host: PageHost) => Hono<Env> {
  /** What is under way: who presses twice waits for the same. */
  const underWay = new Map<string, Promise<DeedDone>>()
  const once = (name: string, deed: () => Promise<DeedDone>): Promise<DeedDone> => {
    const known = underWay.get(name)
    if (known !== undefined) return known
    const done = deed().finally(() => underWay.delete(name))
    underWay.set(name, done)
    return done
  }
  const isHere = (name: string): boolean => claude !== undefined || !name.startsWith('claude')
  return (host) => {
    const { state } = host
    const view = (): Json => ({
      ...weatherView(state.weather),
      fields: Object.fromEntries(fieldNames.filter(isHere).map((name) => [name, FIELDS[name]])),
      scenes: Object.fromEntries(
        Object.entries(SCENES)
          .filter(([, scene]) => Object.keys(scene).every(isHere))
          .map(([name, scene]) => [name, queryOf({ ...calm, ...scene })]),
      ),
      deeds: Object.keys(deeds),
    })
    const routes = new Hono<Env>()
    routes.get('/weather', (c) => c.json(view()))
    routes.put('/weather', async (c) => {
      const line = textOf((await jsonBody(c.req.raw))['line'])
      if (line === undefined) return refuse(c, 'The weather is a line such as discord-latency:800.')
      const read = weatherOf(line)
      if (!read.ok) return refuse(c, read.why, { wrong: read.wrong })
      const foreign = fieldNames.find((name) => !isHere(name) && read.weather[name] !== calm[name])
      if (foreign !== undefined)
        return refuse(c, `${foreign} takes the local Claude; this one is the real one.`)
      if (queryOf(read.weather) === queryOf(state.weather)) return c.json(view())
      claude?.(read.weather)
      setWeather(state, read.weather)
      return c.json(view())
    })
    routes.post('/weather/:deed', async (c) => {
      const name = c.req.param('deed')
      const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined
      if (deed === undefined)
        return refuse(c, `There is no ${name} here. There are: ${Object.keys(deeds).join(', ')}.`)
      const done = await once(name, () => deed(host))
      return c.json(done, done.ok ? 200 : 400)
    })
    return routes
  }
}

const refuse = (c: Context<Env>, reason: string, more: Json = {}): Response =>
  c.json({ ok: false, reason, ...more }, 400)
