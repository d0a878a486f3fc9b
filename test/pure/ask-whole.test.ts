/** An answer that is waited for whole. */

import { expect, test } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { wholeAnswer } from '../../src/converse/claude/ask-whole.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { modelRequest } from '../../src/converse/claude/prompt.ts'
import { transcript } from '../build.ts'

const usage = { ...noUsage, outputTokens: 7 }
const said = (text: string): ModelEvent => ({ kind: 'text', text })
const end = (stop: string): ModelEvent => ({ kind: 'end', stop, usage })
const request = modelRequest({
  model: 'main',
  maxTokens: 5,
  systemPrompt: '',
  transcript: transcript(),
  asked: { name: '', asked: 'Hi' },
})

const heard = (events: readonly ModelEvent[]): Promise<unknown> => {
  const ask: Ask = async function* ask() {
    yield* events
  }
  return wholeAnswer(ask, request, new AbortController().signal)
}

test.each<[string, readonly ModelEvent[], unknown]>([
  [
    'is whole',
    [said('Hel'), said('lo.'), end('end_turn')],
    { text: 'Hello.', complete: true, usage, end: 'end_turn' },
  ],
  [
    'was too long',
    [said('Hel'), end('max_tokens')],
    { text: 'Hel', complete: false, usage, end: 'max_tokens' },
  ],
  ['was refused', [end('refusal')], { text: '', complete: false, usage, end: 'refusal' }],
  ['says nothing', [said(' '), end('end_turn')], { text: ' ', complete: false, usage, end: 'end_turn' }],
  [
    'fails',
    [said('Hel'), { kind: 'failed', failure: { why: 'cut off', detail: '' }, usage }],
    { text: 'Hel', complete: false, usage, end: 'cut off' },
  ],
  ['is stopped', [said('Hel')], { text: 'Hel', complete: false, usage: noUsage, end: 'stopped' }],
])('an answer that %s says so', async (_, events, expected) => {
  expect(await heard(events)).toEqual(expected)
})

test('the request and the signal reach Claude', async () => {
  const signal = AbortSignal.abort()
  const seen: unknown[] = []
  const ask: Ask = async function* ask(...given) {
    seen.push(...given)
    yield* []
  }
  await wholeAnswer(ask, request, signal)
  expect(seen).toEqual([request, signal])
})
