/** The weather over HTTP: what it is, how it is changed, and what may be done to the bot. */

import { Hono, type Context } from 'hono'
import type { Env } from '../discord/calls.ts'
import { jsonBody } from '../discord/control.ts'
import { setWeather, weatherView } from '../discord/in-weather.ts'
import { textOf, type Json } from '../discord/json.ts'
import type { PageHost } from '../discord/page-mode.ts'
import {
  AHEAD_MINUTES,
  calm,
  fieldNames,
  FIELDS,
  queryOf,
  SCENES,
  weatherOf,
  type Weather,
} from '../weather/weather.ts'
import type { Skip } from './skip.ts'

/** What becomes of a deed: some figures of it, or the sentence that says why not. */
export type DeedDone = ({ readonly ok: true } & Json) | { readonly ok: false; readonly reason: string }

/** What can be done to the bot, by its name in the address. */
export type Deeds = Readonly<Record<string, (host: PageHost) => Promise<DeedDone>>>

export interface WeatherOptions {
  /** Told of each change. Undefined with the real Claude, which has its own weather. */
  readonly claude?: (weather: Weather) => void
  readonly deeds: Deeds
  /** Undefined where the bot lives by the clock of the machine. */
  readonly skip?: Skip
}

export function makeWeather({ claude, deeds, skip }: WeatherOptions): (host: PageHost) => Hono<Env> {
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
      ...weatherView(state),
      clock: skip === undefined ? {} : { ahead: AHEAD_MINUTES },
      fields: Object.fromEntries(fieldNames.filter(isHere).map((name) => [name, FIELDS[name]])),
      scenes: Object.fromEntries(
        Object.entries(SCENES)
          .filter(([, scene]) => Object.keys(scene).every(isHere))
          .map(([name, scene]) => [name, queryOf({ ...calm, ...scene })]),
      ),
      deeds: [...(skip === undefined ? [] : ['skip']), ...Object.keys(deeds)],
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
      const wanted = read.aheadMinutes
      if (wanted !== undefined && skip === undefined)
        return refuse(c, 'ahead takes a bot whose clock can be set.')
      if (queryOf(read.weather) !== queryOf(state.weather)) {
        claude?.(read.weather)
        setWeather(state, read.weather)
      }
      const done = wanted === undefined ? undefined : await skip?.(host, reach(wanted))
      return done?.ok === false ? refuse(c, done.reason) : c.json(view())
    })
    // Who presses it twice wants it twice.
    routes.post('/weather/skip', async (c) => {
      if (skip === undefined) return refuse(c, 'The clock of this bot cannot be set.')
      const done = await skip(host, (aheadMs) => Math.min(aheadMs + SKIP_MS, AHEAD_MINUTES.most * MINUTE_MS))
      return c.json(done, done.ok ? 200 : 400)
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

/** What one press skips. */
const SKIP_MS = 10 * 60_000
const MINUTE_MS = 60_000

const reach =
  (minutes: number) =>
  (aheadMs: number): number =>
    Math.max(aheadMs, minutes * MINUTE_MS)

const refuse = (c: Context<Env>, reason: string, more: Json = {}): Response =>
  c.json({ ok: false, reason, ...more }, 400)
