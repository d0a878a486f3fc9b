/** The sentences of the page in the language of a member. */
import { english } from './english.js'
import { german } from './german.js'
import { inspectorEnglish, inspectorGerman } from './inspector-words.js'
import { tourEnglish, tourGerman } from './tour-words.js'
import { weatherEnglish, weatherGerman } from './weather-words.js'

/** @param {string} language As in `navigator.language`. */
export function wordsFor(language) {
  if (/^de\b/i.test(language))
    return { ...german, ...inspectorGerman, ...weatherGerman, ...tourGerman, locale: language }
  return {
    ...english,
    ...inspectorEnglish,
    ...weatherEnglish,
    ...tourEnglish,
    locale: /^en\b/i.test(language) ? language : 'en-GB',
  }
}
