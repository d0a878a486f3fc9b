/** Up and down in a list of buttons. */

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
export function stepBy(event, items) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus()
}
