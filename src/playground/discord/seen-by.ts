/** What one member sees: their channels, the messages in them, and none that is another member's alone. */

import { isIn, knownChannel, listedChannels, ownersIn, CONTEXT } from './channels.ts'
import { type DemoMember, findMember, members } from './demo-data.ts'
import type { Json } from './json.ts'
import type { Threads } from './moderation.ts'
import type { Interaction, Message, State } from './state.ts'

/** Undefined is nobody in particular, who sees everything: a test. */
export type Viewer = DemoMember | undefined

/**
 * Whom a page is for.
 *
 * @param who id, username or name in the address of the page, or what the browser has kept; undefined for a newcomer
 * @param language of the browser: a newcomer begins as a member who speaks it, if there is one
 */
export function viewerNamed(who: string | undefined, language: string): DemoMember {
  const spoken = language.slice(0, 2).toLowerCase()
  return findMember(who ?? '') ?? members.find(({ locale }) => locale.slice(0, 2) === spoken) ?? members[0]
}

export function seesChannel(threads: Threads, viewer: Viewer, id: string): boolean {
  if (viewer === undefined) return true
  const channel = knownChannel(threads, id)
  return channel !== undefined && isIn(channel, viewer)
}

export const seesMessage = ({ threads }: State, viewer: Viewer, message: Message): boolean =>
  seesChannel(threads, viewer, message.channel) &&
  (viewer === undefined || !message.ephemeral || message.interaction.member.id === viewer.id)

/** A turn is seen by everybody who sees its answer. */
export function seesTurn(state: State, viewer: Viewer, { messages, channel, member }: Interaction): boolean {
  if (viewer === undefined || member.id === viewer.id) return seesChannel(state.threads, viewer, channel)
  const [first] = messages.flatMap((id) => state.messages.get(id) ?? [])
  return first !== undefined && seesMessage(state, viewer, first)
}

/** The channels of a viewer, each with how the bot is there: `installs` are those that Discord counts (0 server, 1 member). */
export const channelsFor = (threads: Threads, viewer: Viewer): readonly Json[] =>
  listedChannels(threads)
    .filter((channel) => viewer === undefined || isIn(channel, viewer))
    .map((channel) => ({
      ...channel,
      ...(viewer === undefined
        ? {}
        : {
            context: CONTEXT[channel.kind],
            installs: Object.keys(ownersIn(channel, viewer) ?? {}).map(Number),
          }),
    }))
