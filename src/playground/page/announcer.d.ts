/** The shape of announcer.js for the tests, which are type-checked while the page's own scripts are not. */
export function announcer(
  region: { textContent: string },
  words: { readonly thinking: (name: string) => string; readonly noResponse: string },
): (message: {
  readonly id: string
  readonly author: { readonly name: string }
  readonly content: string
  readonly loading: boolean
  readonly failed: string
}) => void
