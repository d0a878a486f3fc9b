/** Puts the page together: what the playground says goes to the views, what a person does goes to the playground. */
import { announcer } from './announcer.js'
import { showHead } from './channel-head.js'
import { channelView } from './channel-view.js'
import { readFile, remember, remembered } from './browser.js'
import { composer } from './composer.js'
import { knownCommands } from './known-commands.js'
import { listen, post, suggested } from './connection.js'
import { pageFrame } from './frame.js'
import { watchMessages } from './in-messages.js'
import { inspector } from './inspector.js'
import { messageMenu } from './message-menu.js'
import { showModal } from './modal-view.js'
import { sidePanels } from './panels.js'
import { addressOf, channelAt, memberAt, readPlace } from './place.js'
import { rail } from './rail.js'
import { shortcuts } from './shortcuts.js'
import { sidebar } from './sidebar.js'
import {
  emptyState,
  isVisible,
  guildOf,
  readChannels,
  readFigures,
  readState,
  readWeather,
  takeMessage,
} from './page-state.js'
import { tour } from './tour.js'
import { weather } from './weather.js'
import { wordsFor } from './words.js'

const byId = (id) => document.getElementById(id)
/** In the language of the member, as in a Discord client of theirs; before one is known, of the browser. */
const words = wordsFor(navigator.language)

let state = emptyState
let channel = ''
let member = ''
/** Where the address leads, until the state of its member is there. */
let target = readPlace(location)
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

function tell(why) {
  byId('note').textContent = why ?? ''
  byId('note').hidden = why === undefined
}

const press = async (message, customId, values) =>
  tell(await act('/_local/press', { message: message.id, customId, values }))

const menu = messageMenu(
  { words, commands: () => commands.ofMessages(), place: byId('main') },
  async (message, command) =>
    tell(await act('/_local/say', { channel: message.channel, command, target: message.id })),
)

function dismiss(id) {
  dismissed.add(id)
  view.remove(id)
  line.focus()
}

const line = composer(
  { form: byId('composer'), popup: byId('popup'), note: byId('note') },
  {
    words,
    appName: () => state.app.name,
    say,
    suggest: (wanted) => suggested({ ...wanted, channel, member }),
  },
)
const commands = knownCommands(words, line)
const view = channelView(
  { scroller: byId('scroller'), jump: byId('jump') },
  {
    words,
    now,
    press,
    dismiss,
    menu,
    open,
    ask: (text) => line.ask(text),
    takeTour: () => guide.toggle(true),
    inspect: ({ turn }) => inspected.open(turn, { latest: true }),
  },
)
const inspected = inspector({ words, now }, () => history.replaceState(null, '', addressHere()))
const showRail = rail(byId('rail'), { words, open })
const side = sidebar(
  { channels: byId('channels'), me: byId('me'), members: byId('members') },
  { words, open, become },
)
const frame = pageFrame(words, () => line.focus())
const sky = weather(byId('weather-now'), { words, now, tell, changed: () => drawPanels() })
const panels = sidePanels(byId('panels'), { words, now }, sky.panel)
const guide = tour(byId('tour'), { words, now, go, tell })
const announce = announcer(byId('announcer'), words)

function drawPanels() {
  panels.draw()
  sky.draw()
  byId('open-weather').hidden = !sky.isThere()
}

function drawSides() {
  showRail({ state, channel, unread })
  side({ state, channel, member, unread })
}

const addressHere = (message) =>
  addressOf(state, { member, channel, message, inspect: inspected.turn() }) || location.href

/** Shows a channel as a new place of its own; the focus stays where it is. */
function go(id, message) {
  show(id)
  history.pushState(null, '', addressHere(message))
  frame.closeSidebar()
}

/** Goes to a channel, and to a message in it where one is named. */
function open(id, message) {
  go(id, message)
  if (message === undefined) line.focus()
  else reveal(message)
}

function show(id) {
  channel = id
  remember('channel', id)
  unread.delete(id)
  drawAll()
}

const reveal = (message) => view.reveal(message) || tell(words.unknownMessage)

/** Asks as somebody else from now on; the page stays in the same channel if they see it. */
function become(id) {
  const self = state.members.find((one) => one.id === id)
  if (self === undefined || id === member) return
  inspected.close()
  const [, called] = addressOf(state, { member, channel }).split('#')
  history.pushState(null, '', `?as=${encodeURIComponent(self.username)}#${called}`)
  target = { ...readPlace(location), isTurn: true }
  connection.retry()
}

/** The state of the member is there: now it is known what the address means. */
function arrive() {
  const { as, channel: called, message, inspect, isTurn } = target
  target = undefined
  remember('member', member)
  const self = state.members.find(({ id }) => id === member)
  const named = as === undefined ? self : memberAt(state.members, as)
  const kept = called === undefined ? remembered('channel') : called
  const found = channelAt(state.channels, kept ?? '')
  show((found ?? firstChannel(self))?.id ?? '')
  if (inspect === undefined) inspected.close()
  else if (inspect !== inspected.turn()) inspected.open(inspect)
  history.replaceState(null, '', addressHere(found && message))
  if (named === undefined) tell(words.unknownMember(as, self?.name))
  else if (found === undefined && called !== undefined && isTurn !== true)
    tell(words.unknownChannel(called, self?.name))
  else if (message !== undefined) reveal(message)
  // Where a keyboard would come up it waits until somebody wants it.
  const isElsewhere = message !== undefined || inspect !== undefined || isTurn === true
  if (!isElsewhere && matchMedia('(hover: hover)').matches) line.focus()
}

/** A server's first channel, as Discord opens it; direct messages where the member is in no server. */
const firstChannel = (self) =>
  state.channels.find((one) => self?.guilds.includes(guildOf(state, one))) ?? state.channels[0]

addEventListener('popstate', () => {
  target = readPlace(location)
  const named = memberAt(state.members, target.as ?? '')
  if (named?.id === member) arrive()
  else connection.retry()
})

function speak(locale) {
  if (locale === '' || locale === words.locale) return
  Object.assign(words, wordsFor(locale))
  frame.translate()
}

function drawAll() {
  const current = state.channels.find(({ id }) => id === channel)
  if (current === undefined) return
  speak(state.members.find(({ id }) => id === member)?.locale ?? '')
  commands.know(now())
  line.at(showHead(state, current, words))
  drawSides()
  view.show(current, dismissed)
  drawPanels()
  guide.draw()
}

async function learnCommands() {
  await commands.learn()
  commands.know(now())
}

const connection = listen(() => target?.as ?? (member || remembered('member')), {
  onState(data) {
    state = readState(data)
    member = state.self
    if (target === undefined) drawAll()
    else arrive()
    inspected.changed()
    void learnCommands()
  },
  onMessage(data) {
    const { change, message } = takeMessage(state, data)
    if (change === 'none') return
    inspected.changed()
    guide.draw()
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
    inspected.changed()
    drawPanels()
  },
  onWeather(data) {
    const { aheadMs } = state
    state = { ...state, ...readWeather(data) }
    return state.aheadMs === aheadMs ? drawPanels() : drawAll()
  },
  onLost: () => lost(true),
  onFound: () => lost(false),
})

function lost(is) {
  byId('lost').hidden = !is
}

frame.translate()
byId('reconnect').addEventListener('click', () => connection.retry())

watchMessages({
  open(id, message) {
    if (!state.channels.some((one) => one.id === id)) return false
    if (id !== channel || message !== undefined) open(id, message)
    return true
  },
})

shortcuts(byId('main'), line)
byId('open-tour').addEventListener('click', () => guide.toggle())
byId('open-weather').addEventListener('click', () => {
  inspected.close()
  frame.openAside()
  panels.open('weather')
})
