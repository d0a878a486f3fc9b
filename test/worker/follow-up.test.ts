/** The button Follow up: its modal asks in the same conversation, in private where the answer was private. */

import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { forget } from './forgetting.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { labels, pressId } from './press.ts'
import { ended } from './rows.ts'

interface Where extends AskOptions {
  readonly channel: string
  readonly member: string
}

const somewhere = (): Where => ({ channel: snowflake(), member: snowflake() })

async function answered(where: Where): Promise<{ readonly word: string; readonly asked: Asked }> {
  const word = unique()
  await script(word, { say: `Answer to ${word}.` })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(`Answer to ${word}.`)
  await ended(where.private === true ? `${where.channel}:${where.member}` : where.channel)
  return { word, asked }
}

/** Presses Follow up under the answer; a modal must open. */
async function open(asked: Asked, customId: string, who: AskOptions): Promise<Asked> {
  const { messages } = await asked.reply((reply) => labels(reply).length > 1)
  const opened = await ask({ type: 3, customId, ...who, message: messages[0]?.id ?? '' })
  expect(opened.answer).toMatchObject({ type: 9 })
  return opened
}

test('anybody in the channel goes on from an answer, in the same conversation', async () => {
  const where = somewhere()
  const { word, asked } = await answered(where)
  const other = { channel: where.channel, member: snowflake() }
  const opened = await open(asked, `follow:1:${asked.id}`, other)
  const next = unique()
  await script(next, { say: `And ${next}.` })
  const followed = await ask({ ...other, modal: opened.token, values: { prompt: `Why?\n  ${next}` } })
  expect(followed.answer.type).toBe(5)
  expect(await followed.text(`And ${next}.`)).toBe(`And ${next}.`)
  const [call] = await modelCalls(next)
  const said = JSON.stringify(call?.body.messages)
  expect(said).toContain(`Answer to ${word}.`)
  expect(said).toContain(`Why?\\n  ${next}`)
})

test('a follow-up of a private answer stays private, and nobody else can make one', async () => {
  const where = { ...somewhere(), private: true }
  const { asked } = await answered(where)
  const id = `follow:1:${asked.id}:own`
  const { channel, member } = where
  const other = { channel, member: snowflake() }
  expect(await pressId(id, other)).toBe(sentence('answer past or of another', 'en'))
  const opened = await open(asked, id, { channel, member })
  const next = unique()
  await script(next, { say: `And ${next}.` })
  const followed = await ask({ channel, member, modal: opened.token, values: { prompt: next } })
  expect(followed.answer).toMatchObject({ type: 5, data: { flags: 64 } })
  await followed.text(`And ${next}.`)
  await ended(`${channel}:${member}`)
})

test('where only the member has the bot, the follow-up is theirs and as public as the answer', async () => {
  const { channel, member } = somewhere()
  const where = { channel, member, owners: { '1': member } }
  const word = unique()
  await script(word, { say: `Answer to ${word}.` })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(`Answer to ${word}.`)
  await ended(`${channel}:${member}`)
  const opened = await open(asked, `follow:1:${asked.id}:own`, where)
  const next = unique()
  await script(next, { say: `And ${next}.` })
  const followed = await ask({ ...where, modal: opened.token, values: { prompt: next } })
  expect(followed.answer).toEqual({ type: 5 })
  await followed.text(`And ${next}.`)
  expect(JSON.stringify((await modelCalls(next))[0]?.body.messages)).toContain(`Answer to ${word}.`)
})

test('an empty one, one of a forgotten answer and a forged one are a sentence each', async () => {
  const where = somewhere()
  const { asked } = await answered(where)
  const opened = await open(asked, `follow:1:${asked.id}`, where)
  const empty = await ask({ ...where, modal: opened.token, values: { prompt: '  ' } })
  expect(empty.answer.data?.content).toBe(sentence('empty prompt', 'en'))
  await forget(where)
  expect(await pressId(`follow:1:${asked.id}`, where)).toBe(sentence('answer past', 'en'))
  expect(await pressId('follow:1:1', where)).toBe(sentence('answer past', 'en'))
  expect(await pressId('follow:1:x', where)).toBe(sentence('unknown button', 'en'))
})
