/** Shows the buttons and menus below a message, and the few layout parts that a message may be made of. */
import { renderMarkdown } from './discord-markdown.js'
import { element, icon } from './element.js'
import { listSelect } from './select-view.js'

/** Source: Discord, Component Reference. Other types are not shown. */
const SHOWN = {
  1: (one, use) => element('div', { class: 'component-row' }, ...children(one, use)),
  2: button,
  3: listSelect,
  5: listSelect,
  6: listSelect,
  7: listSelect,
  8: listSelect,
  9: (one, use) =>
    element('div', { class: 'component-section' }, ...children(one, use), ...showAll([one.accessory], use)),
  10: (one) => markdown(one.content),
  14: () => element('hr', { class: 'component-line' }),
  17: (one, use) => element('div', { class: 'component-container' }, ...children(one, use)),
}

const STYLES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link', 6: 'primary' }

/**
 * @param {{ components: object[], channel: string }} message
 * @param {{ words: object, now: () => { state: object } }} surroundings
 * @param {(customId: string, values?: string[]) => Promise<void>} press With what was chosen in a menu. Resolves when the playground has answered.
 * @returns {HTMLElement[]}
 */
export const showComponents = ({ components, channel }, { words, now }, press) =>
  showAll(components, { words, now, channel, press })

/** The focus of the keyboard stays where it was; where that is gone, it moves below the message, and nothing is pressed. */
export function keepingFocus(holder, redraw) {
  const focused = holder.contains(document.activeElement) ? document.activeElement : undefined
  redraw()
  if (focused === undefined) return
  const again = [...holder.querySelectorAll('[data-custom-id]')].find(
    ({ dataset }) => dataset.customId === focused.dataset.customId,
  )
  holder.tabIndex = -1
  ;(again ?? holder).focus()
}

const showAll = (components, use) =>
  components.map((one) => SHOWN[one?.type]?.(one, use)).filter((made) => made !== undefined)

const children = (one, use) => showAll(Array.isArray(one.components) ? one.components : [], use)

function button(one, use) {
  const label = [one.emoji?.id == null ? one.emoji?.name : undefined, one.label].filter(
    (part) => typeof part === 'string',
  )
  const style = STYLES[one.style] ?? 'secondary'
  if (style === 'link') return link(one, label.join(' '))
  const made = element(
    'button',
    {
      class: `button button-${style}`,
      type: 'button',
      disabled: one.disabled === true,
      'data-custom-id': one.custom_id,
    },
    label.join(' '),
  )
  made.addEventListener('click', () => busyWhile(made, () => use.press(String(one.custom_id))))
  return made
}

function link(one, label) {
  const safe = URL.canParse(one.url) && /^https?:$/.test(new URL(one.url).protocol)
  const properties = safe
    ? { href: one.url, title: one.url, target: '_blank', rel: 'noopener noreferrer' }
    : {}
  return element('a', { class: 'button button-secondary', ...properties }, label, icon('send'))
}

/** One press at a time: what is pressed twice would be answered twice. */
async function busyWhile(made, action) {
  if (made.getAttribute('aria-busy') === 'true') return
  made.setAttribute('aria-busy', 'true')
  await action()
  made.removeAttribute('aria-busy')
}

function markdown(content) {
  const made = element('div', { class: 'md-block' })
  made.innerHTML = renderMarkdown(String(content ?? ''))
  return made
}
