/** The thumbs under an answer: who may vote, that each counts once, and that the figures know. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { snowflake, unique } from './ids.ts'
import { forget } from './forgetting.ts'
import { script } from './local-claude.ts'
import { logged } from './logged.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { labels, menu, press, pressId, UNDER_AN_ANSWER } from './press.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { later } from './time.ts'

const english = (which: Parameters<typeof sentence>[0]): string => sentence(which, 'en')
const [GOOD, BAD] = [english('good'), english('bad')]

interface Where extends AskOptions {
  readonly channel: string
  readonly member: string
}

const somewhere = (): Where => ({ channel: snowflake(), member: snowflake() })

async function answered(where: Where): Promise<Asked> {
  const word = unique()
  await script(word, { say: `Answer to ${word}.` })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(`Answer to ${word}.`)
  await ended(where.private === true ? `${where.channel}:${where.member}` : where.channel)
  return asked
}

const votesOfAll = async () => (await env.COORDINATOR.getByName('fleet').health(Date.now())).votes

/** Waits until the coordinator counts so many more than before. */
async function counted(before: { good: number; bad: number }, good: number, bad: number): Promise<void> {
  for (;;) {
    const now = await votesOfAll()
    if (now.good - before.good === good && now.bad - before.bad === bad) return
  }
}

test('everybody in the channel votes once; a second press changes or takes back, also after a crash', async () => {
  const before = await votesOfAll()
  const where = somewhere()
  const other = { channel: where.channel, member: snowflake() }
  const asked = await answered(where)
  const events = await logged(async () => {
    expect(await press(asked, GOOD, where)).toBe(english('voted good'))
    expect(await press(asked, GOOD, { ...other, locale: 'de' })).toBe(sentence('voted good', 'de'))
    await counted(before, 2, 0)
    await abortAllDurableObjects()
    expect(await press(asked, GOOD, where)).toBe(english('vote taken back'))
    const bad = (await menu(asked, other)).find(({ label }) => label === BAD)
    expect(await pressId(bad?.custom_id ?? '', other)).toBe(english('voted bad'))
    await counted(before, 0, 1)
  })
  const told = events.filter(({ evt }) => evt === 'answer.vote')
  expect(told.map(({ vote, good, bad }) => [vote, good, bad])).toEqual([
    ['good', 1, 0],
    ['good', 2, 0],
    ['none', 1, 0],
    ['bad', 0, 1],
  ])
  expect(JSON.stringify(told)).not.toContain(other.member)
})

test('in a private answer only the asker votes', async () => {
  const where = { ...somewhere(), private: true }
  const asked = await answered(where)
  expect(labels(await asked.reply(() => true))).toEqual([english('try again'), ...UNDER_AN_ANSWER])
  expect(await press(asked, GOOD, where)).toBe(english('voted good'))
  const other = { channel: where.channel, member: snowflake() }
  const id = `good:1:${asked.id}:own`
  expect(await pressId(id, other)).toBe(english('answer past or of another'))
  expect(await pressId(`more:1:${asked.id}:own`, other)).toBe(english('answer past or of another'))
  expect(await pressId(`good:1:${asked.id}`, where)).toBe(english('answer past'))
})

test('a cached answer has the same buttons, and its own votes', async () => {
  const [first, second] = [somewhere(), somewhere()]
  const guild = snowflake()
  const asked = await answered({ ...first, guild })
  const prompt = JSON.parse(asked.body).data.options[0].value as string
  const again = await ask({ prompt, channel: first.channel, member: second.member, guild })
  await again.text(/Answer to/)
  await ended(first.channel)
  expect(await press(again, GOOD, first)).toBe(english('voted good'))
  expect(await press(asked, GOOD, first)).toBe(english('voted good'))
})

test('after /forget, after the session and on a forged id the buttons are past', async () => {
  const where = somewhere()
  const asked = await answered(where)
  const ids = [`good:1:${asked.id}`, `bad:1:${asked.id}`, `more:1:${asked.id}`]
  for (const id of ['good:1:1', 'more:1:1']) expect(await pressId(id, where)).toBe(english('answer past'))
  expect(await pressId('good:2:1', where)).toBe(english('unknown button'))
  await forget(where)
  for (const id of ids) expect(await pressId(id, where)).toBe(english('answer past'))
  const next = await answered(where)
  await later(where.channel, 31 * 60_000)
  await runDurableObjectAlarm(thread(where.channel))
  expect(await pressId(`good:1:${next.id}`, where)).toBe(english('answer past'))
})
