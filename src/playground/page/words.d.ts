/** The shape of words.js for the tests: sentences by name, some of them made of numbers and names. */
type Word = string | ((...parts: never[]) => string) | { readonly [name: string]: Word }

export function wordsFor(language: string): { readonly locale: string } & { readonly [name: string]: Word }
