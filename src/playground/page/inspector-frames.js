/** Shows an answer as it was to be seen at any moment: one frame, or two side by side on the same axis. */
import { element, icon } from './element.js'
import { seconds } from './inspector-format.js'
import { messageView } from './message-view.js'
import { takeMessage } from './page-state.js'

/**
 * @param {object} surroundings As for a message; nothing in a frame can be pressed.
 * @param {(ms: number, share: number) => void} moved Told of each moment that is shown.
 */
export function frameScrubber(surroundings, moved) {
  const { words } = surroundings
  const range = element('input', { type: 'range', min: '0', step: '10', class: 'scrub' })
  const play = element('button', { type: 'button', class: 'icon-button scrub-play' })
  const clock = element('output', { class: 'scrub-time' })
  const hint = element('p', { class: 'inspector-note' })
  const stages = element('div', { class: 'frames' })
  const place = element(
    'div',
    {},
    element('div', { class: 'scrub-bar' }, play, range),
    element('div', { class: 'scrub-foot' }, hint, clock),
    stages,
  )
  let length = 1_000
  let moment = 0
  let isAtEnd = true
  let running
  let columns = []

  const times = () =>
    [...new Set(columns.flatMap(({ looks }) => looks.map(({ at }) => at)))].toSorted((a, b) => a - b)
  const show = (ms) => {
    moment = Math.min(length, Math.max(0, ms))
    isAtEnd = moment >= length
    range.value = String(moment)
    const all = times()
    const seen = all.filter((at) => at <= moment).length
    const text = words.seenAt(seconds(moment, words), seen, all.length)
    range.setAttribute('aria-valuetext', text)
    clock.textContent = seconds(moment, words)
    clock.title = text
    for (const column of columns) column.draw(moment)
    moved(moment, moment / length)
  }
  const stop = () => {
    if (running === undefined) return
    cancelAnimationFrame(running)
    running = undefined
    label()
  }
  const label = () => {
    const name = running === undefined ? words.play : words.pause
    play.title = name
    play.setAttribute('aria-label', name)
    play.replaceChildren(icon(running === undefined ? 'play' : 'pause'))
  }
  const start = () => {
    const from = moment >= length ? 0 : moment
    const begun = performance.now()
    const step = (now) => {
      show(from + now - begun)
      if (moment >= length) stop()
      else running = requestAnimationFrame(step)
    }
    running = requestAnimationFrame(step)
    label()
  }
  play.addEventListener('click', () => (running === undefined ? start() : stop()))
  range.addEventListener('input', () => {
    stop()
    show(Number(range.value) + Number(range.step) > length ? length : Number(range.value))
  })
  range.addEventListener('keydown', (event) => {
    const forward = { ArrowRight: true, ArrowUp: true, ArrowLeft: false, ArrowDown: false }[event.key]
    if (forward === undefined) return
    event.preventDefault()
    stop()
    const next = forward ? times().find((at) => at > moment) : times().findLast((at) => at < moment)
    show(next ?? (forward ? length : 0))
  })

  return {
    place,
    stop,
    /** Nothing is left to be found of an answer that is not looked at. */
    clear() {
      stop()
      isAtEnd = true
      columns = []
      stages.replaceChildren()
    },
    seek(ms) {
      stop()
      show(ms)
    },
    /** @param {{ name: string, inspection: object }[]} shown One column each. */
    take(shown, newLength) {
      length = newLength
      range.max = String(Math.ceil(length / 10) * 10)
      range.setAttribute('aria-label', words.scrub)
      hint.textContent = words.scrubHint
      if (columns.length !== shown.length) columns = shown.map(() => frameColumn(surroundings))
      stages.replaceChildren(...columns.map(({ place: column }) => column))
      stages.classList.toggle('frames-two', shown.length > 1)
      for (const [n, column] of columns.entries()) column.take(shown[n], shown.length > 1)
      label()
      if (running === undefined) show(isAtEnd ? length : moment)
    },
  }
}

/** The messages of one answer, drawn by the page's own renderer. */
function frameColumn(surroundings) {
  const { words, now } = surroundings
  const title = element('h4', {})
  const rows = element('div', { class: 'frame-messages', role: 'group', tabindex: '0' })
  const none = element('p', { class: 'frame-none' })
  const place = element('section', { class: 'frame-column' }, title, rows, none)
  const views = new Map()
  const column = {
    place,
    looks: [],
    take({ name, inspection }, isNamed) {
      column.looks = inspection.looks
      title.textContent = name
      title.hidden = !isNamed
      rows.setAttribute('aria-label', name)
      none.textContent = words.nothingYet
    },
    draw(moment) {
      const scratch = { ...now().state, messages: new Map() }
      for (const { at, message } of column.looks)
        if (at <= moment) takeMessage(scratch, { change: 'updated', message })
      for (const [id, view] of views)
        if (!scratch.messages.has(id)) {
          view.row.remove()
          views.delete(id)
        }
      for (const message of scratch.messages.values()) {
        const view = views.get(message.id)
        if (view === undefined) {
          const made = messageView(message, surroundings)
          views.set(message.id, made)
          rows.append(made.row)
        } else view.update(message)
      }
      for (const one of rows.querySelectorAll('button, select, input')) one.disabled = true
      none.hidden = scratch.messages.size > 0
      rows.hidden = scratch.messages.size === 0
    },
  }
  return column
}
