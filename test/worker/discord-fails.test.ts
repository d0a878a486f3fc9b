/** Each way in which Discord can fail ends in the whole answer, or in as few calls as possible. */

import { expect, test } from 'vitest'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { hurry } from './time.ts'

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

test('an edit that hangs is given up and sent again', async () => {
  const word = unique()
  const channel = snowflake()
  // Slow enough that the end comes while the first words still wait for a phrase.
  await hurry(channel, 10)
  await script(word, { say: 'Not stuck.', chunkChars: 100 })
  const asked = await ask({
    prompt: word,
    channel,
    script: { faults: [{ on: 'edit', answer: { hang: true } }] },
  })
  const { calls } = await asked.reply(
    ({ messages: [first], calls: all }) => first?.content === 'Not stuck.' && all.length > 1,
  )
  // On a busy machine the first words leave before the end has come, and the end is a call of its own.
  expect(calls.filter(({ status }) => status !== 200)).toHaveLength(1)
  expect(calls.length).toBeLessThanOrEqual(3)
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

test('a follow-up that got no answer is not sent twice: the rest goes into a file', async () => {
  const word = unique()
  const lines = Array.from(
    { length: 60 },
    (_, n) => `Line ${n} of ${word} says something of middling length.`,
  )
  await script(word, { say: `${lines.join('\n\n')}\n\nThe end.` })
  const asked = await ask({
    prompt: word,
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

test('an app that only the member installed may post five follow-ups: what it may not goes into a file', async () => {
  const word = unique()
  const lines = Array.from(
    { length: 60 },
    (_, n) => `Line ${n} of ${word} says something of middling length.`,
  )
  await script(word, { say: `${lines.join('\n\n')}\n\nThe end.` })
  const asked = await ask({
    prompt: word,
    owners: { '1': snowflake() },
    script: {
      faults: [{ on: 'create', answer: { status: 400, code: 40_094, message: 'Max follow-ups reached' } }],
    },
  })
  const { messages, violations } = await asked.reply(
    ({ messages: [first] }) => first?.attachments.some(({ filename }) => filename === 'answer.md') === true,
  )
  expect(messages).toHaveLength(1)
  expect(messages[0]?.attachments[0]?.text).toContain('The end.')
  expect(violations).toEqual([])
})

test('a deleted message closes the line to Claude at once, and no more calls are made', async () => {
  const answer = { status: 404, code: 10_008, message: 'Unknown Message' }
  const word = unique()
  await script(word, { say: `First words. ${'More of it. '.repeat(50)}`, hold: true, holdAfterChars: 20 })
  const asked = await ask({ prompt: word, script: { faults: [{ on: 'any', times: 50, answer }] } })
  const [call] = await modelCalls(word, 0)
  expect(call?.abortedAt).toBeUndefined()
  await asked.reply(({ calls }) => calls.length > 0)
  await script(`${word} after`, { say: 'Free again.' })
  await expect.poll(async () => (await modelCalls(word))[0]?.abortedAt).toBeDefined()
  const { calls } = await asked.reply(() => true)
  expect(calls).toHaveLength(1)
})
