/** Decides what to do with an interaction: pong, ask, answer a command or a press, suggest nothing, refuse, reject. */

import { isNameless } from '../converse/names.ts'
import type { Command } from '../converse/thread/command.ts'
import type { Question } from '../converse/question.ts'
import { isBlank } from '../deliver/markdown/graphemes.ts'
import { madeAt, type ThreadId, threadOf } from '../ids.ts'
import { PROMPT_CODE_POINTS } from '../limits.ts'
import { type Case, type Language, sentence } from '../sentences.ts'
import { type ButtonName, type Press, pressed, type Run } from './buttons.ts'
import { type commands, fileOptions } from './commands.ts'
import type { Interaction, OptionValue, Origin } from './interaction.ts'

export type Action =
  | { readonly do: 'pong' }
  /** One sentence, seen by the member alone. */
  | { readonly do: 'refuse'; readonly why: Case; readonly text: string }
  | { readonly do: 'ask'; readonly question: Question }
  /** The thread's reply is the first response, seen by the member alone. */
  | { readonly do: 'forget' | 'status'; readonly command: Command }
  /** As above, for a button, select or modal. */
  | { readonly do: 'press'; readonly button: ButtonName; readonly run: Run }
  | { readonly do: 'suggest nothing' }
  | { readonly do: 'reject'; readonly why: string }

export function route(interaction: Interaction): Action {
  switch (interaction.kind) {
    case 'ping':
      return { do: 'pong' }
    case 'command': {
      const { name, origin } = interaction
      return isKnown(name) ? byName[name](interaction) : refuse('unknown command', origin.language)
    }
    case 'component':
    case 'modal':
      return press(interaction)
    case 'autocomplete':
      return { do: 'suggest nothing' }
    case 'none':
      return { do: 'reject', why: interaction.why }
  }
}

function press(made: Press): Action {
  const known = pressed(made)
  if (known === undefined) return refuse('unknown button', made.origin.language)
  return { do: 'press', button: known.name, run: known.run }
}

type CommandInteraction = Extract<Interaction, { kind: 'command' }>
type Options = Readonly<Record<string, OptionValue>>

const byName = {
  ask,
  forget,
  status: ({ origin, options }) => ({ do: 'status', command: commandOf(origin, options) }),
} satisfies Record<keyof typeof commands, (interaction: CommandInteraction) => Action>

const isKnown = (name: string): name is keyof typeof byName => Object.hasOwn(byName, name)

/** Refuses with the sentence of this case. */
export const refuse = (why: Case, language: Language): Action => ({
  do: 'refuse',
  why,
  text: sentence(why, language),
})

function ask({ origin, options, names, attachments }: CommandInteraction): Action {
  // To the letter: a pasted text begins with its first line's indent.
  const text = typeof options['prompt'] === 'string' ? options['prompt'] : ''
  // Claude refuses a blank text.
  if (isBlank(text)) return refuse('empty prompt', origin.language)
  // Code units over-count code points, so only a text that is near the limit has to be counted exactly.
  if (text.length > PROMPT_CODE_POINTS && Array.from(text).length > PROMPT_CODE_POINTS) {
    return refuse('prompt too long', origin.language)
  }
  const ids = new Set(fileOptions.map((name) => options[name]).filter((id) => id !== undefined))
  const files = [...ids].flatMap((id) => attachments.get(String(id)) ?? [])
  // An option names a file that Discord did not send.
  if (files.length < ids.size) return refuse('file gone', origin.language)
  const { moderates: _, channelName: _name, ...from } = origin
  return {
    do: 'ask',
    question: {
      ...from,
      thread: conversation(origin, options),
      text,
      ...(isNameless(names) ? {} : { names }),
      files,
      private: isPrivate(options),
      fresh: options['fresh'] === true,
      askedAt: madeAt(origin.id),
    },
  }
}

/** A server's conversation belongs to all members, so only a moderator may erase it. */
function forget({ origin, options }: CommandInteraction): Action {
  const command = commandOf(origin, options)
  const isShared = command.guild !== null && !command.private && !command.userInstall
  return isShared && !origin.moderates ? refuse('may not forget', origin.language) : { do: 'forget', command }
}

const commandOf = (origin: Origin, options: Options): Command => ({
  id: origin.id,
  thread: conversation(origin, options),
  guild: origin.guild,
  member: origin.member,
  userInstall: origin.userInstall,
  private: isPrivate(options),
  language: origin.language,
})

const isPrivate = (options: Options): boolean => options['private'] === true

/** If only the member installed the app, the conversation is theirs alone, also in a group chat: nobody else agreed to share. */
const conversation = (origin: Origin, options: Options): ThreadId =>
  threadOf(origin.channel, isPrivate(options) || origin.userInstall ? origin.member : undefined)
