/** The button Continue: the rest of an answer that broke off, in a message of its own, and one exchange of both. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { forget } from './forgetting.ts'
import { contentOf, lastCall, pressForAnswer } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { buttonOf, labels, press, pressId } from './press.ts'
import { ended, rowCount } from './rows.ts'
import { thread } from './thread-object.ts'

const english = (which: Parameters<typeof sentence>[0]): string => sentence(which, 'en')
const CONTINUE = english('continue')
const AGAIN = english('try again')
const REST = [english('follow up'), english('good'), english('more')]
const UNDER = [english('edit'), english('follow up'), english('more')]
const FIRST = 'The first half of it'

interface Cut {
  readonly word: string
  readonly asked: Asked
  readonly where: AskOptions & { readonly channel: string; readonly member: string }
}

/** An answer that has reached the greatest length, and what Claude says when it goes on. */
async function cut(rest: Record<string, unknown>, first = FIRST): Promise<Cut> {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() }
  const word = unique()
  await script(word, { say: first, stop: 'max_tokens' }, rest)
  const asked = await ask({ prompt: word, ...where })
  await asked.text(english('length limit'))
  await ended(where.channel)
  return { word, asked, where }
}

test('the rest comes in a message of its own, and Claude knows both as one answer', async () => {
  const { word, asked, where } = await cut({ say: `${FIRST} and the second.` })
  expect(labels(await asked.reply(() => true))).toEqual([CONTINUE, AGAIN, ...UNDER])
  const more = await pressForAnswer(asked, CONTINUE, where)
  expect(await more.text('second.')).toBe('and the second.')
  await ended(where.channel)
  expect(await contentOf(asked)).toContain(FIRST)
  expect(labels(await more.reply(() => true))).toEqual([...REST])
  const shown = await lastCall(word)
  expect(shown.at(-2)).toBe(`assistant: ${FIRST}`)
  expect(shown.at(-1)).toContain('Continue from where you left off')
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
  const next = unique()
  await script(next, { say: 'Yes.' })
  await (await ask({ prompt: next, ...where })).text('Yes.')
  expect((await lastCall(next)).filter((said) => said.startsWith('assistant'))).toEqual([
    `assistant: ${FIRST} and the second.`,
  ])
})

test('an answer that a member has stopped goes on, also after its rest broke off again', async () => {
  const { asked, where } = await cut({ say: ' and more', stop: 'max_tokens' })
  const more = await pressForAnswer(asked, CONTINUE, where)
  await more.text(english('length limit'))
  await ended(where.channel)
  expect(await press(asked, CONTINUE, where)).toBe(english('continued already'))
  expect(await press(asked, AGAIN, where)).toBe(english('continued already'))
  expect(labels(await more.reply(() => true))).toEqual([CONTINUE, ...REST])
})

test('a block of code that broke off is opened again in the new message', async () => {
  const first = '```js\nconst a = 1'
  const { asked, where } = await cut({ say: `${first}\nconst b = 2\n\`\`\`\nDone.` }, first)
  const more = await pressForAnswer(asked, CONTINUE, where)
  expect(await more.text('Done.')).toMatch(/^```js\nconst b = 2\n```\n+Done\.$/)
})

test('a crash in the middle of the rest leaves no message without it, and nothing is said twice', async () => {
  const { word, asked, where } = await cut({
    say: `${FIRST} and the second.`,
    hold: true,
    holdAfterChars: 26,
  })
  const more = await pressForAnswer(asked, CONTINUE, where)
  await more.growing('and')
  await abortAllDurableObjects()
  await script(word, { say: ' the second.' })
  await runDurableObjectAlarm(thread(where.channel))
  expect(await more.text('second.')).toMatch(/^and\s.*second\.$/)
})

test('others may not, an old button says so, and a forged one is a sentence', async () => {
  const { asked, where } = await cut({ say: ' and more.' })
  const { customId, message } = await buttonOf(asked, CONTINUE)
  const other = { ...where, member: snowflake(), permissions: '0', message }
  expect(await pressId(customId, other)).toBe(english('may not stop'))
  expect(await pressId('continue:1:1', { ...where, message })).toBe(english('answer past'))
  const own = `${customId}:own`
  expect(await pressId(own, { ...where, message })).toBe(english('answer past or of another'))
  await forget({ ...where, permissions: '8' })
  expect(await pressId(customId, { ...where, message })).toBe(english('answer past'))
  expect(await modelCalls('nothing of it')).toEqual([])
})
