/** Draws what a message refers to, as Discord does: addresses, mentions, commands, emoji, and points in time. */
import { isWebAddress } from './discord-rules.js'
import { escapeHtml } from './highlight.js'

const REFERENCES = {
  link: ({ target }, _context, label) => anchor(target, label()),
  url: ({ target }, context, label) => messagePill(target, context) ?? anchor(target, label()),
  autolink: ({ target }, _context, label) => anchor(target, label()),
  user: ({ id }, { members }) => pill(`@${named(members, id) ?? 'unknown-user'}`),
  role: ({ id }, { roles }) => pill(`@${named(roles, id) ?? 'unknown-role'}`),
  channel: ({ id }, { channels }) => channelPill(id, named(channels, id)),
  everyone: () => pill('@everyone'),
  here: () => pill('@here'),
  slashCommand: ({ fullName }) => pill(`/${fullName}`),
  guildNavigation: ({ navigation }) => pill(`#${navigation}`),
  emoji: ({ name }) => `<span class="md-emoji">:${escapeHtml(name)}:</span>`,
  twemoji: ({ name }) => escapeHtml(name),
  timestamp: ({ timestamp, format }, context) => time(Number(timestamp), format, context),
}

/** The HTML of a node that refers to something; `label` draws its content. Throws at a type that is not known. */
export function drawReference(node, context, label) {
  if (!Object.hasOwn(REFERENCES, node.type)) throw new Error(`No ${node.type} can be drawn.`)
  return REFERENCES[node.type](node, context, label)
}

/** Discord shows the address of a message as its channel. */
function messagePill(address, { channels }) {
  const [, channel] = /^https:\/\/discord\.com\/channels\/(?:\d+|@me)\/(\d+)\/\d+$/.exec(address) ?? []
  const name = channel === undefined ? undefined : named(channels, channel)
  return name === undefined ? undefined : anchor(address, pill(`#${name} › 💬`))
}

/** What the rules took for an address is looked at again where it becomes one: no other scheme may be clicked. */
function anchor(address, label) {
  if (!isWebAddress(address)) return label
  const safe = escapeHtml(new URL(address).href)
  return `<a href="${safe}" title="${safe}" target="_blank" rel="noopener noreferrer nofollow">${label}</a>`
}

const pill = (label) => `<span class="md-mention">${escapeHtml(label)}</span>`

/** The page makes a way there of it. */
const channelPill = (id, name) =>
  name === undefined
    ? pill('#unknown')
    : `<span class="md-mention" role="link" tabindex="0" data-channel="${id}">#${escapeHtml(name)}</span>`

const named = (names, id) => (names !== undefined && Object.hasOwn(names, id) ? names[id] : undefined)

const TIME_STYLES = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
}

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** `seconds` since 1970, of a moment that a Date can hold. */
function time(seconds, style, { now = 0, locale = 'en', timeZone }) {
  const moment = new Date(seconds * 1000)
  const zone = timeZone === undefined ? {} : { timeZone }
  const long = new Intl.DateTimeFormat(locale, { ...TIME_STYLES.F, ...zone }).format(moment)
  const form = TIME_STYLES[style ?? 'f']
  const shown = form
    ? new Intl.DateTimeFormat(locale, { ...form, ...zone }).format(moment)
    : ago(seconds - now / 1000, locale)
  return `<time class="md-time" datetime="${moment.toISOString()}" title="${escapeHtml(long)}">${escapeHtml(shown)}</time>`
}

function ago(seconds, locale) {
  const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / length), unit)
}
