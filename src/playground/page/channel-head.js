/** What stands above the open channel, and in the title of the window. */
import { ICONS } from './channel-view.js'
import { icon } from './element.js'
import { guildOf, peopleIn } from './page-state.js'

const byId = (id) => document.getElementById(id)

/** @returns {string} How the channel is called in a sentence. */
export function showHead(state, channel, words) {
  const name = channel.kind === 'dm' ? state.app.name : channel.name
  const where = { text: `#${name}`, thread: words.quoted(name), dm: `@${name}`, group: name }[channel.kind]
  const server = state.guilds.find(({ id }) => id === guildOf(state, channel)) ?? state.guilds[0]
  byId('guild').textContent = server?.name ?? ''
  byId('channel-icon').replaceChildren(icon(ICONS[channel.kind]))
  byId('channel-name').textContent = name
  byId('topic').textContent = topicOf(state, channel, words)
  byId('scroller').setAttribute('aria-label', words.messages(where))
  document.title = `${where} · ${server?.name ?? state.app.name}`
  document.body.classList.remove('page-loading')
  return where
}

function topicOf(state, channel, words) {
  const { kind, installs } = channel
  if (kind === 'dm') return words.topicDm
  if (kind === 'group') {
    const names = peopleIn(state, channel).map(({ name }) => name)
    return words.topicGroup(new Intl.ListFormat(words.language).format(names))
  }
  if (!installs.includes(0)) return words.topicGuest
  return kind === 'text' ? words.topicText : words.topicThread
}
