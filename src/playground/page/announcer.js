/** Tells people who listen to the page what happens, without reading out every edit of a growing answer. */

/** At the end of an answer that grows. What carries it is not over, however long nothing comes. */
const GROWING = /▌$/
/** An answer that has lost the mark is read out as soon as its last lines are there, too. */
const ENDED_MS = 600
/** What never had one is read out when it has not changed for so long: the page is not told when a turn ends. */
const QUIET_MS = 2_500
const LONGEST = 1_000

/**
 * @param {HTMLElement} region A live region, `aria-live="polite"`.
 * @param {ReturnType<typeof import('./words.js').wordsFor>} words
 * @returns {(message: import('./page-state.js').Message) => void}
 */
export function announcer(region, words) {
  const waiting = new Map()
  const growing = new Set()
  const speak = (text) => {
    region.textContent = text
  }
  return (message) => {
    clearTimeout(waiting.get(message.id))
    waiting.delete(message.id)
    if (message.loading) return speak(`${words.thinking(message.author.name)}…`)
    if (message.failed !== '') return speak(words.noResponse)
    if (GROWING.test(message.content)) return void growing.add(message.id)
    const text = message.content.replaceAll(/-# |[*_~`#|>]+/g, '').slice(0, LONGEST)
    waiting.set(
      message.id,
      setTimeout(
        () => {
          growing.delete(message.id)
          speak(`${message.author.name}: ${text}`)
        },
        growing.has(message.id) ? ENDED_MS : QUIET_MS,
      ),
    )
  }
}
