/** Shows one channel: its beginning, its messages in order, and the present unless someone scrolled up to read. */
import { element, icon } from './element.js'
import { messageView } from './message-view.js'
import { isFollowUp, isVisible, starterOf, visibleTo } from './page-state.js'

/** So near to the end counts as the end: an edit may add a line while someone is there. */
const NEAR_PX = 80
/** Discord puts a new head over messages that are further apart. */
const TOGETHER_MS = 7 * 60_000
const KINDS = { text: 'Channel', thread: 'Thread', dm: 'Dm', group: 'Group' }
export const ICONS = { text: 'hash', thread: 'thread', dm: 'message', group: 'people' }

/**
 * @param {{ scroller: HTMLElement, jump: HTMLButtonElement }} parts
 * @param {object} surroundings As for a message, and `ask(text)` for the examples.
 */
export function channelView({ scroller, jump }, surroundings) {
  const { words, now } = surroundings
  const rows = element('div', { class: 'rows', role: 'list' })
  const start = element('div', { class: 'start' })
  const list = element('div', { class: 'history' }, start, rows)
  const views = new Map()
  let channel
  let atEnd = true
  let top = 0
  let unseen = 0

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight
  }
  const showJump = () => {
    jump.hidden = atEnd
    jump.querySelector('span').textContent = unseen > 0 ? words.newMessages(unseen) : words.jump
  }
  scroller.addEventListener('scroll', () => {
    // Only someone who goes up leaves the present: an edit that adds more than a screen must not.
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX) atEnd = true
    else if (scroller.scrollTop < top) atEnd = false
    top = scroller.scrollTop
    if (atEnd) unseen = 0
    showJump()
  })
  jump.addEventListener('click', () => {
    atEnd = true
    unseen = 0
    toEnd()
    showJump()
  })
  // Whatever makes the history taller (an edit, a picture, a preview) keeps the end in view for those who are there.
  const watcher = new ResizeObserver(() => atEnd && toEnd())
  watcher.observe(list)
  watcher.observe(scroller)

  const regroup = () => {
    let last
    for (const view of views.values()) {
      const { message } = view
      const day = new Date(message.createdAt).toDateString()
      const newDay = last === undefined || new Date(last.createdAt).toDateString() !== day
      divide(view.row, newDay ? message.createdAt : undefined, words)
      const followUp = !newDay && isFollowUp(message, last)
      const near =
        !newDay && message.author.id === last.author.id && message.createdAt - last.createdAt < TOGETHER_MS
      // Each answer has a head of its own; what a member says goes on below what they said.
      view.compact(near && (followUp || (message.turn === '' && last.turn === '')), followUp)
      last = message
    }
  }
  const add = (message) => {
    const view = messageView(message, surroundings)
    view.row.setAttribute('role', 'listitem')
    views.set(message.id, view)
    rows.append(view.row)
  }
  const remove = (id) => {
    const view = views.get(id)
    if (view === undefined) return
    divide(view.row, undefined, words)
    view.row.remove()
    views.delete(id)
    regroup()
  }

  return {
    /** Shows another channel, or the same one to another member, or after a gap in the connection. */
    show(next, dismissed) {
      const { state, member } = now()
      const stays = channel?.id === next.id
      channel = next
      views.clear()
      rows.replaceChildren()
      start.replaceChildren(...beginning(channel, surroundings))
      const starter = starterOf(state, channel)
      if (starter !== undefined) add(starter)
      for (const message of visibleTo(state, channel.id, member, dismissed)) add(message)
      regroup()
      list.classList.toggle('history-empty', views.size === 0)
      if (list.parentElement !== scroller) scroller.replaceChildren(list)
      if (!stays) atEnd = true
      if (!stays) unseen = 0
      if (atEnd) toEnd()
      showJump()
    },
    /** One message has changed; nothing else is drawn again. */
    change(change, message, dismissed) {
      const { member } = now()
      if (channel === undefined || message.channel !== channel.id || !isVisible(message, member, dismissed))
        return
      if (change === 'deleted') return remove(message.id)
      const view = views.get(message.id)
      if (view !== undefined) return view.update(message)
      add(message)
      regroup()
      list.classList.remove('history-empty')
      if (!atEnd) unseen += 1
      showJump()
    },
    remove,
    /** What the messages refer to has changed. */
    redraw() {
      for (const view of views.values()) view.update(view.message)
    },
    /** Brings a message into view and marks it for a moment; false where it is not in this channel. */
    reveal(id) {
      const row = views.get(id)?.row
      if (row === undefined) return false
      atEnd = false
      row.scrollIntoView({ block: 'start' })
      row.classList.remove('message-revealed')
      // Read, so that a second visit is marked too.
      void row.offsetWidth
      row.classList.add('message-revealed')
      showJump()
      return true
    },
    toEnd() {
      atEnd = true
      unseen = 0
      toEnd()
      showJump()
    },
  }
}

/** The line with the date before the first message of a day. */
function divide(row, moment, words) {
  const before = row.previousElementSibling?.classList.contains('day')
    ? row.previousElementSibling
    : undefined
  before?.remove()
  if (moment === undefined) return
  const date = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long' }).format(moment)
  row.before(element('div', { class: 'day', role: 'listitem' }, element('span', {}, date)))
}

function beginning(channel, { words, ask, takeTour, now }) {
  const kind = KINDS[channel.kind] ?? 'Channel'
  const name = channel.kind === 'dm' ? now().state.app.name : channel.name
  const examples = Object.entries(words.examples).map(([text, why]) =>
    element(
      'button',
      { class: 'example', type: 'button', on: { click: () => ask(text) } },
      element('span', { class: 'example-text' }, element('b', {}, '/ask'), text.slice('/ask'.length)),
      element('span', { class: 'example-why' }, why),
    ),
  )
  return [
    element('div', { class: 'start-icon' }, icon(ICONS[channel.kind] ?? 'hash')),
    element('h2', {}, words[`welcome${kind}`](name)),
    ...(channel.installs.length === 0
      ? [element('p', { class: 'start-words' }, words.notHere(now().state.app.name))]
      : [
          element('p', { class: 'start-words' }, words[`intro${kind}`](name)),
          tourOffer(words, takeTour),
          element('p', { class: 'start-try' }, words.tryOne),
          element('div', { class: 'examples' }, ...examples),
        ]),
  ]
}

const tourOffer = (words, takeTour) =>
  element(
    'p',
    { class: 'tour-offer' },
    words.tourOffer,
    element('button', { class: 'turn-button', type: 'button', on: { click: takeTour } }, words.tourTake),
  )
