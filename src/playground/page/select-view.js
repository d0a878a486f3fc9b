/** Shows a select of members or channels below a message, and hands over what was chosen. */
import { element } from './element.js'

/** Source: Discord, Component Reference. The made-up server has no roles. */
const USERS = 5
const CHANNELS = 8

/**
 * As in Discord, the choice is made when the list is closed.
 *
 * @param {{ type: number, custom_id?: string, placeholder?: string, default_values?: { id: string }[] }} one
 * @param {{ words: object, now: () => { state: { members: object[], channels: object[] } },
 *   press: (customId: string, values: string[]) => Promise<void> }} use
 */
export function listSelect(one, use) {
  const label = one.placeholder ?? use.words.selectPlaceholder
  const boxes = optionsOf(one, use.now().state).map(({ value, text, on }) => {
    const box = element('input', { type: 'checkbox', value, checked: on })
    return { box, shown: element('label', { class: 'select-option' }, box, element('span', {}, text)) }
  })
  const valuesNow = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value)
  let before = valuesNow()
  const made = element(
    'details',
    { class: 'select-several' },
    element('summary', { class: 'select' }, before.length === 0 ? label : `${label} (${before.length})`),
    ...boxes.map(({ shown }) => shown),
  )
  made.addEventListener('toggle', async () => {
    const values = valuesNow()
    if (made.open || values.join(' ') === before.join(' ')) return
    before = values
    await use.press(String(one.custom_id), values)
  })
  return made
}

function optionsOf({ type, default_values: chosen = [] }, { members, channels }) {
  const isChosen = (id) => chosen.some((each) => each?.id === id)
  if (type === USERS) return members.map(({ id, name }) => ({ value: id, text: name, on: isChosen(id) }))
  if (type !== CHANNELS) return []
  return channels
    .filter(({ kind }) => kind === 'text')
    .map(({ id, name }) => ({ value: id, text: `#${name}`, on: isChosen(id) }))
}
