/** What a message refers to, as Discord draws it: addresses, mentions, commands, emoji, and points in time. */
import { escapeHtml } from './highlight.js'

export function bareUrlAt(source, at, { context }) {
  const match = stickily(/https?:\/\/[^\s<]+/iy, source, at)
  if (match === undefined) return undefined
  let address = match[0].replace(/[.,:;"'\]!?*_~|]+$/, '')
  while (address.endsWith(')') && count(address, ')') > count(address, '(')) address = address.slice(0, -1)
  const html = messagePill(address, context) ?? anchor(address, escapeHtml(address))
  return html === undefined ? undefined : { html, end: at + address.length }
}

/** Discord shows the address of a message as its channel. */
function messagePill(address, { channels }) {
  const [, channel] = /^https:\/\/discord\.com\/channels\/(?:\d+|@me)\/(\d+)\/\d+$/.exec(address) ?? []
  const name = channel === undefined ? undefined : named(channels, channel)
  return name === undefined ? undefined : anchor(address, pill(`#${name} › 💬`))
}

const count = (text, sign) => text.split(sign).length - 1

/** Only http and https become links; what the address parser refuses stays text. */
export function anchor(address, label) {
  if (!URL.canParse(address)) return undefined
  const { href, protocol } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  const safe = escapeHtml(href)
  return `<a href="${safe}" title="${safe}" target="_blank" rel="noopener noreferrer nofollow">${label}</a>`
}

const ANGLES = [
  { form: /<(https?:\/\/[^\s<>]+)>/iy, html: ([, address]) => anchor(address, escapeHtml(address)) },
  {
    form: /<@!?(\d{1,20})>/y,
    html: ([, id], { members }) => pill(`@${named(members, id) ?? 'unknown-user'}`),
  },
  { form: /<#(\d{1,20})>/y, html: ([, id], { channels }) => channelPill(id, named(channels, id)) },
  { form: /<@&(\d{1,20})>/y, html: ([, id], { roles }) => pill(`@${named(roles, id) ?? 'unknown-role'}`) },
  { form: /<\/([-\w]{1,32}(?: [-\w]{1,32}){0,2}):\d{1,20}>/y, html: ([, name]) => pill(`/${name}`) },
  { form: /<(a?):(\w{2,32}):\d{1,20}>/y, html: ([, , name]) => `<span class="md-emoji">:${name}:</span>` },
  { form: /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, html: ([, at, style], context) => time(+at, style, context) },
]

export function angleAt(source, at, state) {
  for (const { form, html } of ANGLES) {
    const match = stickily(form, source, at)
    const shown = match === undefined ? undefined : html(match, state.context)
    if (shown !== undefined) return { html: shown, end: at + match[0].length }
  }
  return undefined
}

export function everyoneAt(source, at) {
  const match = stickily(/@(?:everyone|here)\b/y, source, at)
  return match === undefined ? undefined : { html: pill(match[0]), end: at + match[0].length }
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

/** `seconds` since 1970. Beyond what a Date can hold the text stays raw, as in Discord. */
function time(seconds, style, { now = 0, locale = 'en', timeZone }) {
  const moment = new Date(seconds * 1000)
  if (Number.isNaN(moment.getTime())) return undefined
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

/** Matches a sticky pattern at an offset. */
export function stickily(form, source, at) {
  form.lastIndex = at
  return form.exec(source) ?? undefined
}
