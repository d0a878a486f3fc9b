/** Who asked what where: for the terminal, because the bot's own log has neither names nor texts. */

import { knownChannel } from './channels.ts'
import { findMember } from './demo-data.ts'
import type { Interaction, State } from './state.ts'

export interface Asked {
  readonly member: string
  /** As people write it, such as `#random`. */
  readonly channel: string
  /** The beginning of the question, or of what a press was about; empty where neither is known. */
  readonly text: string
}

const LONGEST = 40

/** @param id of the interaction, which the bot calls its turn. */
export function askedIn(state: State, id: string): Asked | undefined {
  const interaction = [...state.interactions.values()].findLast((one) => one.id === id)
  if (interaction === undefined) return undefined
  const { member, channel } = interaction
  return {
    member: findMember(member.id)?.name ?? member.globalName ?? member.username,
    channel: nameOf(state, channel),
    text: shortened(textOf(state, interaction)),
  }
}

function nameOf({ threads }: State, id: string): string {
  const channel = knownChannel(threads, id)
  if (channel === undefined) return id
  if (channel.kind === 'dm') return 'direct messages'
  return channel.kind === 'text' ? `#${channel.name}` : channel.name
}

/** What was typed; of a press, what stands above the message whose button it was. */
function textOf(state: State, { commandLine, pressed }: Interaction): string {
  if (commandLine !== '') return commandLine.replace(/^\/ask prompt: /, '')
  const above = state.messages.get(pressed ?? '')?.interaction
  return above === undefined ? '' : above.commandLine.replace(/^\/ask prompt: /, '')
}

/** Control characters would move the cursor of the terminal, and others turn the line around. */
const UNSEEN = /[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu

function shortened(text: string): string {
  const line = text.replaceAll(UNSEEN, ' ').trim()
  const characters = Array.from(line)
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST).join('').trimEnd()}…`
}
