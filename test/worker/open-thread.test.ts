/** The button Thread: who may open one, what it is called, and that the conversation goes on there and nowhere else. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { memberId } from '../build.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { request } from './local-server.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { labels, menuOn, UNDER_AN_ANSWER } from './press.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'

const english = (which: Parameters<typeof sentence>[0], n?: string): string => sentence(which, 'en', n)
const THREAD = english('thread')
const CREATE_PUBLIC_THREADS = String(2 ** 35)

interface Where extends AskOptions {
  readonly channel: string
  readonly member: string
}

const somewhere = (): Where => ({ channel: snowflake(), member: snowflake(), permissions: '0', name: 'Mia' })

const moderate = (channel: string, what: Record<string, unknown>): Promise<unknown> =>
  request(`${inject('discord')}/_local/channels/${channel}/moderation`, 'PUT', what)

const nameOf = async (id: string): Promise<string> =>
  (await request<{ name: string }>(`${inject('discord')}/_local/threads/${id}`, 'GET')).name

interface Answered {
  readonly word: string
  readonly asked: Asked
  readonly message: string
}

async function answered(where: Where): Promise<Answered> {
  const word = unique()
  await script(word, { say: `Answer to ${word}.` })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(`Answer to ${word}.`)
  await ended(where.private === true ? `${where.channel}:${where.member}` : where.channel)
  return { word, asked, message: (await asked.reply(() => true)).messages[0]?.id ?? '' }
}

/** Opens the menu, presses Thread, and waits for what the member reads in the end. */
async function pressThread({ asked }: Answered, who: AskOptions): Promise<string> {
  const { buttons, message } = await menuOn(asked, who)
  const button = buttons.find(({ label }) => label === THREAD)
  expect(button).toBeDefined()
  const pressed = await ask({ type: 3, customId: button?.custom_id ?? '', ...who, message })
  expect(pressed.answer).toEqual({ type: 5, data: { flags: 64 } })
  const { messages } = await pressed.reply(({ messages: [first] }) => first?.loading === false)
  return messages[0]?.content ?? ''
}

test('the asker opens a thread: Claude gives its title, and the conversation goes on there', async () => {
  const where = somewhere()
  const first = await answered(where)
  const second = await answered(where)
  const later = await answered(where)
  await script(second.word, { say: '"A good title."' })
  expect(await pressThread(second, where)).toBe(english('thread opened', second.message))
  expect(await nameOf(second.message)).toBe('A good title')
  const [word, inside] = [unique(), { ...where, channel: second.message, channelType: 11 }]
  await script(word, { say: 'I know.' })
  await (await ask({ prompt: word, ...inside })).text('I know.')
  await ended(second.message)
  const said = JSON.stringify((await modelCalls(word))[0]?.body.messages)
  for (const known of [first, second]) expect(said).toContain(`Answer to ${known.word}.`)
  expect(said).not.toContain(later.word)
  expect(said).toContain('Mia')
})

test('without a title of Claude’s it is the question; a second press names the thread that is there', async () => {
  const where = somewhere()
  const about = await answered(where)
  await script(about.word, { status: 529 }, { status: 529 })
  expect(await pressThread(about, where)).toBe(english('thread opened', about.message))
  expect(await nameOf(about.message)).toBe(about.word)
  expect(await pressThread(about, where)).toBe(english('thread there', about.message))
})

test('another member needs the permission, and there is no thread of a private answer, in a thread or in a DM', async () => {
  const where = somewhere()
  const about = await answered(where)
  const other = { channel: where.channel, member: snowflake(), permissions: '0' }
  const seen = async (who: AskOptions, of = about.asked): Promise<boolean> =>
    (await menuOn(of, who)).buttons.some(({ label }) => label === THREAD)
  expect(await seen(other)).toBe(false)
  expect(await seen({ ...other, permissions: CREATE_PUBLIC_THREADS })).toBe(true)
  expect(await seen({ ...where, channelType: 11 })).toBe(false)
  const hidden = { ...somewhere(), private: true }
  expect(await seen(hidden, (await answered(hidden)).asked)).toBe(false)
  const direct = { ...somewhere(), guild: null }
  expect(await seen(direct, (await answered(direct)).asked)).toBe(false)
  const { message } = await menuOn(about.asked, other)
  const forged = await ask({ type: 3, customId: `thread:1:${about.asked.id}`, ...other, message })
  const { messages } = await forged.reply(({ messages: [first] }) => first?.loading === false)
  expect(messages[0]?.content).toBe(english('may not open threads'))
})

test.each([
  [{ threadless: true }, 'bot may open no thread'],
  [{ threadsFull: true }, 'too many threads'],
  [{ hidden: true }, 'channel not seen'],
] as const)('what Discord refuses (%j) is a sentence, and nothing crosses', async (what, why) => {
  const where = somewhere()
  const about = await answered(where)
  await moderate(where.channel, what)
  expect(await pressThread(about, where)).toBe(english(why))
  const kept = await runInDurableObject(thread(about.message), (_, state) => [...state.storage.kv.list()])
  expect(kept).toEqual([])
  expect(labels(await about.asked.reply(() => true))).toEqual([english('try again'), ...UNDER_AN_ANSWER])
})

test('what a server wants forgotten after two days is forgotten in the thread, too', async () => {
  const guild = snowflake()
  await env.GUILDS.getByName(`guild:${guild}`).changeSettings({ memoryDays: 2 }, memberId('700'))
  const where = { ...somewhere(), guild }
  const about = await answered(where)
  await script(about.word, { say: '"A title."' })
  await pressThread(about, where)
  const { answer } = await ask({ guild, channel: about.message, channelType: 11, command: 'status' })
  const at = Number(/<t:(\d+):f> if nobody asks again/.exec(answer.data?.content ?? '')?.[1]) * 1_000
  expect(Math.round((at - Date.now()) / 3_600_000)).toBe(48)
})
