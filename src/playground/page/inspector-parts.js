/** The parts of the inspector that are lists and tables: numbers, broken rules, what was sent to Claude, the event. */
import { element } from './element.js'
import { count, dollars, seconds } from './inspector-format.js'

const pairs = (rows) =>
  element(
    'dl',
    { class: 'figures' },
    ...rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  )

const atOf = ({ timeline }, kind, words) => {
  const found = timeline.find((entry) => entry.kind === kind)
  return found === undefined ? '–' : seconds(found.at, words)
}

export function numbers(inspection, words) {
  const { totals, lives, event } = inspection
  const { in: fresh, read, written, out } = totals.tokens
  const number = (value) => count(value, words)
  const input = `${number(fresh + read + written)} (${words.tokensOf(number(fresh), number(read), number(written))})`
  return [
    pairs([
      [words.firstAt, atOf(inspection, 'first words', words)],
      [words.lastAt, atOf(inspection, 'last edit', words)],
      [
        words.discordCalls,
        `${number(totals.calls)} (${words.editsOf(number(totals.edits), number(totals.rateLimited))})`,
      ],
      [words.claudeCalls, number(totals.claudeCalls)],
      [words.tokensIn, input],
      [words.tokensOut, number(out)],
      [words.dollars, dollars(totals.usd, words)],
      [words.lives, words.livesOf(lives)],
    ]),
    ...(lives > 1 && event !== null ? [element('p', { class: 'inspector-note' }, words.ofLastLife)] : []),
  ]
}

export function rules({ broken }, words) {
  if (broken.length === 0) return [element('p', { class: 'rules-kept' }, words.rulesKept)]
  return [
    element(
      'ul',
      { class: 'rules-broken' },
      ...broken.map(({ at, rule }) => element('li', {}, element('b', {}, seconds(at, words)), ` ${rule}`)),
    ),
  ]
}

/** @param {(key: string, isOpenAtFirst: boolean) => object} remember Attributes of a `details` that stays open when it is drawn again. */
export function sent({ claude }, words, remember) {
  if (claude === null) return [element('p', {}, words.sentUnknown)]
  if (claude.length === 0) return [element('p', {}, words.sentNothing)]
  return claude.map((call, n) => sentCall(call, n, words, remember))
}

function sentCall(call, n, words, remember) {
  const { model, purpose, tokens, usd, sent: parts } = call
  const number = (value) => (value === null ? '–' : count(value, words))
  const summary = [
    model,
    words.tokensOf(number(tokens.in), number(tokens.read), number(tokens.written)),
    `${words.tokensOut}: ${number(tokens.out)}`,
    dollars(usd, words),
  ]
  return element(
    'details',
    { class: 'sent-call', ...remember(`call-${n}`, n === 0) },
    element('summary', {}, element('b', {}, words.sentCall(n + 1, purpose))),
    element('p', { class: 'inspector-note' }, summary.join(' · ')),
    cacheBar(parts, words),
    ...parts.map((part, index) => sentPart(part, words, remember(`call-${n}-${index}`, false))),
  )
}

/** How much of the prompt came from the cache, drawn; the blocks below say the same in words. */
function cacheBar(parts, words) {
  const known = parts.filter(({ tokens }) => tokens !== null)
  if (known.length === 0) return element('div', {})
  const sumOf = (mark) =>
    known.filter(({ cache }) => cache === mark).reduce((sum, { tokens }) => sum + tokens, 0)
  const shown = ['read', 'written', 'none'].map((mark) => [mark, sumOf(mark)]).filter(([, sum]) => sum > 0)
  return element(
    'div',
    { class: 'cache-bar' },
    ...shown.map(([mark, sum]) =>
      element(
        'span',
        { class: `cache-${mark}`, style: { 'flex-grow': String(sum) } },
        `${words.marks[mark]}: ${count(sum, words)}`,
      ),
    ),
  )
}

function sentPart({ section, kind, text, cut, tokens, cache }, words, attributes) {
  const name = [words.sections[section] ?? section, ...(kind === 'text' ? [] : [kind])].join(': ')
  return element(
    'details',
    { class: `sent-part cache-${cache}`, ...attributes },
    element(
      'summary',
      {},
      element('b', {}, name),
      element('span', { class: 'sent-begin' }, text.replaceAll(/\s+/g, ' ').slice(0, 90)),
      element('span', { class: 'sent-tokens' }, tokens === null ? '' : words.tokens(count(tokens, words))),
      element('span', { class: 'sent-mark' }, words.marks[cache]),
    ),
    element(
      'pre',
      { tabindex: '0', 'aria-label': name },
      text,
      cut > 0 && `\n${words.cutOff(count(cut, words))}`,
    ),
  )
}

export function eventTable({ event }, words) {
  if (event === null) return [element('p', {}, words.noEvent)]
  const rows = Object.entries(event).map(([name, value]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, element('code', {}, name)),
      element('td', {}, value === '' || value === null ? '–' : String(value)),
    ),
  )
  return [
    element(
      'table',
      { class: 'event' },
      element('caption', { class: 'sr-only' }, words.figuresOfTurn),
      element(
        'thead',
        {},
        element('tr', {}, ...[words.field, words.value].map((name) => element('th', { scope: 'col' }, name))),
      ),
      element('tbody', {}, ...rows),
    ),
  ]
}
