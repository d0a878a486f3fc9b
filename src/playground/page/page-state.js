/** What the page knows of the local Discord: each event of the server, made safe, and the state that follows from it. */

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {string} channel
 * @property {string} turn Id of the interaction that it answers; empty for what a member said.
 * @property {{ id: string, name: string, colour: string, app: boolean }} author
 * @property {string} command What the member typed, such as `/ask prompt: hi`; empty for a follow-up.
 * @property {string} invoker Id of the member who used the command.
 * @property {string} invokerName
 * @property {Attachment[]} given The files that the member attached to the command.
 * @property {string} content Markdown; untrusted.
 * @property {boolean} loading Discord shows "thinking…".
 * @property {string} failed The sentence that stands instead of an answer, or nothing.
 * @property {string} ephemeralFor Id of the only member who sees it, or nothing.
 * @property {string[]} pings Ids of the members whom it notifies.
 * @property {Attachment[]} attachments
 * @property {object[]} embeds As Discord has them.
 * @property {object[]} components As Discord has them; read where they are shown.
 * @property {number} createdAt Milliseconds since 1970.
 * @property {number} editedAt 0 when never.
 *
 * @typedef {{ id: string, filename: string, size: number, contentType: string, description: string, url: string, width: number, height: number }} Attachment
 * @typedef {{ message: string, ackMs?: number, firstWordsMs?: number, totalMs?: number, edits?: number, rateLimited?: number }} Turn
 */

const APP_COLOUR = '#c9cdfb'

export const emptyState = {
  ready: false,
  /** Id of the member whose page this is. */
  self: '',
  guild: '',
  guilds: [],
  app: { id: '', name: 'Threadkeeper', colour: APP_COLOUR, app: true },
  channels: [],
  members: [],
  roles: [],
  /** By id, in the order of their creation. */
  messages: new Map(),
  figures: { edits: undefined, rateLimited: undefined, turns: [] },
  /** Values by the names of their fields; empty where the playground has none. */
  weather: {},
  /** How far the playground's clock is ahead of this machine's. */
  aheadMs: 0,
}

/** The playground's time; milliseconds since 1970. */
export const nowOf = ({ aheadMs }) => Date.now() + aheadMs

/** The whole state as `/_local/state` has it, and as `/_local/events` begins. */
export function readState(raw) {
  const data = record(raw)
  const app = { ...emptyState.app, ...named(data.app) }
  const state = {
    ...emptyState,
    ready: true,
    self: text(data.self),
    guild: text(record(data.guild).name),
    guilds: list(data.guilds).map(named),
    app,
    channels: readChannels(data.channels),
    members: list(data.members).map(readMember),
    roles: list(data.roles).map((one) => ({ ...named(one), guild: text(record(one).guild) })),
    figures: readFigures(data.stats),
    ...readWeather(data.weather),
  }
  const messages = list(data.messages)
    .map((one) => readMessage(one, state))
    .filter((message) => message.id !== '')
    .toSorted((a, b) => a.createdAt - b.createdAt)
  return { ...state, messages: new Map(messages.map((message) => [message.id, message])) }
}

/**
 * One `message` event, `{change, message}`. The map of the playground is changed in place, because a growing answer brings
 * many events and each of them concerns one message only.
 *
 * @returns {{ change: 'created' | 'updated' | 'deleted' | 'none', message: Message }} What it means for the view.
 */
export function takeMessage(state, raw) {
  const { change, message: data } = record(raw)
  const message = readMessage(data, state)
  const known = state.messages.get(message.id)
  if (change === 'deleted' || record(data).deleted === true) {
    state.messages.delete(message.id)
    return { change: known === undefined ? 'none' : 'deleted', message: known ?? message }
  }
  if (message.id === '') return { change: 'none', message }
  state.messages.set(message.id, message)
  return { change: known === undefined ? 'created' : 'updated', message }
}

/** The messages of a channel that this member may see. */
export const visibleTo = (state, channel, member, dismissed) =>
  [...state.messages.values()].filter(
    (message) => message.channel === channel && isVisible(message, member, dismissed),
  )

export const isVisible = (message, member, dismissed) =>
  (message.ephemeralFor === '' || message.ephemeralFor === member) && !dismissed.has(message.id)

/** Whether the message goes on with the answer above it. */
export const isFollowUp = (message, above) => message.turn !== '' && message.turn === above?.turn

const KINDS = ['text', 'thread', 'dm', 'group']

/** The `channels` event: all that there are. */
export const readChannels = (raw) => list(raw).map(readChannel)

/** The thread that hangs on a message, if one does: both have one id. */
export const threadOn = (state, message) =>
  state.channels.find(({ id, kind }) => kind === 'thread' && id === message.id)

/** What a thread begins with: the message that it hangs on, as it reads, with nothing to press. */
export function starterOf(state, channel) {
  const message = channel.kind === 'thread' ? state.messages.get(channel.id) : undefined
  return message && { ...message, command: '', components: [] }
}

function readChannel(raw) {
  const { id, name, kind, parent, guild, people, context, installs } = record(raw)
  return {
    id: text(id),
    name: text(name),
    kind: KINDS.includes(kind) ? kind : 'text',
    parent: text(parent),
    guild: text(guild),
    people: list(people).map(text),
    context: number(context) ?? 0,
    /** How the bot is here for the member: 0 by the server, 1 by the member; neither of them, and there is no command. */
    installs: list(installs),
  }
}

/** The server of a channel; that of a thread is its channel's. */
export const guildOf = (state, channel) =>
  channel?.guild || (state.channels.find(({ id }) => id === channel?.parent)?.guild ?? '')

/** Who is in a channel: the members of its server, or those of the direct messages. */
export const peopleIn = (state, channel) =>
  state.members.filter(({ id, guilds }) =>
    channel.people.length > 0 ? channel.people.includes(id) : guilds.includes(guildOf(state, channel)),
  )

const readMember = (raw) => ({
  ...named(raw),
  username: text(record(raw).username),
  colour: text(record(raw).colour) || '#8b93a7',
  locale: text(record(raw).locale),
  permissions: text(record(raw).permissions) || '0',
  guilds: list(record(raw).guilds),
  app: false,
})

function named(raw) {
  const { id, name } = record(raw)
  return { id: text(id), name: text(name) || 'Threadkeeper' }
}

function readMessage(raw, state) {
  const data = record(raw)
  const command = record(data.command)
  return {
    id: text(data.id),
    channel: text(data.channel),
    turn: text(data.turn),
    author: state.members.find(({ id }) => id === record(data.author).id) ?? state.app,
    command: text(command.line),
    invoker: text(command.member),
    invokerName: text(command.name),
    given: list(command.attachments).map(readAttachment),
    content: text(data.content),
    loading: data.loading === true,
    failed: text(data.failed),
    ephemeralFor: text(data.ephemeralFor),
    pings: list(data.pings).map(text),
    attachments: list(data.attachments).map(readAttachment),
    embeds: list(data.embeds),
    components: list(data.components),
    createdAt: number(data.createdAt) ?? 0,
    editedAt: number(data.editedAt) ?? 0,
  }
}

function readAttachment(raw) {
  const file = record(raw)
  return {
    id: text(file.id),
    filename: text(file.filename) || 'file',
    size: number(file.size) ?? 0,
    contentType: text(file.contentType),
    description: text(file.description),
    url: ownPath(text(file.url)),
    width: number(file.width) ?? 0,
    height: number(file.height) ?? 0,
  }
}

const ELSEWHERE = 'http://playground.invalid'

/** Only what the playground itself serves is loaded: any other address would take the page off this computer. */
function ownPath(address) {
  if (!URL.canParse(address, ELSEWHERE)) return ''
  const { origin, pathname } = new URL(address, ELSEWHERE)
  return origin === ELSEWHERE && pathname.startsWith('/files/') ? pathname : ''
}

/** The `weather` event. */
export function readWeather(raw) {
  const { values, aheadMs } = record(raw)
  return { weather: record(values), aheadMs: number(aheadMs) ?? 0 }
}

/** The `stats` event; a figure that is not known yet is undefined. */
export function readFigures(raw) {
  const data = record(raw)
  return {
    edits: number(data.edits),
    rateLimited: number(data.rateLimited),
    turns: list(data.turns).map(readTurn),
  }
}

function readTurn(raw) {
  const turn = record(raw)
  return {
    message: text(turn.message),
    ackMs: number(turn.ackMs),
    firstWordsMs: number(turn.firstWordsMs),
    totalMs: number(turn.totalMs),
    edits: number(turn.edits),
    rateLimited: number(turn.rateLimited),
  }
}

const record = (raw) => (typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {})
const list = (raw) => (Array.isArray(raw) ? raw : [])
const text = (raw) => (typeof raw === 'string' ? raw : '')
const number = (raw) => (typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined)
