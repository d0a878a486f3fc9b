/** Where a page is, as its address says it: `?as=ben#random`, `#@me`, `#weekend-plans`, `#random/<id of a message>`. */

/**
 * @typedef {object} Place
 * @property {string | undefined} as The member who is named, in whichever way.
 * @property {string | undefined} channel What stands behind the hash, without a message.
 * @property {string | undefined} message Id of the message to look at.
 * @property {string | undefined} inspect Id of the answer that is inspected.
 */

/**
 * @param {{ search: string, hash: string }} location
 * @returns {Place}
 */
export function readPlace({ search, hash }) {
  const query = new URLSearchParams(search)
  const as = query.get('as')?.trim()
  const inspect = /^\d{1,20}$/.exec(query.get('inspect') ?? '')?.[0]
  const [, channel = '', message] = /^#?(.*?)(?:\/(\d{1,20}))?$/s.exec(hash) ?? []
  return { as: as || undefined, channel: decoded(channel) || undefined, message, inspect }
}

/** An address that somebody mistyped is read as it stands. */
function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const DIRECT = '@me'

const plain = (name) => name.trim().toLowerCase().replaceAll(/\s+/g, '-')

/** A channel by what an address calls it: its name, its id, or `@me` for the direct messages with the bot. */
export const channelAt = (channels, called) =>
  channels.find(({ id }) => id === called) ??
  channels.find(({ kind, name }) => (kind === 'dm' ? DIRECT : plain(name)) === plain(called))

/** A member by what an address calls them. */
export const memberAt = (members, called) =>
  members.find(({ id, username, name }) => [id, username, name].some((one) => plain(one) === plain(called)))

/**
 * @param {{ channels: object[], members: object[] }} state
 * @param {{ member: string, channel: string, message?: string, inspect?: string }} place By their ids.
 * @returns {string} The address, from the question mark on.
 */
export function addressOf({ channels, members }, { member, channel, message, inspect }) {
  const self = members.find(({ id }) => id === member)
  const found = channels.find(({ id }) => id === channel)
  if (self === undefined || found === undefined) return ''
  const name = found.kind === 'dm' ? DIRECT : plain(found.name)
  // Two threads may have one name; then only the id says which is meant.
  const called = channelAt(channels, name)?.id === channel ? name : channel
  const fragment = encodeURIComponent(called).replaceAll('%40', '@')
  const inspected = inspect === undefined ? '' : `&inspect=${inspect}`
  return `?as=${encodeURIComponent(self.username)}${inspected}#${fragment}${message === undefined ? '' : `/${message}`}`
}
