/** The panels at the side of the page: each has a name, and a view that draws what the page knows. */
import { remember, remembered } from './browser.js'
import { element } from './element.js'
import { figuresPanel } from './figures.js'

/**
 * One line for each, in their order. `name` is a word of the page. `view(place, surroundings)` answers a function that
 * draws anew: it is called with `{ state, member, channel }` whenever one of them has changed.
 */
const panelsWith = (weather) => [
  { name: 'weather', view: weather, isOpen: false },
  { name: 'figures', view: figuresPanel, isOpen: true },
]

/**
 * @param {HTMLElement} place
 * @param {{ words: object, now: () => object }} surroundings What each view is given.
 * @param {(place: HTMLElement) => (now: object) => void} weather The view of the weather.
 */
export function sidePanels(place, surroundings, weather) {
  const { words, now } = surroundings
  const drawn = panelsWith(weather).map(({ name, view, isOpen }) => {
    const key = `panel-${name}`
    const body = element('div', { class: 'panel-body', id: name })
    const title = element('summary', { class: 'group' })
    const kept = remembered(key)
    const panel = element(
      'details',
      { class: 'panel', open: kept === undefined ? isOpen : kept === 'open' },
      title,
      body,
    )
    panel.addEventListener('toggle', () => remember(key, panel.open ? 'open' : 'closed'))
    place.append(panel)
    const draw = view(body, surroundings)
    return {
      name,
      draw() {
        title.textContent = words[name]
        draw(now())
      },
      open() {
        panel.open = true
        panel.scrollIntoView({ block: 'start' })
        title.focus()
      },
    }
  })
  return {
    draw() {
      for (const one of drawn) one.draw()
    },
    open: (name) => drawn.find((one) => one.name === name)?.open(),
  }
}
