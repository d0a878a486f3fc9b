/** Shows a select below a message that takes texts, members, roles or channels, and hands over what was chosen. */
import { stepBy } from './arrow-keys.js'
import { element, icon } from './element.js'
import { optionsOf } from './select-options.js'

/**
 * A list that opens below its title. As in Discord, the choice is made when the list is closed: by its title, by Escape,
 * by a press elsewhere, and, where there is one choice, by making it. The arrows open it and go through it, Enter ticks.
 *
 * @param {{ type: number, custom_id?: string, placeholder?: string, min_values?: number, max_values?: number,
 *   disabled?: boolean, options?: object[], default_values?: { id: string }[], channel_types?: number[] }} one
 * @param {{ words: object, now: () => { state: object }, channel: string,
 *   press: (customId: string, values: string[]) => Promise<void> }} use
 */
export function listSelect(one, { words, now, channel, press }) {
  const label = one.placeholder ?? words.selectPlaceholder
  const least = one.min_values ?? 1
  const most = one.max_values ?? 1
  const options = optionsOf(one, { state: now().state, channel })
  let before = options.filter(({ on }) => on).map(({ value }) => value)
  /** In the order in which they were chosen, as Discord sends them. */
  let chosen = before

  const shownChoice = element('span', {})
  const title = element(
    'summary',
    { class: 'select', 'data-custom-id': one.custom_id },
    shownChoice,
    icon('chevron'),
  )
  const hint = element('p', { class: 'select-hint', role: 'status' })
  const rows = options.map(({ value, text, more }) => {
    const box = element('input', { type: 'checkbox' })
    box.addEventListener('change', () => choose(value, box.checked))
    return {
      value,
      box,
      shown: element(
        'label',
        { class: 'select-option' },
        box,
        element('span', {}, text, more !== '' && element('small', {}, more)),
      ),
    }
  })
  const clear = element('button', { class: 'button button-secondary', type: 'button' }, words.clearChoice)
  clear.addEventListener('click', () => {
    chosen = []
    draw()
    title.focus()
  })
  const made = element(
    'details',
    { class: 'select-list' },
    title,
    element(
      'div',
      { class: 'select-body', role: 'group', 'aria-label': label },
      hint,
      ...rows.map(({ shown }) => shown),
      least === 0 && most > 0 && clear,
    ),
  )

  function choose(value, isOn) {
    const others = chosen.filter((other) => other !== value)
    // Of choices of which one must be made, the one that is made already is made again.
    const isKept = isOn || (most === 1 && least === 1)
    chosen = isKept ? [...(most === 1 ? [] : others), value] : others
    draw()
    if (most === 1 && isKept) close()
  }

  function draw() {
    const names = options.filter(({ value }) => chosen.includes(value)).map(({ text }) => text)
    shownChoice.textContent = names.length === 0 ? label : names.join(', ')
    title.setAttribute('aria-label', names.length === 0 ? label : `${label}: ${names.join(', ')}`)
    for (const { value, box } of rows) {
      box.checked = chosen.includes(value)
      box.disabled = most > 1 && chosen.length >= most && !box.checked
    }
    // Where one choice closes the list there is nothing to count.
    hint.hidden = least === 1 && most === 1 && options.length > 0
    hint.textContent =
      options.length === 0 ? words.nothingToChoose : words.choiceCount(chosen.length, least, most)
    clear.disabled = chosen.length === 0
  }

  function close() {
    made.open = false
    title.focus()
  }

  const elsewhere = (event) => {
    if (!made.contains(event.target)) made.open = false
  }
  title.addEventListener('click', (event) => {
    if (one.disabled === true || made.getAttribute('aria-busy') === 'true') event.preventDefault()
  })
  if (one.disabled === true) title.setAttribute('aria-disabled', 'true')
  made.addEventListener('keydown', (event) => {
    const boxes = rows.map(({ box }) => box).filter(({ disabled }) => !disabled)
    if (made.open) {
      if (event.key === 'Escape') {
        event.stopPropagation()
        close()
      }
      // A tick takes the space bar alone.
      if (event.key === 'Enter' && boxes.includes(event.target)) {
        event.preventDefault()
        event.target.click()
      }
      stepBy(event, boxes)
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      title.click()
      if (made.open) (boxes.find(({ checked }) => checked) ?? boxes[0])?.focus()
    }
  })
  made.addEventListener('toggle', async () => {
    if (made.open) return document.addEventListener('pointerdown', elsewhere)
    document.removeEventListener('pointerdown', elsewhere)
    if (chosen.length < least) chosen = before
    draw()
    if (!made.isConnected || sameOf(chosen, before)) return
    before = chosen
    made.setAttribute('aria-busy', 'true')
    await press(String(one.custom_id), chosen)
    made.removeAttribute('aria-busy')
  })
  draw()
  return made
}

const sameOf = (some, others) => some.length === others.length && some.every((one) => others.includes(one))
