/** The weather's panel: scenes, a slider or a choice for each field, and what can be done to the bot. */
import { element } from './element.js'
import { aheadText, lineOf, valueText } from './weather-text.js'

const GROUPS = ['discord', 'claude', 'cloudflare']

/** Of what can be done to the bot, this counts each time that it is pressed. */
const SKIP = 'skip'

/**
 * @param {object} weather
 * @param {() => object | undefined} weather.known Fields, scenes and deeds.
 * @param {() => object} weather.values
 * @param {() => number} weather.ahead Milliseconds.
 * @param {(line: string) => Promise<void>} weather.set
 * @param {(name: string, value: string | number) => Promise<void>} weather.change
 * @param {(deed: string) => Promise<object>} weather.act
 * @returns A view for the panels at the side.
 */
export const weatherControls = (weather) => (place) => {
  const { words, known, values } = weather
  const busy = new Set()
  let controls = []
  let builtFor
  const status = element('p', { class: 'weather-status', role: 'status' })

  function build() {
    const { fields, scenes, deeds } = known()
    const ofGroup = (group) => Object.keys(fields).filter((name) => name.split('-')[0] === group)
    controls = Object.keys(fields).map((name) => control(name, fields[name], weather))
    const named = (name) => controls.find((one) => one.name === name).place
    place.replaceChildren(
      element('p', { class: 'figures-none' }, words.weatherIntro),
      element('h3', {}, words.weatherScenes),
      element(
        'div',
        { class: 'weather-buttons' },
        ...Object.entries(scenes).map(([name, line]) => sceneButton(name, line)),
      ),
      ...GROUPS.filter((group) => ofGroup(group).length > 0).flatMap((group) => [
        element('h3', {}, words.weatherGroups[group]),
        ...ofGroup(group).map(named),
      ]),
      element(
        'div',
        { class: 'weather-buttons' },
        button(words.weatherCalm, () => weather.set('calm')),
        button(words.weatherCopy, () => copy()),
      ),
      element('h3', {}, words.weatherDeeds),
      element(
        'div',
        { class: 'weather-buttons' },
        ...deeds.filter((deed) => deed in words.weatherDeedNames).map(deedButton),
      ),
      status,
    )
  }

  function sceneButton(name, line) {
    const made = button(words.weatherSceneNames[name] ?? name, () => weather.set(name))
    controls.push({
      name: `scene ${name}`,
      draw: () => made.setAttribute('aria-pressed', String(isSame(line))),
    })
    return made
  }
  const isSame = (line) => {
    const { fields } = known()
    const scene = Object.fromEntries(line.split(',').map((part) => part.split(':')))
    return Object.keys(fields).every(
      (name) => String(values()[name]) === String(scene[name] ?? fields[name].calm),
    )
  }

  function deedButton(deed) {
    return button(words.weatherDeedNames[deed], async () => {
      if (busy.has(deed) && deed !== SKIP) return
      busy.add(deed)
      status.textContent = words.weatherDoing[deed]
      const done = await weather.act(deed)
      busy.delete(deed)
      const number = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 })
      status.textContent = done.ok
        ? words.weatherDone[deed](
            done,
            (ms) => `${number.format(ms / 1_000)} s`,
            (ms) => aheadText(ms, words),
          )
        : (done.reason ?? words.notSent)
    })
  }

  async function copy() {
    const { fields } = known()
    const unlike = Object.entries(values()).filter(
      ([name, value]) => fields[name] && value !== fields[name].calm,
    )
    const minutes = Math.round(weather.ahead() / 60_000)
    const parts = { ...Object.fromEntries(unlike), ...(minutes === 0 ? {} : { ahead: minutes }) }
    const line = Object.keys(parts).length === 0 ? 'calm' : lineOf(parts)
    const address = `${location.origin}/?weather=${line}`
    await navigator.clipboard.writeText(address).catch(() => undefined)
    status.textContent = address
  }

  return () => {
    const panel = place.closest('details')
    panel.hidden = known() === undefined
    if (known() === undefined) return
    if (builtFor !== words.locale) build()
    builtFor = words.locale
    for (const { draw } of controls) draw()
  }
}

const button = (text, click) =>
  element('button', { type: 'button', class: 'turn-button', on: { click } }, text)

/** A slider for an amount, a list for a choice. */
function control(name, field, { words, values, change }) {
  const id = `weather-${name}`
  const label = element('label', { for: id }, words.weatherFields[name] ?? name)
  if (field.kind === 'choice') {
    const list = element(
      'select',
      { id, on: { change: () => change(name, list.value) } },
      ...field.choices.map((one) => element('option', { value: one }, words.weatherValues[one] ?? one)),
    )
    return {
      name,
      place: element('div', { class: 'weather-field' }, label, list),
      draw: () => (list.value = values()[name]),
    }
  }
  const output = element('output', { for: id })
  const slider = element('input', {
    id,
    type: 'range',
    min: String(field.least),
    max: String(field.most),
    step: String(field.step),
  })
  let isMoving = false
  const say = () => {
    output.textContent = valueText(field, Number(slider.value), words)
    slider.setAttribute('aria-valuetext', output.textContent)
  }
  slider.addEventListener('input', () => {
    isMoving = true
    say()
  })
  slider.addEventListener('change', () => {
    isMoving = false
    void change(name, Number(slider.value))
  })
  return {
    name,
    place: element('div', { class: 'weather-field' }, label, output, slider),
    draw() {
      if (isMoving) return
      slider.value = String(values()[name])
      say()
    },
  }
}
