/** The button Thread under answers that were continued, tried again or edited since, and what its title costs. */

import { afterEach, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { openEdit, sendEdit } from './edit-press.ts'
import { eventually } from './eventually.ts'
import { pressForAnswer, shownIn } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { logged } from './logged.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { menuOn, press } from './press.ts'
import { ended } from './rows.ts'

afterEach(() => vi.restoreAllMocks())

const english = (which: Case, n?: string): string => sentence(which, 'en', n)
const somewhere = () => ({ channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() })

/** Opens the menu, presses Thread, and waits for what the member reads in the end. */
async function pressThread(asked: Asked, who: AskOptions): Promise<string> {
  const { buttons, message } = await menuOn(asked, who)
  const button = buttons.find(({ label }) => label === english('thread'))
  const pressed = await ask({ type: 3, customId: button?.custom_id ?? '', ...who, message })
  const { messages } = await pressed.reply(({ messages: [first] }) => first?.loading === false)
  return messages[0]?.content ?? ''
}

/** What Claude is shown in the thread on this message. */
async function knownIn(message: string, who: AskOptions): Promise<string> {
  const word = unique()
  await script(word, { say: 'I know.' })
  await (await ask({ prompt: word, ...who, channel: message, channelType: 11 })).text('I know.')
  await ended(message)
  return JSON.stringify((await modelCalls(word))[0]?.body.messages)
}

const messageOf = async (asked: Asked): Promise<string> =>
  (await asked.reply(() => true)).messages[0]?.id ?? ''

test('on the first part of a continued answer: the conversation there knows all of it', async () => {
  const where = somewhere()
  const word = unique()
  await script(word, { say: 'The first half', stop: 'max_tokens' }, { say: 'The first half and the second.' })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(english('length limit'))
  await ended(where.channel)
  const rest = await pressForAnswer(asked, english('continue'), where)
  await rest.text('and the second.')
  await ended(where.channel)
  for (const part of [asked, rest]) {
    const message = await messageOf(part)
    expect(await pressThread(part, where)).toBe(english('thread opened', message))
    expect(await knownIn(message, where)).toContain('The first half and the second.')
  }
})

test('on an earlier answer that is shown again, and on one whose question was edited', async () => {
  const where = somewhere()
  const [word, changed] = [unique(), unique('changed')]
  await script(word, { say: 'First answer.' })
  await script(changed, { say: 'Second answer.' })
  const asked = await ask({ prompt: word, ...where })
  await asked.text('First answer.')
  await ended(where.channel)
  await sendEdit(await openEdit(asked, where), where, changed)
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  expect(await press(asked, '‹', where)).toBe('changed')
  await shownIn(asked, 'First answer.')
  const message = await messageOf(asked)
  expect(await pressThread(asked, where)).toBe(english('thread opened', message))
  const known = await knownIn(message, where)
  expect(known).toContain('First answer.')
  expect(known).not.toContain('Second answer.')
})

test('the log and the coordinator have what the title has cost, and nothing that was said', async () => {
  const called = vi.spyOn(CoordinatorObject.prototype, 'called')
  const where = somewhere()
  const word = unique()
  await script(word, { say: 'An answer.' }, { say: 'A good title' }, { status: 529 })
  const asked = await ask({ prompt: word, ...where })
  await asked.text('An answer.')
  await ended(where.channel)
  const events = await logged(async () => {
    await pressThread(asked, where)
    await pressThread(asked, where)
  })
  const titles = events.filter(({ evt }) => evt === 'thread.title')
  expect(titles).toMatchObject([
    { v: 1, turn: asked.id, outcome: 'titled', usd: expect.any(Number) as number },
    { v: 1, turn: asked.id, outcome: 'overloaded' },
  ])
  expect(Number(titles[0]?.['usd'])).toBeGreaterThan(0)
  expect(JSON.stringify(titles)).not.toMatch(/good title|An answer/)
  const costs = titles.map((title) => [title['usd'], title['out_tok']])
  await eventually(() => expect(called.mock.calls).toEqual(costs))
})
