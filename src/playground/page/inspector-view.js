/** Draws the inspector's panel: an answer as the playground tells it, part by part, and only what is new about it. */
import { element, icon } from './element.js'
import { lengthOf, outcomeOf, seconds } from './inspector-format.js'
import { frameScrubber } from './inspector-frames.js'
import { eventTable, numbers, rules, sent } from './inspector-parts.js'
import { drawnTimeline, timelineTable } from './inspector-timeline.js'
import { nowOf } from './page-state.js'

/**
 * @param {{ words: object, now: () => { state: object, member: string } }} page
 * @param {{ close: () => void, choose: (turn: string) => void, repeat: () => void }} actions
 */
export function inspectorView({ words, now }, actions) {
  const title = element('h2', { id: 'inspector-title', tabindex: '-1' })
  const close = element(
    'button',
    { type: 'button', class: 'icon-button', on: { click: () => actions.close() } },
    icon('close'),
  )
  const question = element('p', { class: 'inspector-question' })
  const badges = element('p', { class: 'badges', role: 'status' })
  const turns = element('div', { class: 'turn-choice' })
  const trouble = element('p', { class: 'inspector-trouble', role: 'alert', hidden: true })
  const drawings = element('div', { class: 'drawings' })
  const repeat = element('button', { type: 'button', class: 'plain-button' })
  const repeatNote = element('p', { class: 'inspector-note' })
  // Nothing in a frame can be pressed: it is past.
  const past = { words, now, press: () => Promise.resolve(), dismiss() {}, open() {}, menu() {} }
  const scrubber = frameScrubber(past, (_, share) => drawings.style.setProperty('--now', `${share * 100}%`))
  const seen = section(drawings, scrubber.place, repeat, repeatNote)
  const parts = {
    steps: folded(true),
    numbers: folded(true),
    rules: folded(true),
    sent: folded(false),
    figuresOfTurn: folded(false),
  }
  const content = element(
    'div',
    { class: 'inspector-content' },
    ...[seen, ...Object.values(parts)].map(({ place }) => place),
  )
  const panel = element(
    'aside',
    { class: 'inspector', id: 'inspector', 'aria-labelledby': 'inspector-title', hidden: true },
    element('header', { class: 'inspector-head' }, title, close),
    element('div', { class: 'inspector-body' }, question, badges, turns, trouble, content),
  )
  repeat.addEventListener('click', () => {
    if (repeat.getAttribute('aria-disabled') !== 'true') actions.repeat()
  })

  const drawn = new Map()
  /** Leaves alone what shows the same as before, so that focus and selection stay. */
  const once = (key, value, make) => {
    const is = JSON.stringify([words.locale, value])
    if (drawn.get(key) === is) return
    drawn.set(key, is)
    make()
  }
  const unfolded = new Map()
  const remember = (key, isOpenAtFirst) => ({
    open: unfolded.get(key) ?? isOpenAtFirst,
    on: { toggle: (event) => unfolded.set(key, event.target.open) },
  })

  function showCourse(inspection) {
    const { unstreamed } = inspection
    const pair = unstreamed === null ? [inspection] : [inspection, unstreamed]
    const names = pair.length === 1 ? [words.seen] : [words.streamed, words.unstreamed]
    const length = lengthOf(pair, nowOf(now().state))
    once('drawings', [pair.map(({ timeline }) => timeline), length], () =>
      drawings.replaceChildren(
        ...pair.flatMap((one, n) => [
          ...(pair.length > 1 ? [element('h4', {}, names[n])] : []),
          drawnTimeline(one, length, words, (ms) => scrubber.seek(ms)),
        ]),
      ),
    )
    scrubber.take(
      pair.map((one, n) => ({ name: names[n], inspection: one })),
      length,
    )
  }

  function showRepeat({ canRepeat, question: asked, unstreamed }, isRepeating) {
    repeat.hidden = !canRepeat || asked === undefined
    repeatNote.hidden = repeat.hidden
    const isOpen = isRepeating || unstreamed?.ended === false
    repeat.setAttribute('aria-disabled', String(isOpen))
    repeat.textContent = isOpen ? words.repeating : words.repeat
    repeatNote.textContent = words.repeatNote
  }

  function showParts(inspection) {
    const { timeline, totals, lives, broken, claude, event } = inspection
    const made = {
      steps: [timeline, () => [timelineTable(inspection, words)]],
      numbers: [[totals, timeline, lives], () => numbers(inspection, words)],
      rules: [broken, () => rules(inspection, words)],
      sent: [claude, () => sent(inspection, words, remember)],
      figuresOfTurn: [event, () => eventTable(inspection, words)],
    }
    for (const [name, [value, make]] of Object.entries(made))
      once(name, value, () => {
        const more = name === 'rules' ? ` (${broken.length})` : ''
        parts[name].fill(`${words[name]}${more}`, make())
      })
  }

  return {
    panel,
    title,
    /** @param {object | undefined} inspection Undefined until there is one. */
    show(inspection, { turn, isRepeating }) {
      title.textContent = words.inspector
      close.title = words.close
      close.setAttribute('aria-label', words.close)
      content.hidden = inspection === undefined
      question.textContent = inspection?.question ?? ''
      if (inspection === undefined) {
        badges.replaceChildren()
        turns.replaceChildren()
        return
      }
      const { ended, timeline, broken, lives, turns: all } = inspection
      once('badges', [ended, timeline, broken, lives], () =>
        badges.replaceChildren(...badgesOf(inspection, words)),
      )
      once('turns', [all, turn], () =>
        turns.replaceChildren(...turnButtons(all, turn, words, (id) => actions.choose(id))),
      )
      seen.name(words.course)
      showCourse(inspection)
      showRepeat(inspection, isRepeating)
      showParts(inspection)
    },
    /** @param {string | undefined} sentence What is wrong. */
    tell(sentence) {
      trouble.textContent = sentence ?? ''
      trouble.hidden = sentence === undefined
    },
    /** Nothing is left to be found of an answer that is not looked at. */
    clear() {
      drawn.clear()
      scrubber.clear()
    },
  }
}

const badge = (kind, text) => element('span', { class: `badge-${kind}` }, text)

function badgesOf({ ended, timeline, broken, lives }, words) {
  const done = timeline.find(({ kind }) => kind === 'done')
  const isRunning = done === undefined && !ended
  const outcome = done === undefined ? '' : outcomeOf(done).join(': ')
  const last = timeline.findLast(({ kind }) => kind === 'last edit')
  return [
    ...(isRunning ? [badge('plain', words.running)] : []),
    ...(outcome === '' ? [] : [badge('plain', outcome)]),
    ...(last === undefined ? [] : [badge('plain', seconds(last.at, words))]),
    badge(broken.length === 0 ? 'good' : 'bad', words.rulesBroken(broken.length)),
    ...(lives > 1 ? [badge('bad', `${words.lives}: ${words.livesOf(lives)}`)] : []),
  ]
}

/** One for each answer in the same message. */
const turnButtons = (all, turn, words, choose) =>
  all.length < 2
    ? []
    : all.map((id, n) =>
        element(
          'button',
          {
            type: 'button',
            class: 'turn-button',
            'aria-pressed': String(id === turn),
            on: { click: () => choose(id) },
          },
          words.inspectedTurn(n + 1, all.length),
        ),
      )

function section(...children) {
  const heading = element('h3', {})
  return {
    place: element('section', {}, heading, ...children),
    name(text) {
      heading.textContent = text
    },
  }
}

/** A part that can be folded away. */
function folded(isOpen) {
  const name = element('h3', {})
  const body = element('div', { class: 'folded-body' })
  return {
    place: element('details', { class: 'folded', open: isOpen }, element('summary', {}, name), body),
    fill(text, children) {
      name.textContent = text
      body.replaceChildren(...children)
    },
  }
}
