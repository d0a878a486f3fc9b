/** What the tests do inside the page, where there is a document. */

export const runAxe = () => globalThis.axe.run(document, { resultTypes: ['violations'] })

/** Where the keyboard is. */
export const focused = () => document.activeElement?.className ?? ''

/** @param {Element} element */
export const background = (element) => getComputedStyle(element).backgroundColor
