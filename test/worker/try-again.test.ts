/** The button Try again: another answer in the same message, the earlier ones beside it, and what Claude is shown. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { forget } from './forgetting.ts'
import { contentOf, lastCall, pressForAnswer, shownIn } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { buttonOf, labels, press, pressId, UNDER_AN_ANSWER } from './press.ts'
import { ended, rowCount, storedText } from './rows.ts'
import { thread } from './thread-object.ts'

const english = (which: Parameters<typeof sentence>[0]): string => sentence(which, 'en')
const AGAIN = english('try again')
const [EDIT, MORE] = [english('edit'), english('more')]
const MANAGE_MESSAGES = String(1 << 13)

interface Answered {
  readonly word: string
  readonly asked: Asked
  readonly where: AskOptions & { readonly channel: string; readonly member: string }
}

/** An answer that has ended; Claude has another for each time that it is asked again. */
async function answered(options: AskOptions = {}, ...more: readonly string[]): Promise<Answered> {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake(), ...options }
  const word = unique()
  await script(word, ...['First answer.', ...more].map((say) => ({ say })))
  const asked = await ask({ prompt: word, ...where })
  await asked.text('First answer.')
  await ended(where.channel)
  return { word, asked, where }
}

test('another answer takes the place of the first, and the arrows go back and forth without Claude', async () => {
  const { word, asked, where } = await answered({}, 'Second answer.')
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, ...UNDER_AN_ANSWER])
  expect(await press(asked, AGAIN, where)).toBe('changed')
  expect(await shownIn(asked, 'Second answer.')).toBe('Second answer.')
  await ended(where.channel)
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, '‹', '2/2 ›', EDIT, MORE])
  expect((await lastCall(word)).join()).not.toContain('First answer.')
  expect(await press(asked, '‹', where)).toBe('changed')
  expect(await contentOf(asked)).toBe('First answer.')
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, '‹', '1/2 ›', EDIT, MORE])
  const next = unique()
  await script(next, { say: 'I go on.' })
  await (await ask({ prompt: next, ...where })).text('I go on.')
  expect((await lastCall(next)).filter((said) => said.startsWith('assistant'))).toEqual([
    'assistant: First answer.',
  ])
  await ended(where.channel)
  expect(await press(asked, '1/2 ›', where)).toBe('changed')
  expect(await contentOf(asked)).toBe('Second answer.')
  expect(await modelCalls(word)).toHaveLength(2)
})

test('a moderator may, in German; another member reads why not; two presses do one thing', async () => {
  const { word, asked, where } = await answered({}, 'Second answer.')
  const { customId, message } = await buttonOf(asked, AGAIN)
  const other = { ...where, member: snowflake(), permissions: '0', locale: 'de', message }
  expect(await pressId(customId, other)).toBe(sentence('may not stop', 'de'))
  expect(await pressId(customId, { ...other, permissions: MANAGE_MESSAGES })).toBe('changed')
  expect(await pressId(customId, { ...where, message })).toBe(english('tried again already'))
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  expect(await modelCalls(word)).toHaveLength(2)
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
})

test('a private answer is tried again by its asker alone, and stays private', async () => {
  const where = { channel: snowflake(), member: snowflake(), guild: snowflake() }
  const word = unique()
  await script(word, { say: 'First answer.' }, { say: 'Second answer.' })
  const asked = await ask({ prompt: word, ...where, private: true })
  await asked.text('First answer.')
  const { customId, message } = await buttonOf(asked, AGAIN)
  const moderator = { ...where, member: snowflake(), permissions: MANAGE_MESSAGES, message }
  expect(await pressId(customId, moderator)).toBe(english('answer past or of another'))
  await ended(`${where.channel}:${where.member}`)
  expect(await pressId(customId, { ...where, message })).toBe('changed')
  await shownIn(asked, 'Second answer.')
  expect((await asked.reply(() => true)).messages[0]?.flags).toBe(64)
})

test('there are five answers at most', async () => {
  const { asked, where } = await answered({}, '2nd.', '3rd.', '4th.', '5th.')
  for (const say of ['2nd.', '3rd.', '4th.', '5th.']) {
    expect(await press(asked, AGAIN, where)).toBe('changed')
    await shownIn(asked, say)
    await ended(where.channel)
  }
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, '‹', '5/5 ›', EDIT, MORE])
  expect(await press(asked, AGAIN, where)).toBe(english('enough versions'))
})

test('an answer of several messages stays, and the new one comes in a message of its own', async () => {
  const where = { channel: snowflake(), member: snowflake(), guild: snowflake() }
  const word = unique()
  const long = `${'All of this is one long answer. '.repeat(90)}It ends.`
  await script(word, { say: long }, { say: 'Second answer.' })
  const asked = await ask({ prompt: word, ...where })
  await ended(where.channel)
  const before = (await asked.reply(({ messages }) => messages.length === 2)).messages
  const again = await pressForAnswer(asked, AGAIN, where)
  await again.text('Second answer.')
  await ended(where.channel)
  expect((await asked.reply(() => true)).messages).toEqual(before)
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
  expect(labels(await again.reply(() => true))).toEqual([AGAIN, ...UNDER_AN_ANSWER])
})

test('a question without an answer is asked again', async () => {
  const where = { channel: snowflake(), member: snowflake(), guild: snowflake() }
  const word = unique()
  await script(word, { say: '', stop: 'refusal' }, { say: 'Gladly.' })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(english('refused'))
  await ended(where.channel)
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, 'Gladly.')
})

test('a crash in the middle of another answer leaves no message without one', async () => {
  const where = { channel: snowflake(), member: snowflake(), guild: snowflake() }
  const word = unique()
  await script(
    word,
    { say: 'First answer.' },
    { say: 'Second answer.', hold: true, holdAfterChars: 7 },
    { say: ' answer.' },
  )
  const asked = await ask({ prompt: word, ...where })
  await asked.text('First answer.')
  await ended(where.channel)
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, 'Second')
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(where.channel))
  await shownIn(asked, ' answer.')
  await ended(where.channel)
  expect(await press(asked, '‹', where)).toBe('changed')
  expect(await contentOf(asked)).toBe('First answer.')
})

test('after /forget an old button says so, and nothing of the question is left', async () => {
  const { word, asked, where } = await answered()
  const { customId, message } = await buttonOf(asked, AGAIN)
  await forget({ ...where, permissions: MANAGE_MESSAGES })
  expect(await storedText(where.channel, 'turns')).not.toContain(word)
  expect(await pressId(customId, { ...where, message })).toBe(english('answer past'))
  expect(await pressId('retry:1:1', { ...where, message })).toBe(english('answer past'))
  expect(await pressId(customId, { ...where, channel: snowflake() })).toBe(english('answer past'))
})
