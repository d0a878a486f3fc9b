/** The modals in which a question is typed: their forms, their custom ids, and what was filled in. */

import { buttonId } from '../converse/turn/button-id.ts'
import { type InteractionId, isInteractionId } from '../ids.ts'
import { MODAL_FILES, MODAL_TEXT } from '../limits.ts'
import type { Language } from '../sentences/sentences.ts'
import { type ModalWords, modalWords } from '../sentences/in-modals.ts'
import type { Fields } from './components.ts'

/** As Discord takes it (Interactions, Receiving and Responding, "Modal"; OpenAPI, ModalInteractionCallbackRequestData). */
export interface Modal {
  readonly custom_id: string
  readonly title: string
  readonly components: readonly object[]
}

/** Source: Discord, Components, Reference, "Component Types". */
const TYPE = { textInput: 4, textDisplay: 10, label: 18, fileUpload: 19, checkbox: 23 } as const
const PARAGRAPH = 2

/** The custom ids of the fields. */
const FIELD = { prompt: 'prompt', files: 'files', private: 'private', fresh: 'fresh' } as const

/** What the command has said already. */
export interface Chosen {
  readonly private: boolean
  readonly fresh: boolean
  /** As it was typed. */
  readonly model: string | undefined
  /** How many files it came with. */
  readonly files: number
}

/**
 * The modal of `/ask` without a prompt.
 *
 * @param held the command, where something that it came with is held until the modal is sent
 */
export function askModal(language: Language, chosen: Chosen, held: InteractionId | undefined): Modal {
  const words = modalWords(language)
  return {
    custom_id: modalId(held, chosen.model),
    title: words.title,
    components: [
      paragraph(words),
      upload(words, MODAL_FILES - chosen.files),
      checkbox(words.private, words.onlyYou, FIELD.private, chosen.private),
      checkbox(words.fresh, words.skipsSaved, FIELD.fresh, chosen.fresh),
    ],
  }
}

/**
 * The modal of the button Follow up.
 *
 * @param isPrivate only the member sees the answer that it is about, and so shall it be with the next
 */
export function followModal(language: Language, turn: InteractionId, isPrivate: boolean): Modal {
  const words = modalWords(language)
  return {
    custom_id: `follow:1:${turn}${isPrivate ? ':private' : ''}`,
    title: words.followUp,
    components: [paragraph(words)],
  }
}

/** What the modal of Edit question is about. */
export interface EditAbout {
  readonly turn: InteractionId
  /** The conversation is its asker's own. */
  readonly isOwn: boolean
}

/**
 * The modal of the button Edit question, with the question as it is. One that is longer than a field takes is there with
 * its beginning, and a line says so.
 */
export function editModal(language: Language, about: EditAbout, text: string): Modal {
  const words = modalWords(language)
  const letters = Array.from(text)
  const isWhole = letters.length <= MODAL_TEXT
  const value = isWhole ? text : letters.slice(0, MODAL_TEXT).join('')
  return {
    custom_id: buttonId('edited', about),
    title: words.edit,
    components: [
      ...(isWhole ? [] : [{ type: TYPE.textDisplay, content: words.onlyBeginning }]),
      paragraph(words, value === '' ? {} : { value }),
    ],
  }
}

/** What was typed in it, line ends and all; empty where nothing was. */
export const editedText = ({ [FIELD.prompt]: text }: Fields): string => (typeof text === 'string' ? text : '')

const paragraph = (words: ModalWords, more: object = { placeholder: words.anyLength }): object =>
  label(words.question, undefined, {
    type: TYPE.textInput,
    custom_id: FIELD.prompt,
    style: PARAGRAPH,
    max_length: MODAL_TEXT,
    ...more,
  })

/** What is shown of the message that will be asked about. */
export interface Shown {
  /** Markdown that is safe. */
  readonly quote: string
  readonly hasFiles: boolean
}

/** The modal of "Ask Claude" in the menu of a message, which is held under the id of the command. */
export function aboutModal(language: Language, { quote, hasFiles }: Shown, held: InteractionId): Modal {
  const words = modalWords(language)
  const text = hasFiles ? `${quote}\n-# ${words.filesStayShut}` : quote
  return {
    custom_id: modalId(held, undefined),
    title: words.title,
    components: [
      { type: TYPE.textDisplay, content: text },
      paragraph(words, { placeholder: words.emptyExplains, required: false }),
      upload(words, MODAL_FILES),
      checkbox(words.private, words.onlyYou, FIELD.private, false),
    ],
  }
}

const upload = (words: ModalWords, most: number): object =>
  label(words.files, words.someFiles.replace('{n}', String(most)), {
    type: TYPE.fileUpload,
    custom_id: FIELD.files,
    min_values: 0,
    max_values: most,
    required: false,
  })

const label = (text: string, description: string | undefined, component: object): object => ({
  type: TYPE.label,
  label: text,
  ...(description === undefined ? {} : { description }),
  component,
})

const checkbox = (text: string, description: string, id: string, isTicked: boolean): object =>
  label(text, description, { type: TYPE.checkbox, custom_id: id, default: isTicked })

/** Version 1; at most 97 of the 100 characters that Discord takes. */
const modalId = (held: InteractionId | undefined, model: string | undefined): string =>
  `ask:1${held === undefined ? '' : `:${held}`}${model === undefined ? '' : `:model=${model}`}`

/** What was sent with the modal. */
export interface Typed {
  readonly text: string
  /** Ids of attachments. */
  readonly files: readonly string[]
  readonly private: boolean
  readonly fresh: boolean
  readonly model: string | undefined
  /** A custom id may be forged: it names what is held, and the member comes from the interaction. */
  readonly held: InteractionId | undefined
}

/** Undefined for any other modal, and for a forged one. */
export function readAskModal(customId: string, fields: Fields): Typed | undefined {
  const [isOurs, held, model] = /^ask:1(?::(\d{1,20}))?(?::model=(.{1,64}))?$/s.exec(customId) ?? []
  if (isOurs === undefined) return undefined
  const { [FIELD.prompt]: text, [FIELD.files]: files } = fields
  return {
    text: typeof text === 'string' ? text : '',
    files: Array.isArray(files) ? files : [],
    private: fields[FIELD.private] === true,
    fresh: fields[FIELD.fresh] === true,
    model,
    held: isInteractionId(held) ? held : undefined,
  }
}

/** A follow-up is a question like any other: in the conversation of the channel, or in the member's own. */
export function readFollowModal(customId: string, fields: Fields): Typed | undefined {
  const [isOurs, isPrivate] = /^follow:1:\d{1,20}(:private)?$/.exec(customId) ?? []
  if (isOurs === undefined) return undefined
  const text = fields[FIELD.prompt]
  return {
    text: typeof text === 'string' ? text : '',
    files: [],
    private: isPrivate !== undefined,
    fresh: false,
    model: undefined,
    held: undefined,
  }
}
