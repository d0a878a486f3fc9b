/** Decides what to do with an interaction: pong, ask, answer a command or a press, suggest nothing, refuse, reject. */

import { isNameless, type Names, noNames } from '../converse/names.ts'
import type { Command } from '../converse/thread/command.ts'
import type { Question } from '../converse/question.ts'
import { isBlank } from '../deliver/markdown/graphemes.ts'
import { madeAt } from '../ids.ts'
import { PROMPT_CODE_POINTS } from '../limits.ts'
import { type Case, type Language, sentence } from '../sentences.ts'
import { type ButtonName, type Press, pressed, type Run } from './buttons.ts'
import { type commands, fileOptions } from './commands.ts'
import { commandOf, conversationOf, mayForget } from './conversation-of.ts'
import { type HelpAsked, readExampleId } from './help.ts'
import type { Interaction, OptionValue, Origin } from './interaction.ts'

export type Action =
  | { readonly do: 'pong' }
  /** One sentence, seen by the member alone. */
  | { readonly do: 'refuse'; readonly why: Case; readonly text: string }
  | { readonly do: 'ask'; readonly question: Question }
  /** The thread's reply is the first response, seen by the member alone. */
  | { readonly do: 'forget' | 'status'; readonly command: Command }
  /** A message for the member alone. */
  | { readonly do: 'help'; readonly asked: HelpAsked }
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
  const { origin } = made
  const isButton = made.kind === 'component' && made.control === 'button'
  const example = isButton ? readExampleId(made.customId) : undefined
  if (example !== undefined) {
    const { which, isPrivate } = example
    return askThat(origin, { text: sentence(which, origin.language), private: isPrivate })
  }
  const known = pressed(made)
  if (known === undefined) return refuse('unknown button', origin.language)
  return { do: 'press', button: known.name, run: known.run }
}

type CommandInteraction = Extract<Interaction, { kind: 'command' }>
type Options = Readonly<Record<string, OptionValue>>

const byName = {
  ask,
  help: ({ origin, options }) => ({ do: 'help', asked: helpAsked(origin, isPrivate(options)) }),
  forget,
  status: ({ origin, options }) => ({ do: 'status', command: commandOf(origin, isPrivate(options)) }),
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
  return askThat(origin, {
    text,
    names,
    files,
    private: isPrivate(options),
    fresh: options['fresh'] === true,
  })
}

/** What makes a question besides who asks and where. */
interface Asking extends Partial<Pick<Question, 'files' | 'fresh'>>, Pick<Question, 'text' | 'private'> {
  /** Of whoever and whatever the text mentions. */
  readonly names?: Names
}

function askThat(origin: Origin, asking: Asking): Action {
  const { text, names = noNames, files = [], private: alone, fresh = false } = asking
  const { moderates: _, channelName: _name, ...from } = origin
  return {
    do: 'ask',
    question: {
      ...from,
      thread: conversationOf(origin, alone),
      text,
      ...(isNameless(names) ? {} : { names }),
      files,
      private: alone,
      fresh,
      askedAt: madeAt(origin.id),
    },
  }
}

/** Asks whether to forget; the press of the button is checked for the same right. */
function forget({ origin, options }: CommandInteraction): Action {
  const alone = isPrivate(options)
  if (!mayForget(origin, alone)) return refuse('may not forget', origin.language)
  return { do: 'forget', command: commandOf(origin, alone) }
}

function helpAsked(origin: Origin, alone: boolean): HelpAsked {
  const { guild, userInstall, language, reader } = origin
  const who = { guild, userInstall, language, ...(reader === undefined ? {} : { reader }) }
  return { ...who, thread: conversationOf(origin, alone), private: alone }
}

const isPrivate = (options: Options): boolean => options['private'] === true
