/** The guided tour: a card above the line to type in that says what to do, does it on a press, and notices that it happened. */
import { remember, remembered } from './browser.js'
import { post } from './connection.js'
import { element, icon } from './element.js'
import { peopleIn } from './page-state.js'
import {
  asksOf,
  growingOf,
  isDone,
  isOver,
  isWaiting,
  ownAnswers,
  progressOf,
  STEPS,
  stopOf,
} from './tour-steps.js'
import { readTour, stepAt, writtenTour } from './tour-progress.js'

/** The log of an answer is there a moment after its end. */
const AGAIN_MS = 1_000
/** The bot has an answer judged before it saves it for others; who asks sooner gets a new one. */
const SAVED_AFTER_MS = 2_000

/**
 * @param {HTMLElement} card
 * @param {object} page
 * @param {object} page.words
 * @param {() => { state: object, member: string, channel: string }} page.now
 * @param {(channel: string) => void} page.go Goes to a channel and leaves the focus where it is.
 * @param {(why: string | undefined) => void} page.tell Says what is wrong, or nothing.
 */
export function tour(card, { words, now, go, tell }) {
  let kept = readTour(remembered('tour'))
  /** Where the address leads; its step begins anew once the messages are there. */
  let wanted = stepAt(new URLSearchParams(location.search).get('tour'))
  const lives = new Map()
  const looking = new Set()
  let isBusy = false
  let crashed = ''
  /** The answer that was asked for; its message comes a moment later. */
  let awaited
  /** Whether the answer of the cache's first press has had the time to be saved. */
  let isSaved = true
  let isSaving = false

  const step = () => STEPS[kept.step]
  const facts = () => {
    const { state, member, channel } = now()
    const messages = [...state.messages.values()]
    const peopleOf = (one) => peopleIn(state, one)
    return { messages, member, since: kept.since, lives, channels: state.channels, channel, peopleOf }
  }

  function keep(change) {
    kept = { ...kept, ...change }
    remember('tour', writtenTour(kept))
    draw()
  }
  const begin = (index) => {
    const newest = Math.max(0, ...[...now().state.messages.values()].map(({ createdAt }) => createdAt))
    tell(undefined)
    awaited = undefined
    isSaved = true
    keep({ isOpen: true, step: index, since: newest })
  }

  /** Only the log of the bot knows that an answer had to begin again. */
  async function learnLives({ turn }) {
    if (looking.has(turn) || lives.has(turn)) return
    looking.add(turn)
    const found = await inspected(turn, now().member)
    if (found?.ended === true) lives.set(turn, found.lives)
    else await new Promise((done) => setTimeout(done, AGAIN_MS))
    looking.delete(turn)
    draw()
  }

  async function press() {
    if (isBusy) return
    const here = facts()
    if (isDone(step(), here)) return next()
    if (isHeld(here)) return
    isBusy = true
    if (step() === 'cache') isSaved = false
    draw()
    const done = await deed(here)
    tell(why(done))
    if (!done.ok) isSaved = true
    isBusy = false
    draw()
  }

  function deed(here) {
    const growing = growingOf(here)
    if (growing !== undefined && step() === 'crash') {
      crashed = growing.turn
      return post('/_local/weather/crash', {})
    }
    if (growing !== undefined && step() === 'stop')
      return post('/_local/press', { message: growing.id, member: here.member, customId: stopOf(growing) })
    return askAll(asksOf(step(), here, words.tourQuestions))
  }

  async function askAll(asks) {
    const [first] = asks
    if (first === undefined) return { ok: false, why: words.tourNowhere }
    if (first.channel !== now().channel) go(first.channel)
    const done = await Promise.all(asks.map((one) => post('/_local/say', { command: 'ask', ...one })))
    awaited = done[0].turn
    return done.find(({ ok }) => !ok) ?? { ok: true }
  }

  const why = ({ ok, why: reason }) => {
    if (ok) return undefined
    if (step() === 'crash' && crashed !== '' && reason === 'refused') return words.tourNoCrash
    return { unreachable: words.notSent, refused: words.refused }[reason] ?? reason
  }

  const next = () => (kept.step + 1 < STEPS.length ? begin(kept.step + 1) : leave())
  function leave() {
    keep({ isOpen: false })
    document.getElementById('open-tour').focus()
  }

  const dots = STEPS.map((_, index) =>
    element(
      'button',
      { type: 'button', class: 'tour-dot', on: { click: () => begin(index) } },
      String(index + 1),
    ),
  )
  const title = element('h2', { id: 'tour-title', class: 'tour-title' })
  const close = element(
    'button',
    { type: 'button', class: 'icon-button', on: { click: leave } },
    icon('close'),
  )
  const list = element('div', { class: 'tour-dots', role: 'group' }, ...dots)
  const text = element('p', { class: 'tour-text', role: 'status' })
  const main = element('button', { type: 'button', class: 'tour-press', on: { click: () => void press() } })
  const skip = element('button', { type: 'button', class: 'link-button', on: { click: next } })
  card.replaceChildren(
    element('div', { class: 'tour-head' }, title, list, close),
    text,
    element('div', { class: 'tour-presses' }, main, skip),
  )
  card.addEventListener('keydown', (event) => event.key === 'Escape' && leave())

  /** What the button does next, or what it waits for. */
  function mainText(here) {
    if (isDone(step(), here)) {
      const following = STEPS[kept.step + 1]
      return following === undefined ? words.tourEnd : words.tourNext(words.tourNames[following])
    }
    if (isHeld(here)) return growingOf(here)?.turn === crashed ? words.tourCrashing : words.tourWaiting
    return words.tourPresses[step()][progressOf(step(), here)]
  }
  const isAnswered = (here) => here.messages.some(({ turn }) => turn === awaited) && !isWaiting(step(), here)
  async function letSave() {
    if (isSaving) return
    isSaving = true
    await new Promise((done) => setTimeout(done, SAVED_AFTER_MS))
    isSaving = false
    isSaved = true
    draw()
  }
  const isHeld = (here) =>
    isBusy ||
    (step() === 'cache' && !isSaved) ||
    (awaited !== undefined && !here.messages.some(({ turn }) => turn === awaited)) ||
    isWaiting(step(), here) ||
    (step() === 'crash' && growingOf(here)?.turn === crashed)

  function draw() {
    card.hidden = !kept.isOpen
    if (!kept.isOpen || !now().state.ready) return
    const here = facts()
    if (step() === 'crash') for (const one of ownAnswers(here)) if (isOver(one)) void learnLives(one)
    if (step() === 'cache' && !isSaved && !isBusy && isAnswered(here)) void letSave()
    const over = isDone(step(), here)
    if (over && !kept.done.includes(step())) return keep({ done: [...kept.done, step()] })
    const name = words.tourNames[step()]
    say(title, words.tourStep(kept.step + 1, name, over))
    say(text, over ? words.tourDone[step()] : words.tourWhy[step()])
    say(main, mainText(here))
    say(skip, words.tourSkip)
    skip.hidden = over
    main.setAttribute('aria-disabled', String(!over && isHeld(here)))
    close.setAttribute('aria-label', words.tourLeave)
    close.title = words.tourLeave
    list.setAttribute('aria-label', words.tourSteps)
    for (const [index, dot] of dots.entries()) {
      const one = STEPS[index]
      const is = kept.done.includes(one)
      dot.classList.toggle('tour-dot-done', is)
      dot.setAttribute('aria-label', words.tourStep(index + 1, words.tourNames[one], is))
      dot.title = words.tourNames[one]
      if (index === kept.step) dot.setAttribute('aria-current', 'step')
      else dot.removeAttribute('aria-current')
    }
  }

  return {
    /** Opens the card where it was left; where it is open it is closed, unless it is to be `shown`. */
    toggle(shown = false) {
      if (kept.isOpen && !shown) return keep({ isOpen: false })
      if (kept.since === 0) begin(0)
      else keep({ isOpen: true })
      main.focus()
    },
    draw() {
      if (wanted !== undefined && now().state.ready) {
        const index = wanted
        wanted = undefined
        begin(index)
      } else draw()
    },
  }
}

/** The same text again would be read out again. */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text
}

/** @returns {Promise<{ ended: boolean, lives: number } | undefined>} */
async function inspected(turn, member) {
  try {
    const response = await fetch(`/_local/inspect/${turn}?as=${member}`)
    return response.ok ? await response.json() : undefined
  } catch {
    return undefined
  }
}
