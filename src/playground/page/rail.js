/** The servers at the left edge, and the way to the direct messages with the bot. */
import { element, spool } from './element.js'
import { guildOf } from './page-state.js'

const isDirect = ({ kind }) => kind === 'dm' || kind === 'group'

/**
 * @param {HTMLElement} place
 * @param {{ words: object, open: (channel: string) => void }} surroundings
 */
export function rail(place, { words, open }) {
  return ({ state, channel, unread }) => {
    const current = state.channels.find(({ id }) => id === channel)
    const server = (name, first, isOpen, hasNews, ...content) =>
      element(
        'button',
        {
          class: `server${isOpen ? ' server-open' : ''}${hasNews && !isOpen ? ' server-unread' : ''}`,
          type: 'button',
          title: name,
          'aria-label': hasNews ? `${name}, ${words.unread}` : name,
          'aria-current': isOpen ? 'true' : undefined,
          disabled: first === undefined,
          on: { click: () => open(first.id) },
        },
        ...content,
      )
    const news = (belongs) => state.channels.some((one) => unread.has(one.id) && belongs(one))
    const isHome = current !== undefined && isDirect(current)
    place.replaceChildren(
      server(
        words.home,
        state.channels.find(({ kind }) => kind === 'dm'),
        isHome,
        news(isDirect),
        spool(),
      ),
      element('div', { class: 'rail-line' }),
      ...state.guilds.map(({ id, name }) => {
        const belongs = (one) => guildOf(state, one) === id
        return server(
          name,
          state.channels.find(belongs),
          !isHome && guildOf(state, current) === id,
          news(belongs),
          element('span', { class: 'server-initials', 'data-text': initials(name) }),
        )
      }),
    )
  }
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 3)
