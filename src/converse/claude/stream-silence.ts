/** How long a stream of Claude's may be silent before it is given up. */

import { recordAt, textAt } from '../../json.ts'

/** What the stream is in the middle of. */
export type StreamState = 'before the first event' | 'in a text' | 'between texts'

/**
 * A stream without an event for so many milliseconds is dead; a ping is an event. Our choice, because Claude promises no
 * interval: words follow one another within a second or two; thoughts, the input of a tool and tools that Claude runs
 * may come in bursts. Source: Claude API, Streaming Messages, "Ping events"; Fine-grained tool streaming.
 */
const SILENCE_MS: Readonly<Record<StreamState, number>> = {
  'before the first event': 30_000,
  'in a text': 20_000,
  'between texts': 45_000,
}

/** The shortest limit: a watch that looks this often misses none. */
export const SHORTEST_SILENCE_MS = Math.min(...Object.values(SILENCE_MS))

/** @param raw an event of the stream; one that we do not know changes nothing */
export function streamStateAfter(before: StreamState, raw: unknown): StreamState {
  switch (textAt(raw, 'type') ?? '') {
    case 'content_block_start':
      return textAt(recordAt(raw, 'content_block'), 'type') === 'text' ? 'in a text' : 'between texts'
    case 'message_start':
    case 'content_block_stop':
      return 'between texts'
    default:
      return before
  }
}

/** When the stream is dead unless something comes; times in milliseconds since 1970. */
export const silentAt = (state: StreamState, heardAt: number): number => heardAt + SILENCE_MS[state]

/** For the operator's log. */
export const silenceDetail = (state: StreamState): string =>
  `no event for ${SILENCE_MS[state] / 1_000} s, ${state}`
