/** The commands as one table, for the registration at Discord and for the router. */

import { MODEL_NAME, PROMPT_CODE_POINTS } from '../limits.ts'

/**
 * Option types 3 string, 5 boolean, 11 attachment; contexts 0 server, 1 the bot's DM, 2 any other DM; integration
 * types 0 server, 1 member. Source: Discord, Interactions, Application Commands.
 */
export const commands = {
  ask: {
    name: 'ask',
    type: 1,
    description: 'Ask Claude a question. Claude remembers the conversation in this channel.',
    description_localizations: {
      de: 'Stell Claude eine Frage. Claude merkt sich das Gespräch in diesem Kanal.',
    },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'prompt',
        type: 3,
        description: 'Your question. Without it a form opens, for long questions and more files.',
        description_localizations: {
          de: 'Deine Frage. Ohne sie öffnet sich ein Formular, für lange Fragen und mehr Dateien.',
        },
        max_length: PROMPT_CODE_POINTS,
      },
      {
        name: 'file',
        type: 11,
        description: 'An image, PDF, document, table or text for your question',
        description_localizations: { de: 'Ein Bild, PDF, Dokument, eine Tabelle oder Text zu deiner Frage' },
      },
      {
        name: 'file2',
        type: 11,
        description: 'A second file for your question',
        description_localizations: { de: 'Eine zweite Datei zu deiner Frage' },
      },
      {
        name: 'file3',
        type: 11,
        description: 'A third file for your question',
        description_localizations: { de: 'Eine dritte Datei zu deiner Frage' },
      },
      {
        name: 'private',
        type: 5,
        description: 'Only you see the answer. It belongs to your private conversation.',
        description_localizations: {
          de: 'Nur du siehst die Antwort. Sie gehört zu deinem privaten Gespräch.',
        },
      },
      {
        name: 'fresh',
        type: 5,
        description: 'Skip saved answers',
        description_localizations: { de: 'Gespeicherte Antworten überspringen' },
      },
      {
        name: 'model',
        type: 3,
        description: 'Which model answers',
        description_localizations: { de: 'Welches Modell antwortet' },
        autocomplete: true,
        max_length: MODEL_NAME,
      },
    ],
  },
  help: {
    name: 'help',
    type: 1,
    description: 'See what I can do here, and try an example.',
    description_localizations: { de: 'Zeigt, was ich hier kann, mit Beispielen zum Ausprobieren.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'private',
        type: 5,
        description: 'About your private conversation here',
        description_localizations: { de: 'Über dein privates Gespräch hier' },
      },
    ],
  },
  // In the menu of a message. Such a command has neither options nor a description.
  'Ask Claude': {
    name: 'Ask Claude',
    type: 3,
    name_localizations: { de: 'Claude fragen' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
  },
  // Neither asks for a permission at registration: everybody may erase their own conversation, and `route.ts` checks the rest.
  forget: {
    name: 'forget',
    type: 1,
    description: 'Make me forget the conversation in this channel.',
    description_localizations: { de: 'Lass mich das Gespräch in diesem Kanal vergessen.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'private',
        type: 5,
        description: 'Forget only your private conversation here',
        description_localizations: { de: 'Nur dein privates Gespräch hier vergessen' },
      },
      {
        name: 'everywhere',
        type: 5,
        description: 'Forget what is yours in all conversations, files and settings included',
        description_localizations: {
          de: 'Alles von dir vergessen, in allen Gesprächen, mit Dateien und Einstellungen',
        },
      },
    ],
  },
  // Discord hides it from members who may not manage the server; `settings-reply.ts` checks that again at each press.
  settings: {
    name: 'settings',
    type: 1,
    description: 'Set how I work on this server, or for you in direct messages.',
    description_localizations: {
      de: 'Stell ein, wie ich auf diesem Server arbeite, oder für dich in Direktnachrichten.',
    },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    default_member_permissions: '32',
  },
  privacy: {
    name: 'privacy',
    type: 1,
    description: 'See what I keep, for how long, and who reads it.',
    description_localizations: { de: 'Zeigt, was ich aufbewahre, wie lange, und wer es liest.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
  },
  usage: {
    name: 'usage',
    type: 1,
    description: 'See what you have used today and this month.',
    description_localizations: { de: 'Zeigt, was du heute und in diesem Monat verbraucht hast.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'server',
        type: 5,
        description: 'The whole server, for members who can manage it',
        description_localizations: { de: 'Der ganze Server, für alle, die ihn verwalten dürfen' },
      },
    ],
  },
  status: {
    name: 'status',
    type: 1,
    description: 'See what I remember in this channel and for how long.',
    description_localizations: { de: 'Zeigt, was ich mir in diesem Kanal merke und wie lange.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'private',
        type: 5,
        description: 'See your private conversation here',
        description_localizations: { de: 'Dein privates Gespräch hier zeigen' },
      },
    ],
  },
} as const

/** The options of `/ask` that carry a file, in the order in which Claude is shown them. */
export const fileOptions = ['file', 'file2', 'file3'] as const

/** The body of `PUT /applications/{id}/commands`, which replaces all commands by these. */
export const commandsBody = (): readonly Readonly<Record<string, unknown>>[] => Object.values(commands)
