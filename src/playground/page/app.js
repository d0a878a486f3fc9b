/** Puts the page together: what the playground says goes to the views, what a person does goes to the playground. */
import { announcer } from './announcer.js'
import { channelView, ICONS } from './channel-view.js'
import { readFile, remember, remembered } from './browser.js'
import { composer } from './composer.js'
import { listen, post, registered, suggested } from './connection.js'
import { icon, spool } from './element.js'
import { figuresPanel } from './figures.js'
import { messageMenu } from './message-menu.js'
import { showModal } from './modal-view.js'
import { sidebar } from './sidebar.js'
import { readCommands, readMessageCommands } from './slash.js'
import { emptyState, isVisible, readChannels, readFigures, readState, takeMessage } from './page-state.js'
import { wordsFor } from './words.js'

const byId = (id) => document.getElementById(id)
/** In the language of the member, as in a Discord client of theirs; before one is known, of the browser. */
const words = wordsFor(navigator.language)

let state = emptyState
let channel = remembered('channel') ?? ''
let member = remembered('member') ?? ''
const unread = new Set()
const dismissed = new Set()

const reason = (why) => ({ unreachable: words.notSent, refused: words.refused })[why] ?? why

/** Posts something that a person did; a form that comes back is shown, and a no becomes a sentence. */
async function act(path, body) {
  const done = await post(path, { ...body, member })
  if (!done.ok) return reason(done.why)
  if (done.modal !== undefined) {
    const where = channel
    showModal(done.modal, words, async (customId, values, files) => {
      try {
        const attachments = await Promise.all(
          files.map(async ({ field, file }) => ({ field, ...(await readFile(file)) })),
        )
        return await act('/_local/submit', { channel: where, customId, values, attachments })
      } catch {
        return words.fileUnreadable
      }
    })
  }
  return undefined
}

const say = async (command, options, files) => {
  view.toEnd()
  try {
    const attachments = await Promise.all(files.map(readFile))
    return await act('/_local/say', { channel, command, options, attachments })
  } catch {
    return words.fileUnreadable
  }
}

const now = () => ({ state, member, channel })
const note = byId('note')

async function press(message, customId, values) {
  const why = await act('/_local/press', { message: message.id, customId, values })
  note.textContent = why ?? ''
  note.hidden = why === undefined
}

let messageCommands = []
const menu = messageMenu({ words, commands: () => messageCommands }, async (message, command) => {
  const why = await act('/_local/say', { channel: message.channel, command, target: message.id })
  note.textContent = why ?? ''
  note.hidden = why === undefined
})

function dismiss(id) {
  dismissed.add(id)
  view.remove(id)
  line.focus()
}

const line = composer(
  { form: byId('composer'), popup: byId('popup'), note },
  {
    words,
    appName: () => state.app.name,
    say,
    suggest: (wanted) => suggested({ ...wanted, channel, member }),
  },
)
const view = channelView(
  { scroller: byId('scroller'), jump: byId('jump') },
  { words, now, press, dismiss, menu, open, ask: (text) => line.ask(text) },
)
const side = sidebar(
  { channels: byId('channels'), me: byId('me'), members: byId('members') },
  { words, open, become },
)
const showFigures = figuresPanel(byId('figures'), words)
const announce = announcer(byId('announcer'), words)

const drawSides = () => side({ state, channel, member, unread })

function open(id) {
  channel = id
  remember('channel', id)
  unread.delete(id)
  document.body.classList.remove('sidebar-open')
  drawAll()
  line.focus()
}

function become(id) {
  member = id
  remember('member', id)
  drawAll()
}

/** Whoever comes for the first time asks as a member who speaks their language, if there is one. */
const firstMember = ({ members }) =>
  members.find(({ locale }) => locale.slice(0, 2) === navigator.language.slice(0, 2)) ?? members[0]

function speak(locale) {
  if (locale === '' || locale === words.locale) return
  Object.assign(words, wordsFor(locale))
  translate()
}

function drawAll() {
  const current = state.channels.find(({ id }) => id === channel) ?? state.channels[0]
  if (current === undefined) return
  channel = current.id
  const self = state.members.find(({ id }) => id === member) ?? firstMember(state)
  member = self?.id ?? ''
  speak(self?.locale ?? '')
  knowCommands()
  const name = current.kind === 'dm' ? state.app.name : current.name
  const where = { text: `#${name}`, thread: words.quoted(name), dm: `@${name}` }[current.kind]
  byId('guild').textContent = state.guild
  byId('channel-icon').replaceChildren(icon(ICONS[current.kind]))
  byId('channel-name').textContent = name
  byId('topic').textContent = { text: words.topicText, thread: words.topicThread, dm: words.topicDm }[
    current.kind
  ]
  byId('scroller').setAttribute('aria-label', words.messages(where))
  document.title = `${where} · ${state.guild}`
  document.body.classList.remove('page-loading')
  line.at(where)
  drawSides()
  view.show(current, dismissed)
  showFigures(state.figures)
}

let rawCommands
function knowCommands() {
  const isDirect = state.channels.find(({ id }) => id === channel)?.kind === 'dm'
  const permissions = state.members.find(({ id }) => id === member)?.permissions
  line.know(readCommands(rawCommands, words.locale, isDirect ? undefined : permissions))
  messageCommands = readMessageCommands(rawCommands, words.locale)
}

async function learnCommands() {
  rawCommands = await registered()
  knowCommands()
}

const connection = listen({
  onState(data) {
    state = readState(data)
    drawAll()
    void learnCommands()
  },
  onMessage(data) {
    const { change, message } = takeMessage(state, data)
    if (change === 'none') return
    view.change(change, message, dismissed)
    if (!isVisible(message, member, dismissed)) return
    if (message.channel === channel) return change === 'deleted' ? undefined : announce(message)
    if (change !== 'created' || unread.has(message.channel)) return
    unread.add(message.channel)
    drawSides()
  },
  onChannels(data) {
    state = { ...state, channels: readChannels(data) }
    drawSides()
    view.redraw()
  },
  onStats(data) {
    state = { ...state, figures: readFigures(data) }
    showFigures(state.figures)
  },
  onLost: () => lost(true),
  onFound: () => lost(false),
})

function lost(is) {
  byId('lost').hidden = !is
}

/** The words that stand in the page itself. */
function translate() {
  document.documentElement.lang = words.language
  for (const place of document.querySelectorAll('[data-words]'))
    place.textContent = words[place.dataset.words]
  for (const place of document.querySelectorAll('[data-label]')) {
    place.setAttribute('aria-label', words[place.dataset.label])
    if (place.tagName === 'BUTTON') place.title = words[place.dataset.label]
  }
}

for (const place of document.querySelectorAll('[data-icon]')) place.prepend(icon(place.dataset.icon))
byId('mark').replaceChildren(spool())

function toggleAside(shown) {
  document.body.classList.toggle('aside-open', shown)
  byId('toggle-aside').setAttribute('aria-pressed', String(shown))
}

translate()
knowCommands()
/** Where the members and figures have a column of their own; elsewhere they lie over the channel. */
const wide = matchMedia('(min-width: 1100px)')
const fitAside = () => toggleAside(wide.matches && remembered('aside') !== 'closed')
fitAside()
wide.addEventListener('change', fitAside)
byId('toggle-aside').addEventListener('click', () => {
  const shown = !document.body.classList.contains('aside-open')
  toggleAside(shown)
  if (wide.matches) remember('aside', shown ? 'open' : 'closed')
})
byId('open-sidebar').addEventListener('click', () => document.body.classList.add('sidebar-open'))
byId('shade').addEventListener('click', () => {
  document.body.classList.remove('sidebar-open')
  if (!wide.matches) toggleAside(false)
})
byId('reconnect').addEventListener('click', () => connection.retry())

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') byId('shade').click()
  const typing = event.target.closest?.('input, textarea, select, dialog') !== null
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  line.begin()
})

for (const kind of ['click', 'keydown'])
  document.addEventListener(kind, (event) => {
    if (kind === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return
    const spoiler = event.target.closest?.('.md-spoiler:not(.md-spoiler-open)')
    if (spoiler) {
      event.preventDefault()
      spoiler.classList.add('md-spoiler-open')
      spoiler.setAttribute('aria-expanded', 'true')
      spoiler.removeAttribute('aria-label')
      return
    }
    const mention = event.target.closest?.('.md-mention[data-channel]')
    if (mention && state.channels.some(({ id }) => id === mention.dataset.channel)) {
      event.preventDefault()
      open(mention.dataset.channel)
    }
  })

/** A link to a message leads there, as in Discord. */
document.addEventListener('click', (event) => {
  const address = event.target.closest?.('a')?.href ?? ''
  const [, where, message] = /^https:\/\/discord\.com\/channels\/[^/]+\/(\d+)\/(\d+)$/.exec(address) ?? []
  if (!state.channels.some(({ id }) => id === where)) return
  event.preventDefault()
  if (where !== channel) open(where)
  view.reveal(message)
})

byId('main').addEventListener('dragover', (event) => event.preventDefault())
byId('main').addEventListener('drop', (event) => {
  event.preventDefault()
  line.attach(event.dataTransfer?.files)
})
