/** A turn outlives its object: eviction, crash, and what an idle thread closes and forgets. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { failWholeAnswers } from './altered.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask } from './member.ts'
import { concluded, ended, isShown, settled, storedText } from './rows.ts'
import { thread } from './thread-object.ts'
import { later } from './time.ts'

test('a turn that a crash cut off goes on from what it had said, on the same message', async () => {
  const word = unique()
  const channel = snowflake()
  const say = 'A first part, and then the second, whole.'
  await script(word, { say, hold: true, holdAfterChars: 18 }, { say, continues: true })
  const asked = await ask({ prompt: word, channel })
  expect(await asked.growing('A first part, and')).toBe('A first part, and')
  await settled(channel, asked, 18)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  expect(await asked.text('whole.')).toBe(say)
  await ended(channel)
  const { messages } = await asked.reply(() => true)
  expect(messages).toHaveLength(1)
  const calls = await modelCalls(word)
  expect(calls).toHaveLength(2)
  expect(calls[1]?.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  await release(word)
})

const code = 'Look:\n\n```js\nconst first = 1\nconst second = first + 1\n```\n\nThat is all.'
const table = 'Sizes:\n\n| name | size |\n|------|------|\n| one | 1 |\n| two | 2 |\n\nThat is all.'

test.each([
  ['a block of code', code, 44, /```js\nconst first = 1\nconst second = first \+ 1\n```\n\nThat is all\.$/],
  [
    'a table',
    table,
    58,
    /^Sizes:\n\n```\nname │ size\n─+┼─+\none {2}│ +1 *\ntwo {2}│ +2 *\n```\n+That is all\.$/,
  ],
])('inside %s the join cannot be seen', async (_, say, at, whole) => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say, hold: true, holdAfterChars: at }, { say, continues: true })
  const asked = await ask({ prompt: word, channel })
  await asked.growing(/```$/)
  await settled(channel, asked, at)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  expect(await asked.text('That is all.')).toMatch(whole)
  await release(word)
})

test('a turn that is taken up twice in vain ends with what there is, and a sentence', async () => {
  const word = unique()
  const channel = snowflake()
  const next = unique('next')
  await script(word, { say: 'Some words, then nothing.', hold: true, holdAfterChars: 11 }, { silence: true })
  await script(next, { say: 'And on.' })
  const asked = await ask({ prompt: word, channel })
  await asked.growing('Some words,')
  await settled(channel, asked, 11)
  for (const attempt of [1, 2, 3]) {
    await abortAllDurableObjects()
    await runDurableObjectAlarm(thread(channel))
    if (attempt < 3) await modelCalls(word, attempt)
  }
  expect(await asked.text(/I was interrupted here/)).toMatch(/^Some words,\n\n/)
  expect(await modelCalls(word)).toHaveLength(3)
  // A member who asks to continue finds that it is known what there was.
  await (await ask({ prompt: next, channel })).text('And on.')
  expect(JSON.stringify((await modelCalls(next))[0]?.body)).toContain('Some words,')
  await release(word)
})

test('a turn that is lost again and again before a word ends with a sentence alone', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { silence: true })
  const asked = await ask({ prompt: word, channel })
  for (const attempt of [1, 2, 3]) {
    await modelCalls(word, attempt - 1)
    await abortAllDurableObjects()
    await runDurableObjectAlarm(thread(channel))
  }
  expect(await asked.text(/interrupted several times/)).toMatch(/^I was/)
  expect(await modelCalls(word)).toHaveLength(3)
})

test('what Claude has said to the end is not asked for again, whatever the last edit came to', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'All of it, in one go.' })
  const asked = await ask({ prompt: word, channel })
  await concluded(channel)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  expect(await asked.text('in one go.')).toBe('All of it, in one go.')
  expect(await modelCalls(word)).toHaveLength(1)
})

test.each([
  ['stands there', true, 2],
  ['never came', false, 1],
])('a page that was being made when a crash came, and %s, is not made twice', async (_, applied, stand) => {
  const word = unique()
  const channel = snowflake()
  const say = Array.from({ length: 90 }, (__, n) => `This is sentence number ${n} of many.`).join(' ')
  await script(word, { say })
  const faults = [{ on: 'create', answer: { hang: true, applied } }]
  const asked = await ask({ prompt: word, channel, script: { faults } })
  await asked.arrived('create')
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  const { messages } = await asked.reply(({ messages: [first] }) => first?.attachments.length === 1)
  await ended(channel)
  expect(messages).toHaveLength(stand)
  expect(messages[0]?.attachments[0]?.text).toBe(say)
  expect((await asked.reply(() => true)).messages).toHaveLength(stand)
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a bug of ours takes nothing away that stands in Discord, and is told once', async () => {
  const word = unique()
  const channel = snowflake()
  const say = 'A first part, and then the second, whole.'
  await script(word, { say, hold: true, holdAfterChars: 18 })
  const asked = await ask({ prompt: word, channel })
  await asked.growing('A first part, and')
  await settled(channel, asked, 18)
  await failWholeAnswers(channel)
  const complained = vi.spyOn(console, 'error').mockReturnValue()
  await release(word)
  await ended(channel)
  complained.mockRestore()
  const { messages } = await asked.reply(() => true)
  expect(messages.map(({ content }) => content)).toEqual([`${say}\n\n${sentence('internal', 'en')}`])
})

test('a question that waited for its turn survives a crash, too', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  await script(`${word} one`, { say: 'One.', hold: true }, { say: 'One.' })
  await script(`${word} two`, { say: 'Two.' })
  const first = await ask({ prompt: `${word} one`, channel, member })
  const second = await ask({ prompt: `${word} two`, channel, member })
  await modelCalls(`${word} one`, 0)
  await isShown(channel, '1 question ahead')
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  // Its place stands there already, and is not told again.
  expect(await first.text('One.')).toBe('One.')
  expect(await second.text('Two.')).toBe('Two.')
  await release(word)
})

test('an ended turn leaves no token behind, and its question only as long as the session is open', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'Done.' })
  const asked = await ask({ prompt: word, channel })
  await asked.text('Done.')
  await ended(channel)
  const dump = await storedText(channel, 'turns')
  expect(dump).not.toContain(asked.token)
  expect(dump).toContain(word)
  await later(channel, 1_800_000)
  expect(await storedText(channel, 'turns')).not.toContain(word)
})

test('an idle session is closed by the alarm, and the next turn opens a new one from the kept transcript', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, { say: 'Noted.' })
  await script(second, { say: 'Remembered.' })
  await (await ask({ prompt: first, channel })).text('Noted.')
  await ended(channel)
  await later(channel, 1_800_000)
  await later(channel, 0)
  expect(await sessionOf(channel)).toBeUndefined()
  await (await ask({ prompt: second, channel })).text('Remembered.')
  expect(JSON.stringify((await modelCalls(second))[0]?.body)).toContain(first)
})

test('after the retention everything is forgotten, and the thread still answers', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, { say: 'Noted.' })
  await script(second, { say: 'Who are you?' })
  await (await ask({ prompt: first, channel })).text('Noted.')
  await ended(channel)
  await later(channel, 31 * 86_400_000)
  const left = await runInDurableObject(thread(channel), async (_, state) => [
    (await state.storage.list()).size,
    await state.storage.getAlarm(),
  ])
  expect(left).toEqual([0, null])
  await later(channel, 0)
  await (await ask({ prompt: second, channel })).text('Who are you?')
  expect(JSON.stringify((await modelCalls(second))[0]?.body)).not.toContain(first)
})

const sessionOf = (key: string): Promise<unknown> =>
  runInDurableObject(thread(key), (_, state) => state.storage.kv.get('sessionOpenedAt'))
