/** What the bot has registered, and which of it there is for a member in a channel. */
import { registered } from './connection.js'
import { guildOf } from './page-state.js'
import { offeredIn, readCommands, readMessageCommands } from './slash.js'

/**
 * @param {object} words
 * @param {{ know(commands: object[]): void }} line The line to type in.
 */
export function knownCommands(words, line) {
  let raw
  let ofMessages = []
  return {
    async learn() {
      raw = await registered()
    },
    know({ state, channel, member }) {
      const current = state.channels.find(({ id }) => id === channel)
      if (current === undefined || current.installs.length === 0) {
        line.know([])
        ofMessages = []
        return
      }
      const offered = offeredIn(raw, current)
      const permissions = state.members.find(({ id }) => id === member)?.permissions
      line.know(readCommands(offered, words.locale, guildOf(state, current) === '' ? undefined : permissions))
      ofMessages = readMessageCommands(offered, words.locale)
    },
    /** Those in the menu of a message. */
    ofMessages: () => ofMessages,
  }
}
