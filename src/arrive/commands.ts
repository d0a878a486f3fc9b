/** The slash commands as one table: what Discord is told at registration, and what the router knows. */

import { PROMPT_CODE_POINTS } from '../limits.ts'

/**
 * Option types 3 string, 5 boolean, 11 attachment; contexts 0 server, 1 the bot's DM, 2 any other DM; integration
 * types 0 server, 1 member. Source: Discord, Interactions, Application Commands. Required options stand first.
 */
export const commands = {
  ask: {
    name: 'ask',
    type: 1,
    description: 'Ask Claude. It remembers what was said in this channel.',
    description_localizations: { de: 'Frag Claude. Was hier gesagt wurde, weiß es noch.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'prompt',
        type: 3,
        description: 'Your question',
        description_localizations: { de: 'Deine Frage' },
        required: true,
        max_length: PROMPT_CODE_POINTS,
      },
      {
        name: 'file',
        type: 11,
        description: 'A picture, PDF or text to go with it',
        description_localizations: { de: 'Ein Bild, PDF oder Text dazu' },
      },
      {
        name: 'private',
        type: 5,
        description: 'Only you see the answer, in a conversation of your own',
        description_localizations: { de: 'Nur du siehst die Antwort, in einem eigenen Gespräch' },
      },
      {
        name: 'fresh',
        type: 5,
        description: 'A new answer, even if there is a remembered one',
        description_localizations: { de: 'Eine neue Antwort, auch wenn es eine gemerkte gibt' },
      },
    ],
  },
  // Neither asks for a permission at registration: everybody may forget what is their own, and the door knows the rest.
  forget: {
    name: 'forget',
    type: 1,
    description: 'Make me forget what was said in this channel.',
    description_localizations: { de: 'Lass mich vergessen, was in diesem Kanal gesagt wurde.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'private',
        type: 5,
        description: 'Forget the conversation that only you and I have here',
        description_localizations: { de: 'Das Gespräch vergessen, das hier nur wir beide haben' },
      },
    ],
  },
  status: {
    name: 'status',
    type: 1,
    description: 'What I remember of this channel, and for how long.',
    description_localizations: { de: 'Woran ich mich in diesem Kanal erinnere, und wie lange.' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        name: 'private',
        type: 5,
        description: 'The conversation that only you and I have here',
        description_localizations: { de: 'Das Gespräch, das hier nur wir beide haben' },
      },
    ],
  },
} as const

/** The body of `PUT /applications/{id}/commands`, which replaces all commands by these. */
export const commandsBody = (): readonly Readonly<Record<string, unknown>>[] => Object.values(commands)
