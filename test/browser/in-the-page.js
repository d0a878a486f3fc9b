/** What the tests do inside the page, where there is a document. */

export const runAxe = () => globalThis.axe.run(document, { resultTypes: ['violations'] })

/** Where the keyboard is. */
export const focused = () => document.activeElement?.className ?? ''

/** @param {Element} element */
export const background = (element) => getComputedStyle(element).backgroundColor

/** What a person who uses the keyboard would press now: its words, or its name. */
export const focusedWords = () => {
  const { activeElement: here } = document
  return here?.getAttribute('aria-label') ?? here?.textContent ?? ''
}

/** How many pixels of the page lie beside the screen. */
export const pixelsBeside = () => document.documentElement.scrollWidth - innerWidth

/** How many pixels a part can be scrolled sideways. @param {Element} element */
export const sidewaysIn = (element) => element.scrollWidth - element.clientWidth

/** What can be pressed or filled in, is shown, and lies beside the screen where no scrolling brings it in. */
export const outOfReach = () =>
  [...document.querySelectorAll('button, a, input, select, textarea, summary')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((one) => one.closest('pre, .popup, .sr-only, .skip') === null && !one.matches('[type=file]'))
    .filter((one) => {
      const { left, right, width } = one.getBoundingClientRect()
      return width > 0 && (left < -1 || right > innerWidth + 1)
    })
    .map((one) => one.outerHTML.slice(0, 120))

/** @param {HTMLImageElement} image */
export const isDrawn = (image) => image.complete && image.naturalWidth > 0

/** All that is read on the page, and all that is read out: line by line. */
export const everyWord = () =>
  [
    ...document.body.innerText.split('\n'),
    ...[...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((one) =>
      ['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) ?? ''),
    ),
  ]
    .map((text) => text.trim())
    .filter((text) => text !== '')

/** What Copy has taken. */
export const copied = () => navigator.clipboard.readText()
