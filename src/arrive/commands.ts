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
} as const

/** The body of `PUT /applications/{id}/commands`, which replaces all commands by these. */
export const commandsBody = (): readonly Readonly<Record<string, unknown>>[] => Object.values(commands)
