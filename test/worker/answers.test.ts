/** The main path: a question is deferred, answered in the reply, remembered, and kept apart from others. */

import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { freshHealth } from './fresh-health.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script, scriptGeneral } from './local-claude.ts'
import { ask, deleteMessage } from './member.ts'
import { cachedAnswer } from './kept-answers.ts'
import { rowCount } from './rows.ts'
import { thread } from './thread-object.ts'

test('a question is deferred and its answer stands in the reply', async () => {
  const word = unique()
  await script(word, { say: `The answer to ${word} is 42.` })
  const asked = await ask({ prompt: `What is ${word}?` })
  expect(asked.answer).toEqual({ type: 5 })
  expect(await asked.text('42.')).toBe(`The answer to ${word} is 42.`)
})

test('the answer grows in the reply while Claude speaks', async () => {
  const word = unique()
  await script(word, { say: `First words. Last words of ${word}.`, hold: true, holdAfterChars: 12 })
  const asked = await ask({ prompt: word })
  expect(await asked.growing('First words.')).toBe('First words.')
  await release(word)
  expect(await asked.text(/Last words/)).toBe(`First words. Last words of ${word}.`)
})

test('a private question is answered to the member alone, in a conversation of its own', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  await script(word, { say: 'Between us.' })
  const shared = await ask({ prompt: `open ${word}`, channel, member })
  await shared.text('Between us.')
  const asked = await ask({ prompt: `secret ${word}`, private: true, channel, member })
  expect(asked.answer).toEqual({ type: 5, data: { flags: 64 } })
  await asked.text('Between us.')
  const [call] = await modelCalls(`secret ${word}`)
  expect(call?.body.messages).toHaveLength(1)
})

test('the second turn shows Claude the first, and reads it from the prompt cache', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, { say: `Noted ${first}.` })
  await script(second, { say: `You said ${first}.` })
  await (await ask({ prompt: first, channel })).text(`Noted ${first}.`)
  await (await ask({ prompt: second, channel })).text(`You said ${first}.`)
  const [call] = await modelCalls(second)
  expect(call?.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  expect(JSON.stringify(call?.body.messages)).toContain(`Noted ${first}.`)
  expect(call?.usage?.['cache_read_input_tokens']).toBeGreaterThan(512)
  expect(call?.usage?.['input_tokens']).toBe(0)
})

test('memory outlives the object', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, { say: 'Noted.' })
  await script(second, { say: 'Remembered.' })
  await (await ask({ prompt: first, channel })).text('Noted.')
  await evictDurableObject(thread(channel))
  await (await ask({ prompt: second, channel })).text('Remembered.')
  const [call] = await modelCalls(second)
  expect(JSON.stringify(call?.body.messages)).toContain(first)
})

test('channels, members in private, and guilds do not hear of one another', async () => {
  const [word, other] = [unique('word'), unique('other')]
  const [channel, ada, ben] = [snowflake(), snowflake(), snowflake()]
  await script(word, { say: 'Kept.' })
  await script(other, { say: 'Nothing known.' })
  await (await ask({ prompt: word, channel, member: ada, private: true })).text('Kept.')
  await (await ask({ prompt: `${other} elsewhere`, member: ada })).text('Nothing known.')
  await (await ask({ prompt: `${other} aloud`, channel, member: ada })).text('Nothing known.')
  await (await ask({ prompt: `${other} alone`, channel, member: ben, private: true })).text('Nothing known.')
  for (const call of await modelCalls(other)) expect(JSON.stringify(call.body)).not.toContain(word)
})

test('one member is answered one question after the other, two members side by side', async () => {
  const word = unique()
  const [channel, ada, ben] = [snowflake(), snowflake(), snowflake()]
  for (const turn of ['one', 'two', 'three'])
    await script(`${word} ${turn}`, { say: `Answer ${turn}.`, hold: true })
  const first = await ask({ prompt: `${word} one`, channel, member: ada })
  const second = await ask({ prompt: `${word} two`, channel, member: ada })
  const third = await ask({ prompt: `${word} three`, channel, member: ben })
  await modelCalls(`${word} three`, 0)
  expect(await modelCalls(`${word} two`)).toEqual([])
  await release(`${word} three`)
  await third.text('Answer three.')
  await release(`${word} one`)
  await first.text('Answer one.')
  await modelCalls(`${word} two`, 0)
  await release(`${word} two`)
  await second.text('Answer two.')
  const [call] = await modelCalls(`${word} two`)
  expect(JSON.stringify(call?.body.messages)).toContain('Answer one.')
})

test('a question that has to wait says how many are before it, until its answer begins', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  await script(`${word} one`, { say: 'Answer one.', hold: true })
  await script(`${word} two`, { say: 'Answer two.' })
  const first = await ask({ prompt: `${word} one`, channel, member })
  await modelCalls(`${word} one`, 0)
  const second = await ask({ prompt: `${word} two`, channel, member })
  expect(await second.text(/ahead of yours/)).toBe('-# 1 question ahead of yours')
  await release(`${word} one`)
  expect(await first.text('Answer one.')).toBe('Answer one.')
  expect(await second.text('Answer two.')).toBe('Answer two.')
})

test('a replayed interaction starts nothing twice', async () => {
  const word = unique()
  await script(word, { say: 'Once.' })
  const channel = snowflake()
  const asked = await ask({ prompt: word, channel })
  await asked.text('Once.')
  const again = await asked.send()
  expect(again.status).toBe(200)
  expect(await rowCount(channel, 'turns')).toBe(1)
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a repeated question is answered from the cache, without Claude, and only in its guild', async () => {
  const word = unique()
  await script(word, { say: `Cached ${word}.` })
  await scriptGeneral(word)
  const guild = snowflake()
  await (await ask({ prompt: `What is ${word}?`, guild })).text(`Cached ${word}.`)
  await cachedAnswer(word)
  await (await ask({ prompt: `what Is  ${word} ?`, guild })).text(`Cached ${word}.`)
  expect(await modelCalls(word)).toHaveLength(1)
  await (await ask({ prompt: `What is ${word}?`, guild: snowflake() })).text(`Cached ${word}.`)
  expect(await modelCalls(word)).toHaveLength(2)
  await (await ask({ prompt: `What is ${word}?`, guild, fresh: true })).text(`Cached ${word}.`)
  expect(await modelCalls(word)).toHaveLength(3)
})

test('a long answer goes on in further messages, each within the limit', async () => {
  const word = unique()
  const lines = Array.from(
    { length: 120 },
    (_, n) => `Line ${n} of ${word} says something of middling length.`,
  )
  await script(word, { say: `${lines.join('\n\n')}\n\nThe end.` })
  const asked = await ask({ prompt: word })
  const { messages, violations } = await asked.reply(
    ({ messages: all }) => all.at(-1)?.content.endsWith('The end.') === true,
  )
  expect(violations).toEqual([])
  expect(messages.length).toBeGreaterThan(2)
  const shown = messages.map(({ content }) => content).join('\n')
  for (const line of lines) expect(shown).toContain(line)
})

test('a reply that a moderator deletes ends the turn, and the line to Claude is closed', async () => {
  const word = unique()
  await script(word, { say: `First words. ${'More of it. '.repeat(200)}`, hold: true, holdAfterChars: 12 })
  const asked = await ask({ prompt: word })
  const { messages } = await asked.reply(({ messages: [first] }) => first?.content === 'First words. ▌')
  await deleteMessage(messages[0]?.id ?? '')
  await script(`${word} again`, { say: 'Free.' })
  await release(word)
  const { calls } = await asked.reply(({ calls: all }) => all.at(-1)?.status === 404)
  expect(calls.filter(({ status }) => status === 404)).toHaveLength(1)
})

test('health tells of real turns', async () => {
  const word = unique()
  await script(word, { say: 'Counted.' })
  const guild = snowflake()
  await (await ask({ prompt: word, guild })).text('Counted.')
  await (await ask({ prompt: word, guild })).text('Counted.')
  const response = await freshHealth()
  expect(response.status).toBe(200)
  const { performance } = await response.json<{ performance: Record<string, unknown> }>()
  expect(performance['turns']).toBeGreaterThan(0)
  expect(performance['avgResponseTime']).toMatch(/^\d+\.\ds$/)
  expect(performance['cacheHitRate']).toMatch(/^[1-9]\d?%$/)
  expect(performance['sessionPoolSize']).toBeGreaterThan(0)
})
