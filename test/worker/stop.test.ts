/** The button Stop: who may press it, what is left of the answer, and that Claude is asked nothing more. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script, scriptGeneral } from './local-claude.ts'
import { ask, type Asked, type AskOptions, scriptReply } from './member.ts'
import { labels, press, pressId, UNDER_AN_ANSWER } from './press.ts'
import { checkpointed, ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { giveUpAfter } from './time.ts'

const MANAGE_MESSAGES = String(1 << 13)
const STOP = sentence('stop', 'en')
const english = (which: Parameters<typeof sentence>[0]): string => sentence(which, 'en')

interface Growing {
  readonly word: string
  readonly asked: Asked
  readonly where: AskOptions & { readonly channel: string; readonly member: string }
}

/** An answer of which the first words stand in Discord; the rest never comes by itself. */
async function growing(options: AskOptions = {}): Promise<Growing> {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', ...options }
  const word = unique()
  await script(word, { say: `First words. And the last of ${word}.`, hold: true, holdAfterChars: 12 })
  const asked = await ask({ prompt: word, ...where })
  await asked.growing('First words.')
  return { word, asked, where }
}

const messageOf = async (asked: Asked): Promise<string> =>
  (await asked.reply(() => true)).messages[0]?.id ?? ''

const isClosed = async (word: string): Promise<boolean> =>
  (await modelCalls(word)).every(({ abortedAt }) => abortedAt !== undefined)

/** Waits until Claude's stream is closed. */
async function closed(word: string): Promise<void> {
  while (!(await isClosed(word))) await Promise.resolve()
}

test('the asker stops an answer: what is there stays, the line says who it was, and the conversation goes on', async () => {
  const { word, asked, where } = await growing()
  expect(await press(asked, STOP, where)).toBe('shown')
  expect(await asked.text(/Mia$/)).toBe('First words.\n\n-# ⏹ Stopped by Mia')
  await closed(word)
  expect(labels(await asked.reply(() => true))).toEqual([
    english('continue'),
    english('try again'),
    ...UNDER_AN_ANSWER.filter((label) => label !== sentence('good', 'en')),
  ])
  const next = unique()
  await script(next, { say: 'I go on.' })
  await (await ask({ prompt: next, ...where })).text('I go on.')
  const [call] = await modelCalls(next)
  const said = call?.body.messages.map(
    ({ role, content }) => `${role}: ${content.map(({ text }) => text).join('')}`,
  )
  expect(said).toContainEqual(expect.stringMatching(/^assistant: First words\.$/))
})

test('a moderator stops it, in German; another member reads why not, and nothing changes', async () => {
  const { word, asked, where } = await growing({ locale: 'de' })
  const stop = sentence('stop', 'de')
  const other = { channel: where.channel, member: snowflake(), permissions: '0' }
  expect(await press(asked, stop, { ...other, locale: 'de' })).toBe(sentence('may not stop', 'de'))
  expect(await isClosed(word)).toBe(false)
  expect(await press(asked, stop, { ...other, permissions: MANAGE_MESSAGES, name: '**Ben**' })).toBe('shown')
  expect(await asked.text(/Gestoppt/)).toBe('First words.\n\n-# ⏹ Gestoppt von \\*\\*Ben\\*\\*')
  await closed(word)
})

test('a second press, one after the end, a forged one and one from elsewhere are a sentence each', async () => {
  const { word, asked, where } = await growing()
  const id = `stop:1:${asked.id}`
  expect(await pressId(id, { ...where, channel: snowflake() })).toBe(english('nothing to stop'))
  expect(await pressId(`${id}:own`, where)).toBe(english('nothing to stop of another'))
  expect(await pressId('stop:1:1', where)).toBe(english('nothing to stop'))
  expect(await pressId('stop:1:x', where)).toBe(english('unknown button'))
  expect(await pressId(`again:1:${asked.id}`, where)).toBe(english('not silent'))
  const under = { ...where, message: await messageOf(asked) }
  // The last edit does not arrive before this test wants it to.
  await giveUpAfter(where.channel, 300)
  await scriptReply(asked, { latencyMs: 60_000 })
  expect(await pressId(id, under)).toBe('shown')
  expect(await pressId(id, under)).toBe(english('stopped already'))
  await scriptReply(asked, { latencyMs: 0 })
  await closed(word)
  await asked.text(/Stopped by Mia$/)
  await ended(where.channel)
  expect(await pressId(id, where)).toBe(english('nothing to stop'))
  expect(await pressId(`again:1:${asked.id}`, where)).toBe(english('nothing to stop'))
})

test.each<[string, (member: string) => AskOptions]>([
  ['a private answer', () => ({ private: true })],
  ['an answer in direct messages', () => ({ guild: null })],
  ['an answer where only the member brought the bot along', (member) => ({ owners: { '1': member } })],
])('%s is stopped by its asker', async (_, options) => {
  const member = snowflake()
  const { word, asked, where } = await growing({ member, ...options(member) })
  expect(await press(asked, STOP, where)).toBe('shown')
  expect(await asked.text(/Stopped by/)).toMatch(/^First words\.\n\n-# ⏹ Stopped by (Mia|member\d{4})$/)
  await closed(word)
})

test('an answer of one’s own is stopped by no moderator, who does not learn whether there is one', async () => {
  const { word, asked, where } = await growing({ private: true })
  const moderator = { channel: where.channel, permissions: MANAGE_MESSAGES }
  for (const id of [`stop:1:${asked.id}:own`, `stop:1:${snowflake()}:own`])
    expect(await pressId(id, moderator)).toBe(english('nothing to stop of another'))
  expect(await isClosed(word)).toBe(false)
  await release(word)
  await asked.text(`last of ${word}.`)
})

test('a stop that was written down before a crash is obeyed after it, and Claude is not asked again', async () => {
  const { word, asked, where } = await growing()
  await checkpointed(where.channel)
  // The last edit takes longer than this life.
  const message = await messageOf(asked)
  await scriptReply(asked, { latencyMs: 60_000 })
  expect(await pressId(`stop:1:${asked.id}`, { ...where, message })).toBe('shown')
  await abortAllDurableObjects()
  await scriptReply(asked, { latencyMs: 0 })
  await runDurableObjectAlarm(thread(where.channel))
  expect(await asked.text(/Mia$/)).toBe('First words.\n\n-# ⏹ Stopped by Mia')
  await ended(where.channel)
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a stop wakes an object that has lost its turn, which then ends it', async () => {
  const { word, asked, where } = await growing()
  await checkpointed(where.channel)
  await abortAllDurableObjects()
  const message = await messageOf(asked)
  expect(await pressId(`stop:1:${asked.id}`, { ...where, message })).toBe('shown')
  expect(await asked.text(/Mia$/)).toBe('First words.\n\n-# ⏹ Stopped by Mia')
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a tool at work is ended, and the answer with it', async () => {
  const [word, channel, member] = [unique(), snowflake(), snowflake()]
  await script(
    word,
    { say: 'I look.', tools: [{ name: 'bash', input: { command: 'sleep 50' } }] },
    { say: 'Done.' },
  )
  const asked = await ask({ prompt: word, channel, member, name: 'Mia' })
  await asked.reply(({ messages: [first] }) => first?.content.includes('sleep 50') === true)
  expect(await press(asked, STOP, { channel, member, name: 'Mia' })).toBe('shown')
  expect(await asked.text(/Mia$/)).toBe('I look.\n\n-# ⏹ Stopped by Mia')
  await ended(channel)
  expect(await modelCalls(word)).toHaveLength(1)
})

test.each(['the one who asked first', 'the one who joined'])(
  'of two who share an answer %s stops, and the other gets all of it from one call',
  async (who) => {
    const [word, channel] = [unique(), snowflake()]
    await scriptGeneral(word)
    await script(word, { say: `First words. And the last of ${word}.`, hold: true, holdAfterChars: 12 })
    const [ada, ben] = [snowflake(), snowflake()]
    const first = await ask({ prompt: word, channel, member: ada, name: 'Ada' })
    await first.growing('First words.')
    const second = await ask({ prompt: word, channel, member: ben, name: 'Ben' })
    await second.growing('First words.')
    const isFirst = who === 'the one who asked first'
    const [stops, stays] = isFirst ? [first, second] : [second, first]
    expect(await press(stops, STOP, { channel, member: isFirst ? ada : ben, name: 'Mia' })).toBe('shown')
    expect(await stops.text(/Mia$/)).toBe('First words.\n\n-# ⏹ Stopped by Mia')
    expect(await isClosed(word)).toBe(false)
    await release(word)
    await stays.text(`last of ${word}.`)
    expect(await modelCalls(word)).toHaveLength(1)
  },
)

/** What is left of the turns of a thread. */
const rows = async (key: string): Promise<unknown> =>
  runInDurableObject(thread(key), (_, state) =>
    state.storage.sql.exec('SELECT question, token, progress, shown FROM turns').toArray(),
  )

test('nothing of the token or of who pressed is left', async () => {
  const { asked, where } = await growing()
  await press(asked, STOP, where)
  await ended(where.channel)
  const left = await rows(where.channel)
  expect(left).toMatchObject([{ token: null, shown: '[]' }])
  expect(JSON.stringify(left)).not.toContain(asked.token)
  expect(JSON.stringify(left)).not.toContain('stoppedBy')
})
