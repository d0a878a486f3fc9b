/** Tells people who listen to the page what happens, without reading out every edit of a growing answer. */

/** An answer that has not grown for so long is read out: the page is not told when a turn ends. */
const QUIET_MS = 2_500
const LONGEST = 1_000

/**
 * @param {HTMLElement} region A live region, `aria-live="polite"`.
 * @param {ReturnType<typeof import('./words.js').wordsFor>} words
 * @returns {(message: import('./page-state.js').Message) => void}
 */
export function announcer(region, words) {
  const waiting = new Map()
  const speak = (text) => {
    region.textContent = text
  }
  return (message) => {
    clearTimeout(waiting.get(message.id))
    waiting.delete(message.id)
    if (message.loading) return speak(`${words.thinking(message.author.name)}…`)
    if (message.failed !== '') return speak(words.noResponse)
    const text = message.content.replaceAll(/[*_~`#|>]+/g, '').slice(0, LONGEST)
    waiting.set(
      message.id,
      setTimeout(() => speak(`${message.author.name}: ${text}`), QUIET_MS),
    )
  }
}
