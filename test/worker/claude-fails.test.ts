/** Each way in which Claude can fail ends in a sentence, keeps what was already said, and is tried again where that helps. */

import { beforeEach, expect, test } from 'vitest'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { answerIn, ask } from './member.ts'
import { newBot } from './new-bot.ts'
import { skippedTime } from './time.ts'

/** Or a model that failed in one test would not be asked in the next. */
beforeEach(newBot)

const models = async (word: string): Promise<readonly string[]> =>
  (await modelCalls(word)).map(({ model }) => model)

test('an overloaded Claude is replaced by the fallback model at once', async () => {
  const word = unique()
  await script(word, { status: 529 }, { say: 'From the other one.' })
  await (await ask({ prompt: word })).text('From the other one.')
  expect(await models(word)).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5'])
})

test('an overloaded error in the stream before any text counts the same', async () => {
  const word = unique()
  await script(word, { say: 'x', error: 'overloaded_error', afterChars: 0 }, { say: 'From the other one.' })
  expect(await (await ask({ prompt: word })).text('From the other one.')).toBe('From the other one.')
})

test('a server error is tried again once, then the fallback model', async () => {
  const word = unique()
  await script(word, { status: 500 }, { status: 502, html: true }, { say: 'At last.' })
  await (await ask({ prompt: word })).text('At last.')
  expect(await models(word)).toEqual(['claude-haiku-5-5', 'claude-haiku-5-5', 'claude-sonnet-5-5'])
})

test.each([
  ['overloaded everywhere', { status: 529 }, /Claude is overloaded right now/],
  [
    'a long rate limit',
    { status: 429, headers: { 'retry-after': '37' } },
    /has sent Claude too many questions/,
  ],
  ['a used-up budget', { spendLimit: true }, /budget for Claude is used up/],
  ['a refused key', { status: 401 }, /rejected this bot's API key/],
  ['an unpaid bill', { status: 402 }, /budget for Claude is used up/],
  ['a blocked region', { region: true }, /from the region of this bot/],
  ['an unknown model', { status: 404 }, /does not exist/],
  ['a bad request', { status: 400 }, /rejected my request\. That is my mistake/],
  ['too much text', { status: 413 }, /too long for Claude/],
  ['a broken server', { status: 500 }, /could not reach Claude/],
  ['a stream that is cut before any text', { say: 'x', cut: 'eof', afterChars: 0 }, /could not reach Claude/],
  [
    'a connection that is reset before any text',
    { say: 'x', cut: 'reset', afterChars: 0 },
    /could not reach Claude/,
  ],
  ['a refusal', { say: '', stop: 'refusal' }, /declined to answer/],
  ['an empty answer', { say: '' }, /sent an empty answer/],
])('%s ends in its sentence', async (_, answer, expected) => {
  const word = unique()
  await script(word, answer)
  const text = await (await ask({ prompt: word })).text(expected)
  expect(text).not.toMatch(/undefined|\[object|Error:/)
})

test.each([
  ['cut by a clean end', { cut: 'eof' }, /The connection to Claude dropped here\. Ask me to continue\.$/],
  ['cut by a reset', { cut: 'reset' }, /The connection to Claude dropped here\. Ask me to continue\.$/],
  [
    'ended by an error',
    { error: 'api_error' },
    /The connection to Claude dropped here\. Ask me to continue\.$/,
  ],
  ['refused midway', { stop: 'refusal' }, /declined to continue here\. Try rephrasing your question\.$/],
  ['as long as allowed', { stop: 'max_tokens' }, /maximum length of an answer\. Ask me to continue\.$/],
])('an answer that is %s keeps its text, with a sentence under it', async (_, how, expected) => {
  const word = unique()
  await script(word, { say: `Part of the answer to ${word}.`, afterChars: 24, ...how }, { status: 529 })
  const text = await (await ask({ prompt: word })).text(expected)
  expect(text).toMatch(/^Part of the answer to w/)
})

test.each([
  ['cut by a clean end', { cut: 'eof' }],
  ['cut by a reset', { cut: 'reset' }],
  ['ended by an error', { error: 'api_error' }],
  ['ended by an overload', { error: 'overloaded_error' }],
])('an answer that is %s is gone on with, as if nothing had been', async (_, how) => {
  const word = unique()
  const say = `Part of the answer to ${word}, and then all the rest of it.`
  await script(word, { say, afterChars: 24, ...how }, { say, continues: true })
  const asked = await ask({ prompt: word })
  expect(await asked.text('rest of it.')).toBe(say)
  expect((await asked.reply(() => true)).messages).toHaveLength(1)
  expect(await modelCalls(word)).toHaveLength(2)
})

test('a text that falls silent says so after 10 s and goes on after 20 s, and its asker’s next question waits no longer', async () => {
  const [word, next] = [unique(), unique('next')]
  const [channel, member] = [snowflake(), snowflake()]
  const say = `Part of the answer to ${word}, and then all the rest of it.`
  await script(word, { say, cut: 'stall', afterChars: 24 }, { say, continues: true })
  await script(next, { say: 'Next.' })
  const skip = await skippedTime(channel)
  const asked = await ask({ prompt: word, channel, member })
  await asked.growing(/^Part of the answer/)
  const after = await ask({ prompt: next, channel, member })
  await skip(10_000)
  await asked.text(/\n-# Claude is taking longer than usual, still working on it$/)
  expect(await modelCalls(next)).toHaveLength(0)
  await skip(10_000)
  expect(await asked.text('rest of it.')).toBe(say)
  await after.text('Next.')
  expect(answerIn(await asked.reply(() => true))).toHaveLength(1)
  expect(await modelCalls(word)).toHaveLength(2)
})

test('a failed turn leaves no trace in the transcript, a cut one does', async () => {
  const [failed, cut, next] = [unique('failed'), unique('cut'), unique('next')]
  const channel = snowflake()
  await script(failed, { say: '', stop: 'refusal' })
  await script(cut, { say: `Half of ${cut}`, cut: 'eof', afterChars: 8 }, { status: 529 })
  await script(next, { say: 'And on.' })
  await (await ask({ prompt: failed, channel })).text(/declined to answer/)
  await (await ask({ prompt: cut, channel })).text(/dropped here/)
  await (await ask({ prompt: next, channel })).text('And on.')
  const [call] = await modelCalls(next)
  const body = JSON.stringify(call?.body)
  expect(body).not.toContain(failed)
  expect(body).toContain(cut)
  expect(body).toContain('Half of')
})

test('a failed answer is not cached', async () => {
  const word = unique()
  const guild = snowflake()
  await script(
    word,
    { say: 'Half', cut: 'eof', afterChars: 4 },
    { status: 529 },
    { status: 529 },
    { say: 'Whole.' },
  )
  await (await ask({ prompt: word, guild })).text(/dropped here/)
  expect(await (await ask({ prompt: word, guild })).text('Whole.')).toBe('Whole.')
})

test('events and deltas that nobody knows yet do no harm', async () => {
  const word = unique()
  await script(word, { say: 'Unharmed.', oddities: true })
  expect(await (await ask({ prompt: word })).text('Unharmed.')).toBe('Unharmed.')
})

test('thinking is not shown', async () => {
  const word = unique()
  await script(word, { say: 'Said aloud.', thinking: 'kept to itself' })
  expect(await (await ask({ prompt: word })).text('Said aloud.')).toBe('Said aloud.')
})
