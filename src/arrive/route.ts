/** Decides what to do with an interaction: pong, answer, defer and ask, refuse. */

import type { Question } from '../converse/question.ts'
import { madeAt, threadOf } from '../ids.ts'
import { PROMPT_CODE_POINTS } from '../limits.ts'
import { type Case, sentence } from '../sentences.ts'
import type { Interaction, Origin } from './interaction.ts'

export type Action =
  | { readonly do: 'pong' }
  /** One sentence, seen by the member alone. */
  | { readonly do: 'refuse'; readonly why: Case; readonly text: string }
  | { readonly do: 'ask'; readonly question: Question }
  | { readonly do: 'suggest nothing' }
  | { readonly do: 'reject'; readonly why: string }

export function route(interaction: Interaction): Action {
  switch (interaction.kind) {
    case 'ping':
      return { do: 'pong' }
    case 'command':
      return interaction.name === 'ask' ? ask(interaction) : refuse('unknown command', interaction.origin)
    case 'component':
    case 'modal':
      return refuse('unknown button', interaction.origin)
    case 'autocomplete':
      return { do: 'suggest nothing' }
    case 'none':
      return { do: 'reject', why: interaction.why }
  }
}

const refuse = (why: Case, origin: Origin): Action => ({
  do: 'refuse',
  why,
  text: sentence(why, origin.language),
})

function ask({ origin, options, attachments }: Extract<Interaction, { kind: 'command' }>): Action {
  const text = typeof options['prompt'] === 'string' ? options['prompt'].trim() : ''
  if (text === '') return refuse('empty prompt', origin)
  // Code units over-count code points, so only a text that is near the limit has to be counted exactly.
  if (text.length > PROMPT_CODE_POINTS && Array.from(text).length > PROMPT_CODE_POINTS) {
    return refuse('prompt too long', origin)
  }
  const file = attachments.get(String(options['file']))
  // Named, and yet not among the files that came along.
  if (options['file'] !== undefined && file === undefined) return refuse('file gone', origin)
  const isPrivate = options['private'] === true
  // Where only the member installed the app, nobody else agreed to share a conversation, in a group chat either.
  const own = isPrivate || origin.userInstall
  const { userInstall, ...from } = origin
  return {
    do: 'ask',
    question: {
      ...from,
      userInstall,
      thread: threadOf(origin.channel, own ? origin.member : undefined),
      text,
      ...(file === undefined ? {} : { file }),
      private: isPrivate,
      fresh: options['fresh'] === true,
      askedAt: madeAt(origin.id),
    },
  }
}
