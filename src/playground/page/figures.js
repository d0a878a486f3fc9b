/** The quiet panel of figures: what the last answer took, measured on Discord's side, and how the ones before did. */
import { element } from './element.js'

const BARS = 14

/**
 * @param {HTMLElement} place
 * @param {{ words: ReturnType<typeof import('./words.js').wordsFor> }} surroundings
 * @returns {(now: { state: { figures: { edits?: number, rateLimited?: number, turns: import('./page-state.js').Turn[] } } }) => void}
 */
export function figuresPanel(place, { words }) {
  return ({ state }) => {
    const { edits, rateLimited, turns } = state.figures
    const last = turns.at(-1)
    if (last === undefined) {
      place.replaceChildren(element('p', { class: 'figures-none' }, words.noTurn))
      return
    }
    const number = new Intl.NumberFormat(words.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
    const rows = [
      [words.acknowledged, duration(last.ackMs, number)],
      [words.firstWords, duration(last.firstWordsMs, number)],
      [words.total, duration(last.totalMs, number)],
      [words.edits, count(last.edits ?? edits)],
      [words.rateLimited, count(last.rateLimited ?? rateLimited)],
    ]
    place.replaceChildren(
      element('h3', {}, words.lastTurn),
      element(
        'dl',
        { class: 'figures' },
        ...rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
      ),
      ...(turns.length > 1 ? [bars(turns.slice(-BARS), words)] : []),
      element('p', { class: 'figures-note' }, soFar(edits, rateLimited, words), words.measured),
    )
  }
}

const count = (value) => (value === undefined ? '–' : String(value))

const soFar = (edits, rateLimited, words) =>
  edits === undefined && rateLimited === undefined
    ? ''
    : `${words.soFar}: ${words.edits} ${count(edits)}, 429 ${count(rateLimited)}. `

function duration(ms, number) {
  if (ms === undefined) return '–'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${number.format(ms / 1000)} s`
}

/** One bar per turn: the lower part is the wait for the first words. */
function bars(turns, words) {
  const longest = Math.max(1, ...turns.map(({ totalMs }) => totalMs ?? 0))
  const share = (ms) => `${Math.round(((ms ?? 0) / longest) * 100)}%`
  const made = turns.map(({ firstWordsMs, totalMs }) =>
    element('i', { style: { '--total': share(totalMs ?? firstWordsMs), '--first': share(firstWordsMs) } }),
  )
  return element(
    'div',
    { class: 'bars', role: 'img', 'aria-label': words.history, title: words.history },
    ...made,
  )
}
