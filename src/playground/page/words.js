/** The sentences of the page in the language of a member. */
import { english } from './english.js'
import { german } from './german.js'

/** @param {string} language As in `navigator.language`. */
export function wordsFor(language) {
  if (/^de\b/i.test(language)) return { ...german, locale: language }
  return { ...english, locale: /^en\b/i.test(language) ? language : 'en-GB' }
}
