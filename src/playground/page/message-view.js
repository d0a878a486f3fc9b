/** Shows one message, and changes only what is new about it when it grows. */
import { showAttachments } from './attachment-view.js'
import { keepingFocus, showComponents } from './component-view.js'
import { showEmbeds } from './embed-view.js'
import { renderBlocks } from './discord-markdown.js'
import { avatar, element, icon } from './element.js'
import { clock, iso, when } from './moments.js'
import { nowOf, threadOn } from './page-state.js'
import { shownPrompt } from './slash.js'

/**
 * @typedef {object} Surroundings What a message needs from the page.
 * @property {typeof import('./words.js')} words
 * @property {() => { state: object, member: string }} now What the page knows at this moment.
 * @property {(message: object, customId: string, values?: string[]) => Promise<void>} press
 * @property {(id: string) => void} dismiss
 * @property {(channel: string) => void} open Goes to a channel.
 * @property {(message: object) => void} [inspect] Shows how an answer came about.
 * @property {(message: object, at: { x: number, y: number }) => void} menu Opens the menu of a message.
 */

/**
 * @param {import('./page-state.js').Message} first
 * @param {Surroundings} surroundings
 * @returns {{ row: HTMLElement, message: object, update(message: object): void, compact(is: boolean, isFollowUp: boolean): void }}
 */
export function messageView(first, surroundings) {
  const { words } = surroundings
  const blocks = element('div', { class: 'message-blocks' })
  const attachments = element('div', { class: 'attachments' })
  const components = element('div', { class: 'components' })
  const edited = element('span', { class: 'edited' }, ` ${words.edited}`)
  const embeds = element('div', { class: 'embeds' })
  const content = element('div', { class: 'message-content' }, blocks, embeds, attachments, components)
  const head = element('div', { class: 'message-head' })
  const body = element('div', { class: 'message-body' }, head, content)
  const side = element('div', { class: 'message-side' })
  const row = element('div', { class: 'message', 'data-id': first.id }, side, body)

  const frame = once((message) => {
    row.querySelector('.command-line')?.remove()
    row.querySelector('.command-files')?.remove()
    side.replaceChildren(
      avatar(message.author),
      element('time', { class: 'side-time' }, clock(message.createdAt, words)),
    )
    head.replaceChildren(
      element('span', { class: 'author', style: { '--colour': message.author.colour } }, message.author.name),
      ...(message.author.app ? [element('span', { class: 'badge' }, words.app)] : []),
      element(
        'time',
        { class: 'when', datetime: iso(message.createdAt) },
        when(message.createdAt, words, nowOf(surroundings.now().state)),
      ),
    )
    if (message.command !== '')
      row.prepend(commandLine(message, surroundings), ...commandFiles(message, words))
    row.setAttribute(
      'aria-label',
      `${message.author.name}, ${when(message.createdAt, words, nowOf(surroundings.now().state))}`,
    )
  })
  const text = growing(blocks, edited, surroundings)
  const files = once(({ attachments: shown }) =>
    attachments.replaceChildren(...showAttachments(shown, words)),
  )
  const boxes = once(({ embeds: shown }) =>
    embeds.replaceChildren(...showEmbeds(shown, (html) => rendered(html, words))),
  )
  const buttons = once((message) =>
    keepingFocus(components, () =>
      components.replaceChildren(
        ...showComponents(message, surroundings, (id, values) => surroundings.press(message, id, values)),
      ),
    ),
  )
  const foot = once((message) => {
    body.querySelector('.message-foot')?.remove()
    if (message.ephemeralFor !== '') body.append(onlyYou(message, surroundings))
  })

  const thread = once((message) => {
    body.querySelector('.thread-link')?.remove()
    const found = threadOn(surroundings.now().state, message)
    if (found !== undefined && found.id !== surroundings.now().channel)
      content.after(threadLink(found, surroundings))
  })

  const more = element(
    'button',
    { class: 'icon-button more', type: 'button', title: words.moreOf, 'aria-label': words.moreOf },
    '⋯',
  )
  const inspect = element(
    'button',
    { class: 'icon-button inspect', type: 'button', title: words.inspect, 'aria-label': words.inspect },
    icon('inspect'),
  )
  inspect.addEventListener('click', () => surroundings.inspect(view.message))
  const openMenu = (at) => view.message.ephemeralFor === '' && surroundings.menu(view.message, at)
  more.addEventListener('click', () => {
    const { left, bottom } = more.getBoundingClientRect()
    openMenu({ x: left, y: bottom })
  })
  row.addEventListener('contextmenu', (event) => {
    // A selection and a link keep the browser's own menu.
    if (event.target.closest('a, .attachment') !== null || String(getSelection()) !== '') return
    event.preventDefault()
    openMenu({ x: event.clientX, y: event.clientY })
  })
  row.append(inspect, more)

  const view = {
    row,
    message: first,
    update(message) {
      view.message = message
      row.classList.toggle('message-ephemeral', message.ephemeralFor !== '')
      more.hidden = message.ephemeralFor !== ''
      inspect.hidden = message.turn === '' || surroundings.inspect === undefined
      row.classList.toggle('message-mentions', message.pings.includes(surroundings.now().member))
      row.classList.toggle('message-loading', message.loading)
      row.classList.toggle('message-failed', message.failed !== '')
      frame(message, [message.author, message.command, message.invoker, message.given])
      text(message)
      files(message, message.attachments)
      boxes(message, message.embeds)
      buttons(message, message.components)
      foot(message, [message.ephemeralFor])
      thread(message, threadOn(surroundings.now().state, message) ?? null)
    },
    /** Without a head, below a message of the same author; a follow-up does without the command, too. */
    compact(is, isFollowUp) {
      row.classList.toggle('message-compact', is)
      row.classList.toggle('message-follow-up', isFollowUp)
    },
  }
  view.update(first)
  return view
}

/** Draws again only when the part of the message that it draws has changed. */
function once(draw) {
  let drawn
  return (message, part) => {
    const now = JSON.stringify(part)
    if (now === drawn) return
    drawn = now
    draw(message)
  }
}

/** The text: blocks that are finished keep their elements, so that a selection and an opened spoiler survive an edit. */
function growing(holder, edited, surroundings) {
  const { words } = surroundings
  let shown = []
  let state = ''
  return (message) => {
    const next = message.failed !== '' ? 'failed' : message.loading ? 'loading' : 'text'
    if (next !== 'text') {
      if (next !== state)
        holder.replaceChildren(next === 'failed' ? failure(message, words) : thinking(message, words))
      state = next
      shown = []
      return
    }
    if (state !== 'text') holder.replaceChildren()
    state = next
    const html = renderBlocks(message.content, contextOf(surroundings))
    const same = html.findIndex((block, index) => block !== shown[index])
    const from = same === -1 ? html.length : same
    for (const old of [...holder.children].slice(from)) old.remove()
    for (const block of html.slice(from)) holder.append(rendered(block, words))
    shown = html
    edited.remove()
    if (message.editedAt !== 0 && html.length > 0)
      (holder.lastElementChild.querySelector(':scope > .md-text') ?? holder).append(edited)
  }
}

function rendered(html, words) {
  const block = element('div', { class: 'md-block' })
  // Safe: the renderer escapes all that it is given, and its tests hold it to that.
  block.innerHTML = html
  for (const spoiler of block.querySelectorAll('.md-spoiler'))
    spoiler.setAttribute('aria-label', words.spoiler)
  for (const code of block.querySelectorAll('pre')) {
    // Long lines are scrolled, with the keyboard too.
    code.querySelector('code').tabIndex = 0
    const button = element(
      'button',
      { class: 'copy', type: 'button', title: words.copy, 'aria-label': words.copy },
      icon('copy'),
    )
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code.querySelector('code').textContent).catch(() => undefined)
      button.replaceChildren(icon('check'))
      setTimeout(() => button.replaceChildren(icon('copy')), 1200)
    })
    code.append(button)
  }
  return block
}

function contextOf({ words, now }) {
  const { state } = now()
  return {
    members: Object.fromEntries([...state.members, state.app].map(({ id, name }) => [id, name])),
    roles: Object.fromEntries(state.roles.map(({ id, name }) => [id, name])),
    channels: Object.fromEntries(state.channels.map(({ id, name }) => [id, name])),
    now: nowOf(state),
    locale: words.locale,
  }
}

function commandLine(message, { words, now }) {
  const { state } = now()
  const invoker = invokerOf(state, message)
  const { name, rest } = shownPrompt(
    message.command,
    message.given.map(({ filename }) => filename),
  )
  return element(
    'div',
    { class: 'command-line' },
    element('span', { class: 'spine', 'aria-hidden': 'true' }),
    invoker === undefined ? undefined : avatar(invoker, 'avatar-tiny'),
    invoker === undefined
      ? undefined
      : element(
          'span',
          { class: 'invoker', style: { '--colour': invoker.colour } },
          words.used(invoker.name),
        ),
    element('span', { class: 'md-mention' }, `/${name}`),
    words.usedAfter !== '' && element('span', {}, words.usedAfter),
    rest !== '' && element('span', { class: 'typed', title: rest }, rest),
  )
}

/** Somebody of a crowd is no member that the page knows; there is none where a test has invented the message. */
const invokerOf = ({ members }, { invoker, invokerName }) =>
  members.find(({ id }) => id === invoker) ??
  (invokerName === '' ? undefined : { id: invoker, name: invokerName, colour: '#8b93a7', app: false })

/** What the member gave along stands with the command, small: the answer is what the place is for. */
const commandFiles = ({ given }, words) =>
  given.length === 0 ? [] : [element('div', { class: 'command-files' }, ...showAttachments(given, words))]

function thinking({ author }, words) {
  const dots = element('span', { class: 'dots', 'aria-hidden': 'true' }, ...[0, 1, 2].map(() => element('i')))
  return element('p', { class: 'thinking' }, dots, element('span', {}, `${words.thinking(author.name)}…`))
}

/** Discord's own sentence in the member's language; any other sentence of the playground says more, so it stays. */
function failure({ failed }, words) {
  const plain = failed === 'The application did not respond'
  return element(
    'p',
    { class: 'failure' },
    icon('warning'),
    element('span', {}, plain ? words.noResponse : failed),
  )
}

function threadLink({ id, name }, { words, open }) {
  return element(
    'button',
    {
      class: 'thread-link',
      type: 'button',
      title: words.openThread(name),
      on: { click: () => open(id) },
    },
    icon('thread'),
    element('b', {}, name),
  )
}

function onlyYou({ id }, { words, dismiss }) {
  const button = element(
    'button',
    { class: 'link-button', type: 'button', on: { click: () => dismiss(id) } },
    words.dismiss,
  )
  return element(
    'div',
    { class: 'message-foot' },
    icon('eye'),
    element('span', {}, words.onlyYou),
    ' · ',
    button,
  )
}
