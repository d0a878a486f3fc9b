/** The left side and the member list: which channel is open, which have news, and as whom the page asks. */
import { ICONS } from './channel-view.js'
import { avatar, element, icon } from './element.js'
import { guildOf, peopleIn } from './page-state.js'
import { stepBy } from './arrow-keys.js'

/**
 * @param {{ channels: HTMLElement, me: HTMLElement, members: HTMLElement }} parts
 * @param {{ words: object, open: (channel: string) => void, become: (member: string) => void }} surroundings
 */
export function sidebar({ channels, me, members }, { words, open, become }) {
  const menu = element('div', { class: 'menu', role: 'menu', hidden: true })
  const button = element('button', {
    class: 'me',
    type: 'button',
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
  })
  me.replaceChildren(menu, button)
  const toggle = (shown) => {
    menu.hidden = !shown
    button.setAttribute('aria-expanded', String(shown))
    if (shown) (menu.querySelector('[aria-checked="true"]') ?? menu.firstElementChild)?.focus()
  }
  button.addEventListener('click', () => toggle(menu.hidden))
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') toggle(false)
    stepBy(event, [...menu.children])
  })
  // Before anything else hears of it: what lies beneath would close, too.
  const escape = (event) => {
    if (event.key !== 'Escape' || menu.hidden) return
    event.preventDefault()
    event.stopPropagation()
    toggle(false)
    button.focus()
  }
  document.addEventListener('keydown', escape, { capture: true })
  document.addEventListener('click', (event) => !me.contains(event.target) && toggle(false))
  // One stop of the Tab key for all channels; the arrows go through them.
  channels.addEventListener('keydown', (event) => stepBy(event, [...channels.querySelectorAll('.channel')]))

  return ({ state, channel, member, unread }) => {
    const current = state.channels.find(({ id }) => id === channel)
    const server = guildOf(state, current) || (state.guilds[0]?.id ?? '')
    const groups = [
      ['channels', (one) => guildOf(state, one) === server],
      ['directMessages', ({ kind }) => kind === 'dm' || kind === 'group'],
    ]
    const channelButton = (one) =>
      element(
        'button',
        {
          class: `channel channel-${one.kind}${one.id === channel ? ' channel-open' : ''}${unread.has(one.id) ? ' channel-unread' : ''}`,
          type: 'button',
          tabindex: one.id === channel ? '0' : '-1',
          'data-id': one.id,
          'aria-current': one.id === channel ? 'page' : undefined,
          on: { click: () => open(one.id) },
        },
        one.kind === 'dm' ? avatar(state.app, 'avatar-small') : icon(ICONS[one.kind] ?? 'hash'),
        element('span', { class: 'channel-name' }, one.kind === 'dm' ? state.app.name : one.name),
        unread.has(one.id) && element('span', { class: 'sr-only' }, words.unread),
      )
    const focused = channels.contains(document.activeElement) ? document.activeElement.dataset.id : undefined
    channels.replaceChildren(
      ...groups.flatMap(([title, belongs]) => {
        const some = byParent(state.channels.filter(belongs))
        return some.length === 0
          ? []
          : [element('h3', { class: 'group' }, words[title]), ...some.map(channelButton)]
      }),
    )
    channels.querySelector(`[data-id="${focused}"]`)?.focus()
    menu.setAttribute('aria-label', words.switchMember)
    button.title = words.switchMember
    const self = state.members.find(({ id }) => id === member)
    if (self === undefined || current === undefined) return
    button.replaceChildren(
      avatar(self, 'avatar-medium'),
      element('span', { class: 'me-words' }, element('small', {}, words.askAs), element('b', {}, self.name)),
      icon('chevron'),
    )
    const choice = (one, role) =>
      element(
        'button',
        {
          class: `member${one.id === member ? ' member-self' : ''}`,
          type: 'button',
          role,
          'aria-checked': role === undefined ? undefined : String(one.id === member),
          'aria-pressed': role === undefined ? String(one.id === member) : undefined,
          title: words.askingAs(one.name),
          on: {
            click: () => {
              become(one.id)
              if (role === undefined) return
              toggle(false)
              button.focus()
            },
          },
        },
        avatar(one, 'avatar-medium'),
        element('span', { style: { '--colour': one.colour }, class: 'member-name' }, one.name),
        one.id === member && icon('check'),
      )
    redrawn(
      menu,
      state.members.map((one) => choice(one, 'menuitemradio')),
    )
    redrawn(members, [
      ...peopleIn(state, current).map((one) => choice(one)),
      ...(current.kind === 'dm' || current.installs.includes(0) ? [app(state, words)] : []),
    ])
  }
}

/** News redraws a list while somebody goes through it by the keyboard: they stay at the same place. */
function redrawn(list, children) {
  const at = [...list.children].indexOf(document.activeElement)
  list.replaceChildren(...children)
  list.children[at]?.focus()
}

const app = ({ app: self }, words) =>
  element(
    'div',
    { class: 'member member-app' },
    avatar(self, 'avatar-medium'),
    element('span', { class: 'member-name', style: { '--colour': self.colour } }, self.name),
    element('span', { class: 'badge' }, words.app),
  )

/** A thread stands below the channel that it belongs to. */
function byParent(channels) {
  const tops = channels.filter(({ parent }) => !channels.some(({ id }) => id === parent))
  return tops.flatMap((top) => [top, ...channels.filter(({ parent }) => parent === top.id)])
}
