/** Removes our nonce from Claude's text, so that nobody learns it even when Claude repeats a line of ours. */

import { type Block, withoutThoughts } from './content.ts'
import type { ModelEvent } from './model-event.ts'
import type { Nonce } from './nonce.ts'

/** Takes the nonce out of a text that comes in pieces, wherever they are cut. */
export interface NonceFilter {
  /** Returns the text that can be shown now. At most 15 characters are held back until the next piece. */
  readonly receive: (text: string) => string
  /** Nothing more comes: what was still held back. */
  readonly end: () => string
}

export function nonceFilter(nonce: Nonce): NonceFilter {
  let held = ''
  return {
    receive(text) {
      const all = withoutNonce(held + text, nonce)
      const keep = begunAt(all.toLowerCase(), nonce)
      held = all.slice(all.length - keep)
      return all.slice(0, all.length - keep)
    },
    end() {
      const rest = held
      held = ''
      return rest
    },
  }
}

/** How many characters at the end of `text` are the beginning of the nonce, and not all of it. */
function begunAt(text: string, nonce: Nonce): number {
  for (let length = Math.min(nonce.length - 1, text.length); length > 0; length -= 1)
    if (nonce.startsWith(text.slice(-length))) return length
  return 0
}

/** Takes the nonce's place, so that the text around it cannot form another nonce. */
const withoutNonce = (text: string, nonce: Nonce): string =>
  text.toLowerCase().includes(nonce) ? text.replaceAll(new RegExp(nonce, 'gi'), '#') : text

/** Claude's message as it may be shown and kept: a line of ours that it repeats has no nonce. */
export async function* withoutNonces(
  events: AsyncIterable<ModelEvent>,
  nonce: Nonce,
): AsyncGenerator<ModelEvent> {
  const filter = nonceFilter(nonce)
  for await (const event of events) {
    const text = event.kind === 'text' ? filter.receive(event.text) : filter.end()
    if (text !== '') yield { kind: 'text', text }
    if (event.kind === 'end' && event.content !== undefined)
      yield { ...event, content: cleaned(event.content, nonce) }
    else if (event.kind !== 'text') yield event
  }
}

/** Thoughts are sealed with the text before them, so they go where it had to change. */
function cleaned(content: readonly Block[], nonce: Nonce): readonly Block[] {
  const clean = content.map((block) => {
    const text = block['text']
    return block.type === 'text' && typeof text === 'string'
      ? { ...block, text: withoutNonce(text, nonce) }
      : block
  })
  return clean.some((block, at) => block['text'] !== content[at]?.['text']) ? withoutThoughts(clean) : content
}
