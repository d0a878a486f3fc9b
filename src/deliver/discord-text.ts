/** Makes readable what Discord writes between angle brackets: mentions, emoji, times and commands. */

import { isoTime } from '../clock.ts'
import { partsOf } from './markdown/code-parts.ts'

/** What a reader is told instead of an id; undefined where nobody knows. */
export interface Known {
  readonly person: (id: string) => string | undefined
  readonly role: (id: string) => string | undefined
  readonly channel: (id: string) => string | undefined
}

/**
 * A member's text as a reader can read it. What nobody knows is named by a neutral word, because an id says nothing and
 * must not be told. Code stays to the letter: Discord shows no mention there.
 * Source: Discord, Reference, "Message Formatting".
 */
export const readable = (text: string, known: Known): string =>
  text.includes('<')
    ? partsOf(text)
        .map((part) => (part.code ? part.text : told(part.text, known)))
        .join('')
    : text

/** An id of Discord's has 17 digits or more; what is much shorter is a number of ours, or a text. */
const FORM =
  /<@!?(\d{7,20})>|<@&(\d{7,20})>|<#(\d{7,20})>|<a?:(\w{1,32}):\d{7,20}>|<t:(-?\d{1,13})(?::[a-zA-Z])?>|<\/([^\n<>:]{1,100}):\d{1,20}>|<id:[\w-]{1,30}(?::\d{1,20})?>/g

const told = (text: string, known: Known): string =>
  text.replaceAll(
    FORM,
    (
      whole: string,
      person?: string,
      role?: string,
      channel?: string,
      emoji?: string,
      time?: string,
      command?: string,
    ) => {
      if (person !== undefined) return known.person(person) ?? 'a member'
      if (role !== undefined) return named('@', known.role(role)) ?? 'a role'
      if (channel !== undefined) return named('#', known.channel(channel)) ?? 'a channel'
      if (emoji !== undefined) return `:${emoji}:`
      if (time !== undefined) return isoTime(Number(time) * 1_000) ?? whole
      return command === undefined ? 'a page of this server' : `/${command}`
    },
  )

const named = (sign: string, name = ''): string | undefined => (name === '' ? undefined : sign + name)

/** The ids of all that a text mentions outside of code. */
export function mentionedIn(text: string): ReadonlySet<string> {
  const ids = new Set<string>()
  const note = (id: string): undefined => void ids.add(id)
  readable(text, { person: note, role: note, channel: note })
  return ids
}

/** Whether a text mentions somebody or something: by an id, or by a number of one conversation; also in code. */
export const hasMention = (text: string): boolean => /<(?:@[!&]?|#)\d/.test(text)
