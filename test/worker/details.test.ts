/** The button Details: who may see what tools did, for how long, and that nothing else can be had by it. */

import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { release, script } from './local-claude.ts'
import { forget } from './forgetting.ts'
import { ask, type Asked, type AskOptions, type Button } from './member.ts'
import { labels, menu } from './press.ts'
import { ended, rowCount } from './rows.ts'
import { thread } from './thread-object.ts'
import { heldSleep, later } from './time.ts'

const MINUTE = 60_000
const KEPT_NO_LONGER = /^Details are kept only while the session is open\./
const NOT_YOURS = sentence('no details of another', 'en')

const bash = (command: string) => ({ name: 'bash', input: { command } })

interface Where extends AskOptions {
  readonly channel: string
}

/** Asks something for which bash is used, and waits until that is written down. The id of its button. */
async function used(where: Where, key = where.channel, command = 'echo done'): Promise<string> {
  const word = unique()
  await script(word, { say: '', tools: [bash(command)] }, { say: `Answer to ${word}.` })
  return buttonOf(await ask({ prompt: word, ...where }), key, where)
}

/** The button in the menu under the answer. */
async function buttonOf(asked: Asked, key: string, where: AskOptions = { channel: key }): Promise<string> {
  await asked.reply((reply) => labels(reply).includes(MORE))
  await ended(key)
  const [button, ...others] = details(await menu(asked, where))
  expect(others).toEqual([])
  return button?.custom_id ?? 'none'
}

const MORE = sentence('more', 'en')

const details = (buttons: readonly Button[]): readonly Button[] =>
  buttons.filter(({ custom_id }) => custom_id.startsWith('details:'))

/** What the one who presses reads, which nobody else sees. */
async function press(customId: string, where: Where): Promise<string> {
  const pressed = await ask({ type: 3, customId, ...where })
  expect([pressed.status, pressed.answer.type, pressed.answer.data?.flags]).toEqual([200, 4, 68])
  const { messages, violations } = await pressed.reply(({ messages: all }) => all.length > 0)
  expect(violations).toEqual([])
  expect(messages[0]?.content).toBe(pressed.answer.data?.content)
  return pressed.answer.data?.content ?? ''
}

const isEmpty = (key: string): Promise<boolean> =>
  runInDurableObject(thread(key), (_, state) => [...state.storage.kv.list()].length === 0)

test('the asker and everybody else in the channel see the same, as often as they press', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const button = await used({ channel, member }, channel, 'echo one; echo two >&2; exit 3')
  const seen = await press(button, { channel, member })
  expect(seen).toMatch(
    /^-# 1 tool · \d\.\d s\n\*\*1\*\* `bash`\n```bash\necho one; echo two >&2; exit 3\n```\n```\none\n\[stderr\]\ntwo\n\[exit code 3\]\n```$/,
  )
  expect(await press(button, { channel, member })).toBe(seen)
  expect(await press(button, { channel })).toBe(seen)
  expect(await press(button, { channel, locale: 'de' })).toMatch(/^-# 1 Werkzeug · /)
})

test('calls of several rounds are told in order, those that failed with a mark', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: '', tools: [bash('echo a'), { name: 'nonsense', input: { x: 1 } }] },
    { say: '', tools: [bash('echo b')] },
    { say: 'Both.' },
  )
  const button = await buttonOf(await ask({ prompt: word, channel }), channel)
  const seen = await press(button, { channel })
  expect(seen.match(/^\*\*.*$/gm)).toEqual(['**1** `bash`', '**2** `nonsense` · ⚠ failed', '**3** `bash`'])
  expect(seen).toContain('There is no tool "nonsense".')
})

test('details of a private answer are found by its asker alone', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const own = `${channel}:${member}`
  const button = await used({ channel, member, private: true }, own)
  expect(button).toMatch(/:own$/)
  expect(await press(button, { channel, member })).toContain('echo done')
  const other = snowflake()
  expect(await press(button, { channel, member: other })).toBe(NOT_YOURS)
  expect(await isEmpty(`${channel}:${other}`)).toBe(true)
})

test('an id without its end does not open a private conversation, nor does one with it a shared one', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const hidden = await used({ channel, member, private: true }, `${channel}:${member}`)
  expect(await press(hidden.replace(':own', ''), { channel, member })).toMatch(KEPT_NO_LONGER)
  const shared = await used({ channel, member })
  expect(await press(`${shared}:own`, { channel, member: snowflake() })).toBe(NOT_YOURS)
})

test('where only the member brought the bot along, only they see what was done', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const where = { channel, member, owners: { '1': member } }
  const button = await used(where, `${channel}:${member}`)
  expect(await press(button, where)).toContain('echo done')
  expect(await press(button, { ...where, member: snowflake() })).toBe(NOT_YOURS)
})

test('a press in another channel, or in another server, finds nothing and leaves nothing', async () => {
  const channel = snowflake()
  const button = await used({ channel })
  for (const where of [{ channel: snowflake() }, { channel: snowflake(), guild: snowflake() }]) {
    expect(await press(button, where)).toMatch(KEPT_NO_LONGER)
    expect(await isEmpty(where.channel)).toBe(true)
  }
})

test.each(['details:', 'details:x', 'details:1:2:3', 'details:1:own:own', "details:1' OR '1'='1"])(
  'a forged id is no button of ours: %s',
  async (customId) => {
    const { status, answer } = await ask({ type: 3, customId, channel: snowflake() })
    expect([status, answer.type, answer.data?.flags]).toEqual([200, 4, 64])
    expect(answer.data?.content).toMatch(/^This button no longer works/)
  },
)

test('the id of a turn without tools, or of none, is a sentence', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'Just words.' })
  const asked = await ask({ prompt: word, channel })
  await asked.text('Just words.')
  await ended(channel)
  expect(details(await menu(asked, { channel }))).toEqual([])
  expect(await press(`details:${asked.id}`, { channel })).toMatch(KEPT_NO_LONGER)
  expect(await press('details:1', { channel })).toMatch(KEPT_NO_LONGER)
})

test('when the session has closed, a sentence says so', async () => {
  const channel = snowflake()
  const button = await used({ channel })
  await later(channel, 29 * MINUTE)
  expect(await press(button, { channel })).toContain('echo done')
  await later(channel, 60 * MINUTE)
  expect(await press(button, { channel })).toMatch(KEPT_NO_LONGER)
  expect(await press(button, { channel, locale: 'de' })).toMatch(/^Einzelheiten gibt es nur/)
})

test('after /forget nothing is left to see', async () => {
  const channel = snowflake()
  const button = await used({ channel })
  await forget({ channel })
  expect(await press(button, { channel })).toMatch(KEPT_NO_LONGER)
})

test('neither is it of an answer that was being written then', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: '', tools: [bash('echo secret')] },
    { say: 'Here. And there.', hold: true, holdAfterChars: 5 },
  )
  const asked = await ask({ prompt: word, channel })
  await asked.growing('Here.')
  await forget({ channel })
  await release(word)
  await asked.reply((reply) => labels(reply).includes(MORE))
  await ended(channel)
  expect(await press(`more:1:${asked.id}`, { channel })).toBe(sentence('answer past', 'en'))
  expect(await press(`details:1:${asked.id}`, { channel })).toMatch(KEPT_NO_LONGER)
  expect(await rowCount(channel, 'rounds')).toBe(0)
})

test('the time that tools took before a crash counts, the time until somebody noticed does not', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: 'First.', tools: [bash('sleep 0.3')] },
    { say: 'Second.', tools: [bash('sleep 3')] },
    { say: 'Whole.' },
  )
  await heldSleep(channel, 3_000)
  const asked = await ask({ prompt: word, channel })
  await asked.reply(({ messages: [first] }) => first?.content.includes('sleep 3') === true)
  await abortAllDurableObjects()
  await runInDurableObject(thread(channel), (object) => object.alarm())
  const button = await buttonOf(asked, channel)
  const footer = /-# 2 tools · [0-9.]+ s/.exec(await asked.text(/Whole\.[^]*2 tools/))?.[0]
  const seen = await press(button, { channel })
  expect(seen).toContain('⚠ failed')
  const seconds = Number(/[0-9.]+(?= s$)/.exec(footer ?? '')?.[0])
  expect(seconds).toBeGreaterThanOrEqual(0.3)
  expect(seconds).toBeLessThan(3)
  expect(seen.split('\n')[0]).toBe(footer)
})

test('an equal question that joined the answer opens the same details', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: '', tools: [bash('echo shared')] },
    { say: 'First words. Both of you.', hold: true, holdAfterChars: 12 },
  )
  const first = await ask({ prompt: word, channel })
  await first.growing('First words.')
  const second = await ask({ prompt: word, channel })
  await second.growing('First words.')
  await release(word)
  const [mine, yours] = [await buttonOf(first, channel), await buttonOf(second, channel)]
  expect(yours).toBe(mine)
  expect(await press(yours, { channel })).toContain('echo shared')
})
