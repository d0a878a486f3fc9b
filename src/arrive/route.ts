/** Decides what to do with an interaction: pong, ask, open a modal, answer a command or a press, suggest nothing, refuse, reject. */

import { hasFiles, quoteOf, readAboutMessage, whyUnreadable } from '../converse/question/about-message.ts'
import type { Held, HeldAt } from '../converse/question/held.ts'
import { noNames } from '../converse/question/names.ts'
import type { Command } from '../converse/thread/command.ts'
import type { Question } from '../converse/question/question.ts'
import { isBlank } from '../deliver/markdown/graphemes.ts'
import type { Embed } from '../deliver/message.ts'
import { type InteractionId, threadOf } from '../ids.ts'
import { MODEL_NAME } from '../limits.ts'
import { type Case, type Language, sentence } from '../sentences/sentences.ts'
import { typedIn, typedText } from '../converse/question/typed.ts'
import { asksClaude, type ButtonName, type Press, pressed, type Run } from './buttons.ts'
import { type commands, fileOptions } from './commands.ts'
import { commandOf, conversationOf, mayForget } from './conversation-of.ts'
import { type HelpAsked, readExampleId } from './help.ts'
import type { Interaction, OptionValue, Origin } from './interaction.ts'
import { aboutModal, askModal, type Modal as Form, readAskModal, readFollowModal } from './modal.ts'
import { type Made, questionOf } from './question-of.ts'
import { type Manager, managerOf, readWish, type Wish } from './settings-wish.ts'
import type { UsageAsked } from './usage-reply.ts'

export type Action =
  | { readonly do: 'pong' }
  | Refusal
  /** `held`: where the rest of the question is. */
  | { readonly do: 'ask'; readonly question: Question; readonly held: HeldAt | undefined }
  /** A modal is the first response. */
  | {
      readonly do: 'open'
      readonly modal: Form
      readonly hold: Hold | undefined
      /** As it was typed. */
      readonly model: string | undefined
      readonly language: Language
    }
  /** The thread's reply is the first response, seen by the member alone. */
  | { readonly do: 'forget' | 'status'; readonly command: Command }
  /** As above, about all that is the member's. */
  | { readonly do: 'forget everywhere'; readonly command: Command }
  /** A message for the member alone. */
  | { readonly do: 'help'; readonly asked: HelpAsked }
  /** As above, for a button, select or modal. */
  | {
      readonly do: 'press'
      readonly button: ButtonName
      readonly run: Run
      readonly by: Pick<Origin, 'member' | 'language'>
      /** In a modal. */
      readonly typed: string
    }
  | { readonly do: 'privacy'; readonly language: Language }
  /** As above, from the ledger. */
  | { readonly do: 'usage'; readonly asked: UsageAsked }
  /** A private message with the settings of the place, or what a press in it wants. `isNew`: it is not there yet. */
  | {
      readonly do: 'settings'
      readonly wish: Wish
      readonly by: Manager
      readonly isNew: boolean
    }
  /** Models, for what was typed of one. */
  | { readonly do: 'suggest'; readonly typed: string; readonly language: Language }
  | { readonly do: 'suggest nothing' }
  | { readonly do: 'reject'; readonly why: string }

/** One sentence, seen by the member alone, and below it what they had typed. */
export interface Refusal {
  readonly do: 'refuse'
  readonly why: Case
  readonly text: string
  readonly typed?: Embed
}

/** What to hold until the modal is sent, and where. */
export interface Hold {
  readonly at: HeldAt
  readonly held: Held
}

export function route(interaction: Interaction): Action {
  switch (interaction.kind) {
    case 'ping':
      return { do: 'pong' }
    case 'command': {
      const { name, origin } = interaction
      return isKnown(name) ? byName[name](interaction) : refuse('unknown command', origin.language)
    }
    case 'modal':
      return submitted(interaction) ?? press(interaction)
    case 'component':
      return press(interaction)
    case 'autocomplete':
      return suggest(interaction)
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
    const given = { text: sentence(which, origin.language), private: isPrivate }
    return askOf(origin, questionOf(origin, { ...ordinary, ...given }, new Map()))
  }
  const wish = readWish(made)
  if (wish !== undefined) return { do: 'settings', wish, by: managerOf(origin), isNew: false }
  const known = pressed(made)
  if (known === undefined) return refuse('unknown button', origin.language)
  const { name, run, typed = '' } = known
  return { do: 'press', button: name, run, by: origin, typed }
}

type CommandInteraction = Extract<Interaction, { kind: 'command' }>
type Modal = Extract<Interaction, { kind: 'modal' }>
type Options = Readonly<Record<string, OptionValue>>

const byName = {
  ask,
  'Ask Claude': askAbout,
  help: ({ origin, options }) => ({ do: 'help', asked: helpAsked(origin, isPrivate(options)) }),
  forget,
  settings: ({ origin }) => ({
    do: 'settings',
    wish: { does: 'show', page: 'home' },
    by: managerOf(origin),
    isNew: true,
  }),
  privacy: ({ origin: { language } }) => ({ do: 'privacy', language }),
  usage: ({ origin, options }) => ({
    do: 'usage',
    asked: { ...managerOf(origin), ofServer: options['server'] === true },
  }),
  status: ({ origin, options }) => ({ do: 'status', command: commandOf(origin, isPrivate(options)) }),
} satisfies Record<keyof typeof commands, (interaction: CommandInteraction) => Action>

const isKnown = (name: string): name is keyof typeof byName => Object.hasOwn(byName, name)

/** Refuses with the sentence of this case. @param typed what is to be given back */
export const refuse = (why: Case, language: Language, typed = ''): Refusal => ({
  do: 'refuse',
  why,
  text: sentence(why, language),
  ...(isBlank(typed) ? {} : { typed: typedText(typed, language) }),
})

const ordinary = { files: [], names: noNames, fresh: false, isTyped: false }

/** Without a question a modal is opened to type it in: what came along is held until then. */
function ask({ origin, options, names, attachments }: CommandInteraction): Action {
  const { prompt } = options
  const files = fileOptions.flatMap((name) => (options[name] === undefined ? [] : String(options[name])))
  const model = modelIn(options)
  const chosen = { files, private: isPrivate(options), fresh: options['fresh'] === true, model }
  if (typeof prompt === 'string' && !isBlank(prompt))
    return askOf(origin, questionOf(origin, { ...ordinary, ...chosen, names, text: prompt }, attachments))
  const held = files.flatMap((id) => attachments.get(id) ?? [])
  if (held.length < files.length) return refuse('file gone', origin.language)
  const hold = held.length === 0 ? undefined : { at: heldAt(origin, origin.id), held: { files: held } }
  return {
    do: 'open',
    modal: askModal(origin.language, { ...chosen, files: held.length }, hold?.at.id),
    hold,
    model,
    language: origin.language,
  }
}

/** In the menu of a message: the message is held until the question about it is typed. */
function askAbout({ origin, target }: CommandInteraction): Action {
  const { language, id } = origin
  const message = readAboutMessage(target)
  if (message === undefined) return refuse('message unreadable', language)
  const why = whyUnreadable(message)
  if (why !== undefined) return refuse(why, language)
  const modal = aboutModal(language, { quote: quoteOf(message), hasFiles: hasFiles(message) }, id)
  return {
    do: 'open',
    modal,
    hold: { at: heldAt(origin, id), held: { files: [], message } },
    model: undefined,
    language,
  }
}

/** What is longer is the name of nothing. */
function modelIn({ model }: Options): string | undefined {
  return typeof model === 'string' && model.trim() !== '' ? model.slice(0, MODEL_NAME) : undefined
}

function suggest({ origin, command, focused }: Extract<Interaction, { kind: 'autocomplete' }>): Action {
  const isModel = command === 'ask' && focused?.name === 'model'
  return isModel
    ? { do: 'suggest', typed: focused.value, language: origin.language }
    : { do: 'suggest nothing' }
}

/** A question that was typed in one of our modals; undefined where it is another one. */
function submitted({ origin, customId, fields, names, attachments }: Modal): Action | undefined {
  const typed = readAskModal(customId, fields) ?? readFollowModal(customId, fields)
  if (typed === undefined) return undefined
  const made = questionOf(
    origin,
    { ...typed, names, isTyped: true, mayBeBlank: typed.held !== undefined },
    attachments,
  )
  if (!made.ok) return refuse(made.why, origin.language, typed.text)
  return askOf(origin, made, typed.held === undefined ? undefined : heldAt(origin, typed.held))
}

const askOf = (origin: Origin, made: Made, held?: HeldAt): Action =>
  made.ok ? { do: 'ask', question: made.question, held } : refuse(made.why, origin.language)

const heldAt = (origin: Origin, id: InteractionId): HeldAt => ({
  thread: threadOf(origin.channel, origin.member),
  id,
})

/** Asks whether to forget; the press of the button is checked for the same right. */
function forget({ origin, options }: CommandInteraction): Action {
  const alone = isPrivate(options)
  // Of their own everybody may dispose.
  if (options['everywhere'] === true) return { do: 'forget everywhere', command: commandOf(origin, alone) }
  if (!mayForget(origin, alone)) return refuse('may not forget', origin.language)
  return { do: 'forget', command: commandOf(origin, alone) }
}

function helpAsked(origin: Origin, alone: boolean): HelpAsked {
  const { guild, userInstall, language, reader } = origin
  const who = { guild, userInstall, language, ...(reader === undefined ? {} : { reader }) }
  return { ...who, thread: conversationOf(origin, alone), private: alone }
}

const isPrivate = (options: Options): boolean => options['private'] === true

/** Whose question it is, and what was typed for it in a modal; undefined where Claude is not asked. */
export function askerOf(
  action: Action,
): (Pick<Question, 'member' | 'language'> & { readonly typed: string }) | undefined {
  if (action.do === 'ask') return { ...action.question, typed: typedIn(action.question) }
  return action.do === 'press' && asksClaude(action.button)
    ? { ...action.by, typed: action.typed }
    : undefined
}
