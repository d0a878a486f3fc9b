/** The shape of english.js for the tests, which are type-checked while the page's own scripts are not. */
export const english: { readonly thinking: (name: string) => string; readonly noResponse: string }
