/** Without the prompt cache no request has a breakpoint, and says the same as with it. */

import { expect, test } from 'vitest'
import { verdictRequest } from '../../src/converse/cache/verdict.ts'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { type ModelRequest, summaryRequest } from '../../src/converse/claude/prompt.ts'
import { titleRequest } from '../../src/converse/claude/title.ts'
import { uncached } from '../../src/converse/claude/uncached.ts'
import { toolDefinitions } from '../../src/converse/tools/table.ts'
import { transcript } from '../build.ts'
import { request } from '../fakes/model-request.ts'

const exchange = { name: 'Ada', asked: 'One?', answered: 'One.' }
const parts = {
  model: 'claude-haiku-5-5',
  systemPrompt: 'Be brief.',
  transcript: transcript({ exchanges: [exchange, exchange], summary: 'They met.' }),
  toolbox: toolDefinitions(),
}

/** What is sent in the place of a request. */
async function sentFor(asked: ModelRequest): Promise<ModelRequest | undefined> {
  let sent: ModelRequest | undefined
  const ask: Ask = async function* (made) {
    sent = made
    yield { kind: 'text', text: 'Yes.' }
  }
  for await (const event of uncached(ask)(asked, new AbortController().signal))
    expect(event).toEqual({ kind: 'text', text: 'Yes.' })
  return sent
}

const without = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key: string, inner: unknown) => (key === 'cache_control' ? undefined : inner)),
  )

test.each([
  ['a turn', request({ name: 'Ada', asked: 'Two?' }, { exchanges: [exchange] })],
  ['a summary', summaryRequest(parts, 1)],
  ['a verdict', verdictRequest('claude-haiku-5-5', 'What is a monad?')],
  ['a title', titleRequest('claude-haiku-5-5', exchange)],
])('the request of %s has no breakpoint, and all else', async (_, asked) => {
  expect(JSON.stringify(asked)).toContain('cache_control')
  const sent = await sentFor(asked)
  expect(JSON.stringify(sent)).not.toContain('cache_control')
  expect(sent).toEqual(without(asked))
})

test('a request whose instructions are a text stays as it is', async () => {
  const asked: ModelRequest = { model: 'm', max_tokens: 1, system: 'Be brief.', messages: [] }
  expect(await sentFor(asked)).toEqual(asked)
  expect(await sentFor({ model: 'm', max_tokens: 1, messages: [] })).toEqual({
    model: 'm',
    max_tokens: 1,
    messages: [],
  })
})
