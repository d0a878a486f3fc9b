/** What a select offers in a place, as Discord does: the members, roles and channels of it. */
import { guildOf, peopleIn } from './page-state.js'

/** Source: Discord, Component Reference, "Component Types"; Channel Resource, "Channel Types". */
const TYPE = { text: 3, user: 5, role: 6, mentionable: 7, channel: 8 }
const CHANNEL_TYPE = { text: 0, thread: 11 }

/**
 * @param {{ type: number, options?: object[], default_values?: { id: string }[], channel_types?: number[] }} one
 * @param {{ state: import('./page-state.js').State, channel: string }} here The channel that the select stands in.
 * @returns {{ value: string, text: string, more: string, on: boolean }[]} A member of the place has their name, a role `@`
 *   before it, a channel `#`; `more` is what a text is described by; `on` is what is chosen already.
 */
export function optionsOf(one, { state, channel }) {
  if (one.type === TYPE.text)
    return (one.options ?? []).map(({ value, label, description, default: on }) => ({
      value: String(value),
      text: String(label),
      more: String(description ?? ''),
      on: on === true,
    }))
  const place = state.channels.find(({ id }) => id === channel)
  if (place === undefined) return []
  const guild = guildOf(state, place)
  const isChosen = (id) => (one.default_values ?? []).some((each) => each?.id === id)
  const named = (mark, some) =>
    some.map(({ id, name }) => ({ value: id, text: `${mark}${name}`, more: '', on: isChosen(id) }))
  // Direct messages are of no server.
  const ofGuild = (some) => some.filter((each) => guild !== '' && guildOf(state, each) === guild)
  if (one.type === TYPE.channel)
    return named('#', ofGuild(state.channels).filter(isOffered(one.channel_types ?? [])))
  return [
    ...(one.type === TYPE.role ? [] : named('', peopleIn(state, place))),
    ...(one.type === TYPE.user ? [] : named('@', ofGuild(state.roles))),
  ]
}

const isOffered =
  (types) =>
  ({ kind }) =>
    types.length === 0 || types.includes(CHANNEL_TYPE[kind])
