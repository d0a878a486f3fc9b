/** The edge to a local Claude: what is asked there, and what comes. */

import { expect } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { type Ask, claude } from '../../src/converse/claude/claude.ts'
import type { ModelEvent } from '../../src/converse/claude/model-event.ts'
import { modelRequest, type ModelRequest } from '../../src/converse/claude/prompt.ts'
import type { LocalClaude } from '../../src/playground/claude.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import type { RecordedRequest } from '../../src/playground/claude/control.ts'
import { transcript } from '../build.ts'

export const request = (text: string, model = 'claude-haiku-5-5'): ModelRequest =>
  modelRequest({
    model,
    maxTokens: 512,
    systemPrompt: '',
    transcript: transcript(),
    asked: { name: 'Ada', asked: text },
  })

export async function all(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const list: ModelEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

export const textOf = (events: readonly ModelEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('')

interface Edge {
  /** A question that nobody else asks, with what Claude will do when it is asked. */
  readonly scripted: (...answers: Answer[]) => string
  readonly asking: (text: string, signal?: AbortSignal, by?: Clock) => ReturnType<Ask>
  /** The recorded request, once the server knows that the client went away. */
  readonly abandoned: (word: string) => Promise<RecordedRequest | undefined>
}

/** The edge to a local Claude, which is asked for when it is needed. */
export function edgeTo(local: () => LocalClaude, clock: Clock): Edge {
  let asked = 0
  return {
    scripted(...answers) {
      const word = `question ${(asked += 1)};`
      if (answers.length > 0) local().script(word, answers)
      return word
    },
    asking: (text, signal = new AbortController().signal, by = clock) =>
      claude({ apiKey: 'sk-ant-test', baseUrl: local().url }, by)(request(text), signal),
    async abandoned(word) {
      await expect
        .poll(async () => (await local().requests(word))[0]?.abortedAt, { interval: 1, timeout: 5_000 })
        .toBeDefined()
      return (await local().requests(word))[0]
    },
  }
}
