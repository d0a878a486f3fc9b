/** A question that waits can be taken back, and one whose answer stands still lets the next one start, or is asked again. */

import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { labels, press, pressId, UNDER_AN_ANSWER } from './press.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { skippedTime } from './time.ts'

const CANCEL = sentence('cancel', 'en')
const TRY_NOW = sentence('try now', 'en')
const STOP = sentence('stop', 'en')

const heldBack = (word: string): Record<string, unknown> => ({
  say: `First words. And the last of ${word}.`,
  hold: true,
  holdAfterChars: 12,
})

const stands = async (asked: Asked, text: string): Promise<string> => {
  const { messages } = await asked.reply(({ messages: [first] }) => first?.content === text)
  return messages[0]?.content ?? ''
}

/** One question that is being answered and two that wait for it, all of one member. */
async function threeInARow() {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia' }
  const words = [unique('one'), unique('two'), unique('three')] as const
  await script(words[0], heldBack(words[0]))
  await script(words[1], { say: 'Two.' })
  await script(words[2], { say: 'Three.' })
  const first = await ask({ prompt: words[0], fresh: true, ...where })
  await first.growing('First words.')
  const second = await ask({ prompt: words[1], fresh: true, ...where })
  await stands(second, '-# 1 question ahead of yours')
  const third = await ask({ prompt: words[2], fresh: true, ...where })
  await stands(third, '-# 2 questions ahead of yours')
  return { where, words, first, second, third }
}

test('a question that waits is taken back: it never runs, it says who it was, and the others move up', async () => {
  const { where, words, first, second, third } = await threeInARow()
  expect(await press(second, CANCEL, { channel: where.channel, permissions: '0' })).toBe(
    sentence('may not stop', 'en'),
  )
  expect(await press(second, CANCEL, where)).toBe('shown')
  expect(await stands(second, '-# ✖ Cancelled by Mia')).toBe('-# ✖ Cancelled by Mia')
  expect(labels(await second.reply(() => true))).toEqual([])
  await stands(third, '-# 1 question ahead of yours')
  const rows = await runInDurableObject(thread(where.channel), (_, state) =>
    state.storage.sql.exec('SELECT question, token FROM turns WHERE id = ?', second.id).toArray(),
  )
  expect(rows).toEqual([{ question: null, token: null }])
  expect(await pressId(`stop:1:${second.id}`, where)).toBe(sentence('nothing to stop', 'en'))
  await release(words[0])
  await first.text(`last of ${words[0]}.`)
  await third.text('Three.')
  await ended(where.channel)
  expect(await modelCalls(words[1])).toEqual([])
})

test('after 20 seconds without a word the same member’s next question is answered beside the silent one', async () => {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia' }
  const [one, two] = [unique('one'), unique('two')]
  await script(one, heldBack(one))
  await script(two, { say: 'Two.' })
  const skip = await skippedTime(where.channel)
  const first = await ask({ prompt: one, fresh: true, ...where })
  await first.growing('First words.')
  const second = await ask({ prompt: two, fresh: true, ...where })
  await stands(second, '-# 1 question ahead of yours')
  expect(await modelCalls(two)).toEqual([])
  await skip(19_000)
  expect(await modelCalls(two)).toEqual([])
  await skip(1_500)
  await second.text('Two.')
  await release(one)
  await first.text(`last of ${one}.`)
})

test('while Claude is silent there is Try now beside Stop: what has come stays, and the call is made again', async () => {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia' }
  const word = unique()
  await script(word, heldBack(word), { say: `First words. And the last of ${word}.`, continues: true })
  const skip = await skippedTime(where.channel)
  const asked = await ask({ prompt: word, fresh: true, ...where })
  await asked.growing('First words.')
  expect(labels(await asked.reply(() => true))).toEqual([STOP])
  await skip(10_500)
  await asked.reply((reply) => labels(reply).length === 2)
  expect(labels(await asked.reply(() => true))).toEqual([STOP, TRY_NOW])
  expect(await press(asked, TRY_NOW, { channel: where.channel, permissions: '0' })).toBe(
    sentence('may not stop', 'en'),
  )
  expect(await press(asked, TRY_NOW, where)).toBe(sentence('asked again', 'en'))
  expect(await asked.text(`last of ${word}.`)).toBe(`First words. And the last of ${word}.`)
  const calls = await modelCalls(word)
  expect(calls.map(({ abortedAt }) => abortedAt !== undefined)).toEqual([true, false])
  expect(labels(await asked.reply(() => true))).toEqual([sentence('try again', 'en'), ...UNDER_AN_ANSWER])
})
