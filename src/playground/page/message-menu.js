/** The menu of a message: the bot's commands for it, as under "Apps" in Discord. */
import { stepBy } from './arrow-keys.js'
import { element } from './element.js'

/**
 * @param {object} surroundings
 * @param {ReturnType<typeof import('./words.js').wordsFor>} surroundings.words
 * @param {() => { name: string, label: string }[]} surroundings.commands
 * @param {HTMLElement} surroundings.place Where it lies, so that it belongs to a part of the page.
 * @param {(message: object, command: string) => void} use
 * @returns {(message: object, at: { x: number, y: number }) => void} Opens the menu; without commands there is none.
 */
export function messageMenu({ words, commands, place }, use) {
  let open
  let before
  const close = () => {
    open?.remove()
    open = undefined
  }
  document.addEventListener('pointerdown', (event) => {
    if (open !== undefined && !open.contains(event.target)) close()
  })
  document.addEventListener('keydown', (event) => {
    if (open === undefined || (event.key !== 'Escape' && event.key !== 'Tab')) return
    close()
    before?.focus()
  })
  return (message, { x, y }) => {
    close()
    before = document.activeElement
    const items = commands().map(({ name, label }) =>
      element(
        'button',
        {
          class: 'menu-item',
          type: 'button',
          role: 'menuitem',
          on: {
            click() {
              close()
              use(message, name)
            },
          },
        },
        label,
      ),
    )
    if (items.length === 0) return
    open = element(
      'div',
      { class: 'message-menu', role: 'menu', 'aria-label': words.apps },
      element('span', { class: 'popup-head', 'aria-hidden': 'true' }, words.apps),
      ...items,
    )
    place.append(open)
    open.style.left = `${Math.max(8, Math.min(x, innerWidth - open.offsetWidth - 8))}px`
    open.style.top = `${Math.max(8, Math.min(y, innerHeight - open.offsetHeight - 8))}px`
    open.addEventListener('keydown', (event) => stepBy(event, items))
    items[0].focus()
  }
}
