/** A conversation that Claude refuses answers the next question all the same, and the one after costs a single call again. */

import { beforeEach, expect, test } from 'vitest'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, poison, script } from './local-claude.ts'
import { ask } from './member.ts'
import { newBot } from './new-bot.ts'
import { ended } from './rows.ts'

beforeEach(newBot)

const say = async (channel: string, word: string, locale?: string): Promise<string> => {
  await script(word, { say: `Answer to ${word}.` })
  const asked = await ask({ prompt: word, channel, ...(locale === undefined ? {} : { locale }) })
  const text = await asked.text(new RegExp(`Answer to ${word}\\.`))
  await ended(channel)
  return text
}

/** Without the probes, of which nobody reads the answer. */
const bodyOf = async (word: string): Promise<string> => JSON.stringify((await modelCalls(word)).at(-1)?.body)

test('one refused exchange leaves the conversation, and no other', async () => {
  const channel = snowflake()
  const words = ['a', 'b', 'c', 'd'].map((name) => unique(name))
  for (const word of words) await say(channel, word)
  await poison(words[1] ?? '')
  const [next, after] = [unique('next'), unique('after')]
  expect(await say(channel, next)).toBe(
    `Answer to ${next}.\n\n-# Claude rejected a part of this conversation. Earlier questions left out: 1`,
  )
  expect((await modelCalls(next)).length).toBeLessThanOrEqual(7)
  expect(await say(channel, after)).toBe(`Answer to ${after}.`)
  expect(await modelCalls(after)).toHaveLength(1)
  const body = await bodyOf(after)
  expect(words.filter((word) => body.includes(word))).toEqual([words[0], words[2], words[3]])
  expect(body).toContain(next)
})

test('a block that is refused becomes text, and nothing is lost', async () => {
  const [channel, word] = [snowflake(), unique('tool')]
  await script(
    word,
    { say: '', tools: [{ name: 'bash', input: { command: `echo ${word}-out` } }] },
    { say: 'Out.' },
  )
  await (await ask({ prompt: word, channel })).text(/Out\./)
  await ended(channel)
  await poison(`${word}-out`, { blocks: true, message: 'Input tag `future_block` does not match' })
  const [next, after] = [unique('next'), unique('after')]
  expect(await say(channel, next, 'de')).toMatch(/\n-# Claude hat alte Dateien oder alte Werkzeug-Ergebnisse/)
  expect(await modelCalls(next)).toHaveLength(2)
  expect(await say(channel, after)).toBe(`Answer to ${after}.`)
  expect(await modelCalls(after)).toHaveLength(1)
  expect(await bodyOf(after)).toContain(`${word}-out`)
})

test('a question that is refused by itself ends in a sentence, and the conversation goes on without it', async () => {
  const [channel, before, bad, after] = [snowflake(), unique('before'), unique('bad'), unique('after')]
  await say(channel, before)
  await poison(bad)
  await script(bad, { say: 'Never said.' })
  const text = await (await ask({ prompt: bad, channel })).text(/rejected my request/)
  expect(text).not.toContain('left out')
  expect(await modelCalls(bad)).toHaveLength(2)
  await ended(channel)
  expect(await say(channel, after)).toBe(`Answer to ${after}.`)
  expect(await modelCalls(after)).toHaveLength(1)
  const body = await bodyOf(after)
  expect([body.includes(before), body.includes(bad)]).toEqual([true, false])
})

test('a file that Claude refuses is named as what it is, and does not stay', async () => {
  const [channel, before, bad, after] = [snowflake(), unique('before'), unique('bad'), unique('after')]
  await say(channel, before)
  await poison(`inside ${bad}`, { blocks: true, message: 'Could not process the document' })
  await script(bad, { say: 'Never said.' })
  const attachments = [{ filename: 'bad.txt', text: `inside ${bad}` }]
  await (await ask({ prompt: bad, channel, attachments })).text(/could not read that file/i)
  await ended(channel)
  expect(await say(channel, after)).toBe(`Answer to ${after}.`)
  expect(await modelCalls(after)).toHaveLength(1)
})

test('the word of the local Claude shows it', async () => {
  const [channel, next] = [snowflake(), unique('next')]
  await (await ask({ prompt: 'poison', channel })).text(/From now on I refuse/)
  await ended(channel)
  expect(await say(channel, next)).toContain('I answered without it and have forgotten it.')
})
