/** What the weather does in the local Discord: to every call, channel and thread that no test has scripted otherwise. */

import { calm, queryOf, strikes, type Weather } from '../weather/weather.ts'
import type { Budget, ChannelLimit } from './buckets.ts'
import { listedChannels } from './channels.ts'
import type { Trouble } from './faults.ts'
import type { Json } from './json.ts'
import { EVERYWHERE, moderate } from './moderation.ts'
import { deleteMessage, tell, type Change, type State } from './state.ts'

/** Words of the stand-in's small talk, table and long answer, in both languages. */
export const STRICT_WORDS = ['key', 'promise*', 'signature', 'schlüssel', 'versprechen', 'unterschr*']

/** How long a call is told to wait that meets the weather. */
const WAIT_MS = 2_000

/** As pages are given it: the line of an address, each value by its field, and how far the clock is ahead. */
export const weatherView = ({ weather, aheadMs }: Pick<State, 'weather' | 'aheadMs'>): Json => ({
  line: queryOf(weather),
  values: weather,
  aheadMs: aheadMs(),
})

/** The weather changes, for what is under way too. */
export function setWeather(state: State, weather: Weather): void {
  const before = state.weather
  state.weather = weather
  moderate(state.moderation, EVERYWHERE, {
    words: weather['discord-automod'] === 'strict' ? STRICT_WORDS : [],
  })
  if (weather['discord-threads'] !== before['discord-threads'])
    for (const { id, kind } of listedChannels(state.threads))
      if (kind === 'thread')
        moderate(state.moderation, id, { locked: weather['discord-threads'] === 'locked' })
  tell(state, { kind: 'weather' })
}

export const latencyIn = (weather: Weather, ms: number): number => Math.max(ms, weather['discord-latency'])

/** Only the budget of a token is smaller. */
export const bucketIn = (
  weather: Weather,
  { key, budget }: { readonly key: string; readonly budget: Budget },
): Budget =>
  key.startsWith('token:') && weather['discord-bucket'] !== calm['discord-bucket']
    ? { ...budget, limit: Math.min(budget.limit, weather['discord-bucket']) }
    : budget

export const channelLimitIn = (weather: Weather, limit: ChannelLimit): ChannelLimit =>
  weather['discord-limit'] === calm['discord-limit']
    ? limit
    : { ...limit, limit: Math.min(limit.limit, weather['discord-limit']) }

/** What happens to this call, which is counted by that. */
export function troubleIn({ weather, weathered }: State): Trouble | undefined {
  weathered.limited += 1
  if (strikes(weather['discord-429'], weathered.limited))
    return { kind: 'limited', retryAfterMs: WAIT_MS, scope: 'user' }
  weathered.ill += 1
  if (strikes(weather['discord-5xx'], weathered.ill))
    return { kind: 'answer', status: 503, message: '503: Service Unavailable' }
  return undefined
}

/** A moderator deletes what the bot has written for everybody, a while after it has appeared. */
export function deleteInWeather(state: State, change: Change): void {
  const after = state.weather['discord-deletes']
  if (after === 0 || change.kind !== 'message' || change.change !== 'created') return
  const { message } = change
  if (message.ephemeral) return
  state.later(after * 1_000, () => {
    if (state.weather['discord-deletes'] > 0 && message.deleted === 'no')
      deleteMessage(state, message, 'by a moderator')
  })
}
