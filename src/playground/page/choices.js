/** Asks the bot for choices while the value of an option is typed: late answers count for nothing, quick typing asks once. */

/** So long nobody types before the bot is asked. */
const PAUSE_MS = 150

/**
 * @param {(wanted: object) => Promise<{ name: string, value: string }[] | undefined>} ask Undefined where the bot failed.
 * @param {() => void} changed Called when there is something new to show.
 */
export function choiceFinder(ask, changed) {
  let key = ''
  let timer
  let choices
  return {
    /** @param {object | undefined} wanted What is asked, as data; undefined when no such value is typed. */
    look: (wanted) => {
      const next = wanted === undefined ? '' : JSON.stringify(wanted)
      if (next === key) return
      key = next
      choices = undefined
      clearTimeout(timer)
      if (wanted === undefined) return
      timer = setTimeout(async () => {
        const found = await ask(wanted)
        if (key !== next) return
        choices = found ?? 'failed'
        changed()
      }, PAUSE_MS)
    },
    /** Undefined until the bot has answered. @returns {{ name: string, value: string }[] | 'failed' | undefined} */
    found: () => choices,
  }
}
