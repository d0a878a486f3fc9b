/** The timeline of an answer: drawn on lanes over one axis, and the same as a table. */
import { element } from './element.js'
import { describe, seconds } from './inspector-format.js'

const LANES = ['queue', 'claude', 'tools', 'discord', 'events']

const laneOf = ({ kind }) =>
  ({
    asked: 'discord',
    acknowledged: 'discord',
    unanswered: 'discord',
    call: 'discord',
    'first words': 'discord',
    'last edit': 'discord',
    queue: 'queue',
    cache: 'queue',
    claude: 'claude',
    tools: 'tools',
  })[kind] ?? 'events'

/** Steps of the axis; the first with at most so many of them is taken. */
const STEPS_MS = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000]
const MOST_TICKS = 7

const tick = (ms, { locale }) => `${new Intl.NumberFormat(locale).format(ms / 1_000)} s`

/**
 * @param {{ timeline: object[] }} inspection
 * @param {number} length Of the axis, in milliseconds.
 * @param {(ms: number) => void} seek Called where somebody points at a moment.
 * @returns {HTMLElement} Its custom property `--now` is the place of the moment that is shown.
 */
export function drawnTimeline({ timeline }, length, words, seek) {
  const share = (ms) => `${Math.min(100, (ms / length) * 100)}%`
  const lanes = LANES.map((lane) => {
    const items = timeline.filter((entry) => laneOf(entry) === lane)
    // A lane without anything on it says nothing.
    if (items.length === 0) return undefined
    const track = element(
      'div',
      { class: 'tl-track' },
      ...items.map((entry) => drawn(entry, length, share, words)),
    )
    return element(
      'div',
      { class: 'tl-lane' },
      element('span', { class: 'tl-name' }, words.lanes[lane]),
      track,
    )
  })
  const step = STEPS_MS.find((ms) => length / ms <= MOST_TICKS) ?? length / MOST_TICKS
  const ticks = Array.from({ length: Math.floor(length / step) + 1 }, (_, n) =>
    element('span', { class: 'tl-tick', style: { left: share(n * step) } }, tick(n * step, words)),
  )
  const drawing = element(
    'div',
    { class: 'tl', role: 'img', 'aria-label': words.courseOf(seconds(length, words)) },
    ...lanes.filter((lane) => lane !== undefined),
    element(
      'div',
      { class: 'tl-lane tl-axis' },
      element('span', { class: 'tl-name' }),
      element('div', { class: 'tl-track' }, ...ticks),
    ),
  )
  const point = (event) => {
    const { left, width } = drawing.querySelector('.tl-axis .tl-track').getBoundingClientRect()
    seek(Math.min(1, Math.max(0, (event.clientX - left) / width)) * length)
  }
  drawing.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.target.closest('.tl-name') !== null) return
    point(event)
    drawing.setPointerCapture(event.pointerId)
  })
  drawing.addEventListener(
    'pointermove',
    (event) => drawing.hasPointerCapture(event.pointerId) && point(event),
  )
  return drawing
}

function drawn(entry, length, share, words) {
  const { what, details } = describe(entry, words)
  const title = `${seconds(entry.at, words)} · ${[what, ...details].join(' · ')}`
  const until = entry.until === undefined ? entry.at : (entry.until ?? length)
  const isSpan = ['queue', 'claude', 'tools'].includes(entry.kind)
  const style = { left: share(entry.at), ...(isSpan ? { width: share(until - entry.at) } : {}) }
  if (entry.kind !== 'claude') return element('i', { class: `tl-item ${classOf(entry)}`, title, style })
  // The first part of the bar is the wait for the first token.
  const waited = entry.firstAt === null ? 1 : (entry.firstAt - entry.at) / Math.max(1, until - entry.at)
  return element('i', {
    class: `tl-item ${classOf(entry)}`,
    title,
    style: { ...style, '--waited': `${Math.min(100, waited * 100)}%` },
  })
}

function classOf({ kind, status, ending, purpose, use }) {
  if (kind === 'call') return `tl-call${status === 200 || status === 204 || status === null ? '' : ' tl-bad'}`
  if (kind === 'claude')
    return `tl-claude${purpose === 'verdict' ? ' tl-verdict' : ''}${ending === 'refused' || ending === 'cut' ? ' tl-bad' : ''}`
  if (kind === 'cache') return `tl-mark tl-cache${use === 'hit' || use === 'joined' ? ' tl-good' : ''}`
  if (kind === 'queue' || kind === 'tools') return `tl-${kind}`
  const isBad = ['crash', 'failed', 'unanswered'].includes(kind)
  return `tl-mark tl-${kind.replaceAll(' ', '-')}${isBad ? ' tl-bad' : ''}`
}

/** The same in words: one row for each step. */
export function timelineTable({ timeline }, words) {
  const rows = timeline.map((entry) => {
    const { what, details } = describe(entry, words)
    const isBad =
      ['crash', 'failed', 'unanswered'].includes(entry.kind) || (entry.kind === 'call' && entry.status >= 400)
    return element(
      'tr',
      { class: isBad ? 'step-bad' : undefined },
      element('td', { class: 'step-at' }, seconds(entry.at, words)),
      element('th', { scope: 'row' }, what),
      element('td', {}, details.filter((one) => one !== '').join(' · ')),
    )
  })
  return element(
    'table',
    { class: 'steps' },
    element('caption', { class: 'sr-only' }, words.steps),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...[words.stepAt, words.step, words.stepMore].map((name) => element('th', { scope: 'col' }, name)),
      ),
    ),
    element('tbody', {}, ...rows),
  )
}
