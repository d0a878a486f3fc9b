/** A thread that is out of reach: the member reads an answer or a sentence, and never keeps "thinking…". */

import { afterEach, expect, test, vi } from 'vitest'
import { ThreadObject } from '../../src/worker.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask, type AskOptions, type Asked } from './member.ts'
import { ended } from './rows.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const OUT_OF_REACH = 'I could not accept your question. Please ask again in a moment.'

/** The thread cannot be reached for so many calls. */
function outOfReach(times: number): void {
  const spy = vi.spyOn(ThreadObject.prototype, 'ask')
  for (let n = 0; n < times; n += 1)
    spy.mockImplementationOnce(() => {
      throw new Error('the object was moved')
    })
}

/** Asks for something that no cache can know, so that the first response is "thinking…". */
async function askAnew(options: AskOptions = {}): Promise<{ readonly word: string; readonly asked: Asked }> {
  const word = unique()
  await script(word, { say: 'Here I am.' })
  vi.spyOn(console, 'error').mockReturnValue()
  const asked = await ask({ prompt: word, fresh: true, ...options })
  expect(asked.answer.type).toBe(5)
  return { word, asked }
}

test('a thread that is moved while it is asked is asked again, and answers once', async () => {
  outOfReach(1)
  const channel = snowflake()
  const { word, asked } = await askAnew({ channel })
  expect(await asked.text('Here I am.')).toBe('Here I am.')
  await ended(channel)
  expect(await modelCalls(word)).toHaveLength(1)
  expect((await asked.reply(() => true)).messages).toHaveLength(1)
})

test.each([
  ['in the channel', {}],
  ['in private', { private: true }],
])('where it stays out of reach the member reads so, %s', async (_, options) => {
  outOfReach(2)
  const { word, asked } = await askAnew(options)
  expect(await asked.text(/./)).toBe(OUT_OF_REACH)
  const { messages } = await asked.reply(() => true)
  expect(messages.map(({ loading }) => loading)).toEqual([false])
  expect(await modelCalls(word)).toEqual([])
})

test('in German, too', async () => {
  outOfReach(2)
  const { asked } = await askAnew({ locale: 'de' })
  expect(await asked.text(/./)).toMatch(/^Ich konnte deine Frage nicht annehmen/)
})

test('an equal question that waits for the first response ends in the same sentence', async () => {
  // Once for the first response, and twice for the question itself.
  outOfReach(3)
  vi.spyOn(console, 'error').mockReturnValue()
  const asked = await ask({ prompt: `What is ${unique()}?` })
  expect(asked.answer.type).toBe(5)
  expect(await asked.text(/./)).toBe(OUT_OF_REACH)
})

test('a full thread says so, instead of "thinking…" for ever', async () => {
  vi.spyOn(ThreadObject.prototype, 'ask').mockResolvedValue('full')
  const { word, asked } = await askAnew()
  expect(await asked.text(/./)).toMatch(/^Too many questions are waiting/)
  expect(await modelCalls(word)).toEqual([])
})

test('the sentence is sent again where Discord did not take it at first', async () => {
  outOfReach(2)
  const { asked } = await askAnew({
    script: { faults: [{ on: 'edit', answer: { status: 500 } }] },
  })
  expect(await asked.text(/./)).toBe(OUT_OF_REACH)
})
