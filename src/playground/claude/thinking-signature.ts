/** The signature under a thinking block: what lets it be sent back only with the prompt that it was thought for. */

import { type Message } from './content.ts'
import { isRecord } from '../../json.ts'
import { type Prompt, rendered } from './prompt-cache.ts'
import { digest } from './seeded.ts'
import { merged } from './tools.ts'

/** What may not change before a thinking block: system, tools and the messages until then. */
const prefixOf = (prompt: Pick<Prompt, 'system' | 'tools'>, before: readonly Message[]): string =>
  digest(rendered([prompt.system, prompt.tools, merged(before)]))

/** The signature for `thinking` as the next thing that this model says. */
export const thinkingSignature = (prompt: Prompt, thinking: string): string =>
  Buffer.from(
    [prompt.model.id, digest(thinking), prefixOf(prompt, prompt.messages), 'local'].join(':'),
    'utf8',
  ).toString('base64')

/** Where the message begins that the thinking of `messages[index]` belongs to: neighbours of one role are one message. */
const beginningOf = (messages: readonly Message[], index: number): number => {
  let start = index
  while (start > 0 && messages[start - 1]?.role === 'assistant') start -= 1
  return start
}

/**
 * What is wrong with the thinking blocks that came back. A block of another model is no fault: the API drops it silently.
 * Source: Extended thinking, "Preserving thinking blocks".
 */
export function* signatureProblems(prompt: Prompt): Generator<string> {
  for (const [index, message] of prompt.messages.entries()) {
    for (const [position, block] of message.content.entries()) {
      if (block.type !== 'thinking') continue
      const complaint = `messages.${index}.content.${position}: Invalid \`signature\` in \`thinking\` block`
      const [model, thinking, prefix, end] = Buffer.from(String(block['signature']), 'base64')
        .toString('utf8')
        .split(':')
      if (end !== 'local') yield complaint
      if (model !== prompt.model.id) continue
      if (thinking !== digest(String(block['thinking']))) yield complaint
      const befores = [index, beginningOf(prompt.messages, index)].map((start) =>
        prompt.messages.slice(0, start),
      )
      // Only the models from 5.5 on also check what stood before the block.
      if (model.endsWith('5-5') && !befores.some((before) => prefix === prefixOf(prompt, before)))
        yield `${complaint}: the system prompt, the tools or an earlier message has changed`
    }
  }
}

/** The messages as the model sees them: without the thinking of other models. */
export const withoutForeignThinking = (model: string, messages: readonly Message[]): readonly Message[] =>
  messages.map(({ role, content }) => ({
    role,
    content: content.filter(
      (block) =>
        block.type !== 'thinking' ||
        !isRecord(block) ||
        Buffer.from(String(block['signature']), 'base64').toString('utf8').startsWith(`${model}:`),
    ),
  }))
