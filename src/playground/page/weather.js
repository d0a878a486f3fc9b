/** The weather of the page: what the playground says of it, the chips above the line to type in, and its address. */
import { element, icon } from './element.js'
import { weatherControls } from './weather-controls.js'
import { aheadText, lineOf, valueText, wrongText } from './weather-text.js'

const PATH = '/_local/weather'

/**
 * @param {HTMLElement} row Where the chips are.
 * @param {object} page
 * @param {object} page.words
 * @param {() => { state: object }} page.now
 * @param {(why: string | undefined) => void} page.tell Says what is wrong, or nothing.
 * @param {() => void} page.changed There is something new to draw.
 */
export function weather(row, { words, now, tell, changed }) {
  /** Fields, scenes and deeds; undefined where the playground has no weather. */
  let known
  const values = () => now().state.weather

  /** @param {string} line As in an address. */
  async function set(line) {
    const done = await asked('PUT', PATH, { line })
    tell(done.ok ? undefined : whyNot(done))
  }
  function whyNot({ wrong, reason }) {
    if (wrong !== undefined) return wrongText({ ...known.fields, ...known.clock }, wrong, words)
    return reason ?? words.weatherFailed
  }
  const ahead = () => now().state.aheadMs
  const change = (name, value) => set(lineOf({ ...values(), [name]: value }))
  const unlike = (name) => values()[name] !== known.fields[name].calm

  async function learn() {
    const found = await asked('GET', PATH)
    if (!found.ok) return
    known = found
    changed()
    // A while, where time is to be skipped.
    if (wanted !== null) await set(wanted)
  }

  const wanted = new URLSearchParams(location.search).get('weather')
  let isBegun = false

  function draw() {
    // What is wrong with the address is told in the member's language, which the first state brings.
    if (!isBegun && now().state.ready) {
      isBegun = true
      void learn()
    }
    const names = known === undefined ? [] : Object.keys(known.fields).filter(unlike)
    row.hidden = names.length === 0 && ahead() === 0
    row.setAttribute('aria-label', words.weatherNow)
    const chips = names.map((name) => {
      const what = words.weatherChip(
        words.weatherFields[name],
        valueText(known.fields[name], values()[name], words),
      )
      return element(
        'button',
        {
          type: 'button',
          class: 'weather-chip',
          title: words.weatherRemove(what),
          'aria-label': words.weatherRemove(what),
          on: { click: () => change(name, known.fields[name].calm) },
        },
        what,
        icon('close'),
      )
    })
    const shown = JSON.stringify([words.locale, names.map((name) => values()[name]), names, ahead()])
    if (row.dataset.shown === shown) return
    row.dataset.shown = shown
    row.replaceChildren(
      icon('cloud'),
      ...(ahead() === 0 ? [] : [element('span', { class: 'weather-ahead' }, aheadText(ahead(), words))]),
      ...chips,
      ...(names.length === 0 ? [] : [calmAgain()]),
    )
  }

  const calmAgain = () =>
    element(
      'button',
      { type: 'button', class: 'weather-calm link-button', on: { click: () => set('calm') } },
      words.weatherCalm,
    )

  return {
    draw,
    isThere: () => known !== undefined,
    /** For the panels at the side. */
    panel: weatherControls({
      words,
      known: () => known,
      values,
      ahead,
      set,
      change,
      act: (deed) => asked('POST', `${PATH}/${deed}`),
    }),
  }
}

/** @returns {Promise<{ ok: boolean, reason?: string } & object>} */
async function asked(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
    return { ...(await response.json().catch(() => ({}))), ok: response.ok }
  } catch {
    return { ok: false }
  }
}
