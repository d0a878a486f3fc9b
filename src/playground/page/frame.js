/** The frame of the page: its own words, what comes in from the sides, and its colours. */
import { remember, remembered } from './browser.js'
import { icon } from './element.js'

const byId = (id) => document.getElementById(id)

/** Where the members and panels have a column of their own; elsewhere they lie over the channel. */
const wide = matchMedia('(min-width: 1100px)')
const light = matchMedia('(prefers-color-scheme: light)')

/**
 * @param {object} words
 * @param {() => void} toLine Goes to the line to type in.
 */
export function pageFrame(words, toLine) {
  for (const place of document.querySelectorAll('[data-icon]')) place.prepend(icon(place.dataset.icon))

  const toggleAside = (shown) => {
    document.body.classList.toggle('aside-open', shown)
    byId('toggle-aside').setAttribute('aria-pressed', String(shown))
  }
  const fitAside = () => toggleAside(wide.matches && remembered('aside') !== 'closed')
  fitAside()
  wide.addEventListener('change', fitAside)
  byId('toggle-aside').addEventListener('click', () => {
    const shown = !document.body.classList.contains('aside-open')
    toggleAside(shown)
    if (wide.matches) remember('aside', shown ? 'open' : 'closed')
  })

  const closeSidebar = () => {
    document.body.classList.remove('sidebar-open')
    byId('open-sidebar').setAttribute('aria-expanded', 'false')
  }
  byId('open-sidebar').addEventListener('click', () => {
    document.body.classList.add('sidebar-open')
    byId('open-sidebar').setAttribute('aria-expanded', 'true')
    byId('rail').querySelector('button')?.focus()
  })
  byId('shade').addEventListener('click', () => {
    closeSidebar()
    if (!wide.matches) toggleAside(false)
  })
  document.addEventListener('keydown', (event) => event.key === 'Escape' && byId('shade').click())
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault()
    toLine()
  })

  const isLight = () => (remembered('theme') ?? (light.matches ? 'light' : 'dark')) === 'light'
  const theme = byId('toggle-theme')
  const showTheme = () => {
    const kept = remembered('theme')
    if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept
    const label = isLight() ? words.toDark : words.toLight
    theme.title = label
    theme.setAttribute('aria-label', label)
    theme.replaceChildren(icon(isLight() ? 'moon' : 'sun'))
  }
  theme.addEventListener('click', () => {
    remember('theme', isLight() ? 'dark' : 'light')
    showTheme()
  })
  light.addEventListener('change', showTheme)

  return {
    closeSidebar,
    /** Shows the members and panels. */
    openAside: () => toggleAside(true),
    /** The words that stand in the page itself. */
    translate() {
      document.documentElement.lang = words.language
      for (const place of document.querySelectorAll('[data-words]'))
        place.textContent = words[place.dataset.words]
      for (const place of document.querySelectorAll('[data-label]')) {
        place.setAttribute('aria-label', words[place.dataset.label])
        if (place.tagName === 'BUTTON') place.title = words[place.dataset.label]
      }
      showTheme()
    },
  }
}
