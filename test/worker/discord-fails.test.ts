/** Each way in which Discord can fail ends in the whole answer, or in as few calls as possible. */

import { expect, test } from 'vitest'
import { ask, hurry, script, snowflake, unique } from './stage.ts'

/** A channel whose thread does not wait in real time. */
async function hurried(): Promise<string> {
  const channel = snowflake()
  await hurry(channel)
  return channel
}

test('an edit that comes before the acknowledgement is known is sent again', async () => {
  const word = unique()
  await script(word, { say: 'After all.' })
  const asked = await ask({
    prompt: word,
    channel: await hurried(),
    script: {
      faults: [{ on: 'edit', times: 2, answer: { status: 404, code: 10_015, message: 'Unknown Webhook' } }],
    },
  })
  expect(await asked.text('After all.')).toBe('After all.')
})

test('a token that never becomes valid is given up after five calls', async () => {
  const word = unique()
  await script(word, { say: 'Nobody sees this.' })
  const asked = await ask({
    prompt: word,
    channel: await hurried(),
    script: {
      faults: [{ on: 'any', times: 50, answer: { status: 404, code: 10_015, message: 'Unknown Webhook' } }],
    },
  })
  const { calls } = await asked.reply(({ calls: all }) => all.length >= 5)
  expect(calls).toHaveLength(5)
})

test.each([
  ['a server error', { status: 503 }],
  ['a connection that breaks', { reset: true }],
  ['an edit that took effect before the connection broke', { reset: true, applied: true }],
])('%s is answered by the same edit again', async (_, answer) => {
  const word = unique()
  await script(word, { say: 'Arrived.' })
  const asked = await ask({
    prompt: word,
    channel: await hurried(),
    script: { faults: [{ on: 'edit', times: 2, answer }] },
  })
  const { calls } = await asked.reply(
    ({ messages: [first], calls: all }) => first?.content === 'Arrived.' && all.length === 3,
  )
  expect(calls.map(({ kind }) => kind)).toEqual(['edit', 'edit', 'edit'])
})

test('a rate limit is waited for, and the last edit still arrives', async () => {
  const word = unique()
  await script(word, { say: 'Patience.' })
  const asked = await ask({
    prompt: word,
    script: { faults: [{ on: 'edit', answer: { rateLimited: { retryAfter: 0.05, scope: 'user' } } }] },
  })
  const { calls } = await asked.reply(({ messages: [first] }) => first?.content === 'Patience.')
  expect(calls.map(({ status }) => status)).toEqual([429, 200])
})

test('the shared and the Cloudflare rate limit are waited for as well', async () => {
  const word = unique()
  await script(word, { say: 'Patience.' })
  const asked = await ask({
    prompt: word,
    script: {
      faults: [
        { on: 'edit', answer: { rateLimited: { retryAfter: 0.05, scope: 'shared' } } },
        { on: 'edit', nth: 2, answer: { cloudflare429: 0 } },
      ],
    },
  })
  const { calls } = await asked.reply(({ messages: [first] }) => first?.content === 'Patience.')
  expect(calls.map(({ status }) => status)).toEqual([429, 429, 200])
})

test('an expired token ends the turn after one call', async () => {
  const word = unique()
  await script(word, { say: 'Too late.' })
  const asked = await ask({
    prompt: word,
    script: {
      faults: [
        { on: 'any', times: 50, answer: { status: 401, code: 50_027, message: 'Invalid Webhook Token' } },
      ],
    },
  })
  const { calls } = await asked.reply(({ calls: all }) => all.length >= 1)
  expect(calls).toHaveLength(1)
})

test('a text that Discord does not accept is replaced by a sentence', async () => {
  const word = unique()
  await script(word, { say: 'Something that a filter dislikes.' })
  const asked = await ask({
    prompt: word,
    script: {
      faults: [{ on: 'edit', answer: { status: 400, code: 200_000, message: 'Blocked by AutoMod' } }],
    },
  })
  expect(await asked.text(/Discord did not accept this text/)).toMatch(/^Discord/)
})

test('a follow-up that got no answer is not sent twice: the rest goes into a file', async () => {
  const word = unique()
  const lines = Array.from(
    { length: 60 },
    (_, n) => `Line ${n} of ${word} says something of middling length.`,
  )
  await script(word, { say: `${lines.join('\n\n')}\n\nThe end.` })
  const asked = await ask({
    prompt: word,
    channel: await hurried(),
    script: { faults: [{ on: 'create', answer: { reset: true } }] },
  })
  const { messages, calls, violations } = await asked.reply(
    ({ messages: [first] }) => first?.attachments.some(({ filename }) => filename === 'answer.md') === true,
  )
  expect(calls.filter(({ kind }) => kind === 'create')).toHaveLength(1)
  expect(messages).toHaveLength(1)
  expect(messages[0]?.attachments[0]?.text).toContain('The end.')
  expect(violations).toEqual([])
})
