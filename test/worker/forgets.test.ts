/** `/forget` takes back what was said, no more and no less; `/status` tells how a conversation stands. */

import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script, scriptGeneral } from './local-claude.ts'
import { ask, type AskOptions } from './member.ts'
import { askToForget, forget, pressUnder } from './forgetting.ts'
import { cachedAnswer } from './kept-answers.ts'
import { ended, rowsOf, storedText } from './rows.ts'
import { untilStored } from './stored.ts'
import { thread } from './thread-object.ts'
import { later } from './time.ts'

const ORDINARY = '2147475447'
const MINUTE = 60_000

/** What the member reads at once, which is for the member alone. */
async function replyTo(command: 'forget' | 'status', options: AskOptions): Promise<string> {
  if (command === 'forget') return forget(options)
  const asked = await ask({ command, ...options })
  expect([asked.status, asked.answer.type, asked.answer.data?.flags]).toEqual([200, 4, 68])
  const { messages, violations } = await asked.reply(({ messages: all }) => all.length > 0)
  expect(violations).toEqual([])
  expect(messages[0]?.content).toBe(asked.answer.data?.content)
  return asked.answer.data?.content ?? ''
}

/** Says something that Claude takes note of, and waits until that is written down. */
async function say(prompt: string, where: AskOptions & { readonly channel: string }, key = where.channel) {
  await script(prompt, { say: `Noted ${prompt}.` })
  const asked = await ask({ prompt, ...where })
  await asked.text(`Noted ${prompt}.`)
  await ended(key)
  return asked
}

/** What Claude is shown with this question, which nobody asked before. */
async function shown(where: AskOptions): Promise<string> {
  const word = unique('then')
  await script(word, { say: 'Hm.' })
  await (await ask({ prompt: word, ...where })).text('Hm.')
  return JSON.stringify((await modelCalls(word))[0]?.body)
}

const dump = (key: string): Promise<string> => storedText(key, 'turns', 'exchanges')

test('after /forget Claude is not shown what was said, and nothing of it is left in storage', async () => {
  const word = unique()
  const channel = snowflake()
  await say(word, { channel })
  expect(await replyTo('forget', { channel })).toBe('I have forgotten this conversation.')
  expect(await dump(channel)).not.toContain(word)
  expect(await shown({ channel })).not.toContain(word)
})

test('what is said after /forget is remembered like anything else', async () => {
  const [before, after] = [unique('before'), unique('after')]
  const channel = snowflake()
  await say(before, { channel })
  await replyTo('forget', { channel })
  await say(after, { channel })
  await later(channel, 60 * MINUTE)
  await later(channel, 0)
  const body = await shown({ channel })
  expect(body).toContain(after)
  expect(body).not.toContain(before)
})

test('forgetting twice, or where nothing was said, is a friendly sentence', async () => {
  const channel = snowflake()
  expect(await replyTo('forget', { channel })).toMatch(/^I have forgotten the saved answers\. There was/)
  await say(unique(), { channel })
  await replyTo('forget', { channel })
  expect(await replyTo('forget', { channel, locale: 'de' })).toMatch(/^Ich habe die gespeicherten Antworten/)
  const own = { channel, private: true }
  expect(await replyTo('forget', { ...own, locale: 'de' })).toMatch(/^Hier gibt es nichts zu vergessen/)
})

test('an answer that is being written arrives whole, and leaves no trace', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: `First words. Last words of ${word}.`, hold: true, holdAfterChars: 12 })
  const asked = await ask({ prompt: word, channel })
  await asked.growing('First words.')
  expect(await replyTo('forget', { channel })).toMatch(
    /^I have forgotten this conversation\. Answers in progress/,
  )
  await release(word)
  expect(await asked.text(/Last words/)).toBe(`First words. Last words of ${word}.`)
  await ended(channel)
  expect(await dump(channel)).not.toContain(word)
  expect(await shown({ channel })).not.toContain(word)
})

test('so does one that a crash cut off in between', async () => {
  const word = unique()
  const channel = snowflake()
  const whole = `First try, whole ${word}.`
  await script(word, { say: whole, hold: true, holdAfterChars: 10 }, { say: whole, continues: true })
  const asked = await ask({ prompt: word, channel })
  await asked.growing('First try,')
  await replyTo('forget', { channel })
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  expect(await asked.text(`${word}.`)).toBe(whole)
  await ended(channel)
  expect(await dump(channel)).not.toContain(word)
  await release(word)
})

test('a question that waits is still answered, without the past, and is remembered', async () => {
  const [past, word] = [unique('past'), unique()]
  const [channel, member] = [snowflake(), snowflake()]
  await say(past, { channel })
  await script(`${word} one`, { say: 'Answer one.', hold: true })
  await script(`${word} two`, { say: 'Answer two.' })
  const first = await ask({ prompt: `${word} one`, channel, member })
  await modelCalls(`${word} one`, 0)
  const second = await ask({ prompt: `${word} two`, channel, member })
  await replyTo('forget', { channel })
  await release(`${word} one`)
  await first.text('Answer one.')
  await second.text('Answer two.')
  expect(JSON.stringify((await modelCalls(`${word} two`))[0]?.body)).not.toContain(past)
  await ended(channel)
  const body = await shown({ channel })
  expect(body).toContain(`${word} two`)
  expect(body).not.toContain(`${word} one`)
})

test('private and shared conversations are forgotten apart', async () => {
  const [open, secret] = [unique('open'), unique('secret')]
  const [channel, member] = [snowflake(), snowflake()]
  const own = `${channel}:${member}`
  await say(open, { channel, member })
  await say(secret, { channel, member, private: true }, own)
  expect(await replyTo('forget', { channel, member, private: true, permissions: ORDINARY })).toBe(
    'I have forgotten your private conversation here.',
  )
  expect(await shown({ channel, member })).toContain(open)
  await say(secret, { channel, member, private: true }, own)
  await replyTo('forget', { channel, member })
  expect(await shown({ channel, member, private: true })).toContain(secret)
  expect(await dump(channel)).not.toContain(open)
})

test('a member who may not manage messages is told so, and nothing is forgotten', async () => {
  const word = unique()
  const channel = snowflake()
  await say(word, { channel })
  const refused = await ask({ command: 'forget', channel, permissions: ORDINARY })
  expect(refused.answer).toMatchObject({ type: 4, data: { flags: 64 } })
  expect(refused.answer.data?.content).toMatch(/^You need the Manage Messages permission .* `private:true`/)
  expect(await shown({ channel })).toContain(word)
})

test('in direct messages, and where only the member brought the bot along, nobody needs a permission', async () => {
  const [dm, foreign, member] = [snowflake(), snowflake(), snowflake()]
  await say(unique(), { channel: dm, member, guild: null })
  expect(await replyTo('forget', { channel: dm, member, guild: null })).toMatch(/^I have forgotten/)
  const away = { channel: foreign, member, owners: { '1': member }, permissions: ORDINARY }
  await say(unique(), away, `${foreign}:${member}`)
  expect(await replyTo('forget', away)).toMatch(/^I have forgotten/)
})

test('the conversation of another channel or another server is not touched', async () => {
  const word = unique()
  const [here, there] = [snowflake(), snowflake()]
  await say(unique(), { channel: here })
  await say(word, { channel: there, guild: snowflake() })
  await replyTo('forget', { channel: here })
  expect(await shown({ channel: there })).toContain(word)
})

test('a question that is replayed after /forget is not answered again', async () => {
  const word = unique()
  const channel = snowflake()
  const asked = await say(word, { channel })
  await replyTo('forget', { channel })
  expect((await asked.send()).status).toBe(200)
  await evictDurableObject(thread(channel))
  expect((await asked.send()).status).toBe(200)
  await shown({ channel })
  expect(await modelCalls(word)).toHaveLength(1)
  expect(await dump(channel)).not.toContain(word)
})

test('a press of Forget that is replayed does not forget what was said after it', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  const pressed = await pressUnder(await askToForget({ channel, member }), { channel, member })
  await say(word, { channel })
  const again = await (await pressed.send()).json<{ data: { content: string } }>()
  expect(again.data.content).toMatch(/^I have forgotten/)
  expect(await shown({ channel })).toContain(word)
})

test('as soon as no id can be replayed any more, the alarm erases the rest', async () => {
  const channel = snowflake()
  await say(unique(), { channel })
  await replyTo('forget', { channel })
  await later(channel, 9 * MINUTE)
  expect(await dump(channel)).toContain('accepted_at')
  await later(channel, 10 * MINUTE)
  const left = await runInDurableObject(thread(channel), async (_, state) => [
    (await state.storage.list()).size,
    await state.storage.getAlarm(),
  ])
  expect(left).toEqual([0, null])
  await later(channel, 0)
  expect(await replyTo('status', { channel })).toMatch(/^I do not remember anything here yet/)
})

/** Whether an answer that a guild was given before is still known there after somebody has said `/forget`. */
async function isKnownAfter(forgetting: AskOptions, guild: string): Promise<boolean> {
  const word = unique()
  await script(word, { say: `All about ${word}.` })
  await scriptGeneral(word)
  await (await ask({ prompt: word, guild, channel: snowflake() })).text(/All about/)
  await cachedAnswer(word)
  await replyTo('forget', { ...forgetting, guild })
  const known = async (): Promise<boolean> => {
    const again = await ask({ prompt: word, guild, channel: snowflake() })
    await again.text(/All about/)
    return again.answer.type === 4
  }
  return known()
}

test('cached answers of the scope become stale, but not at the wish of one member in private', async () => {
  const [channel, guild] = [snowflake(), snowflake()]
  expect(await isKnownAfter({ channel, private: true }, guild)).toBe(true)
  expect(await isKnownAfter({ channel }, guild)).toBe(false)
})

test('a forgotten conversation is no open session any more', async () => {
  const channel = snowflake()
  await say(unique(), { channel })
  const isOpen = (storage: DurableObjectStorage): boolean =>
    rowsOf(storage, 'sessions').some(({ thread: key }) => key === channel)
  const coordinator = env.COORDINATOR.getByName('fleet')
  await untilStored(coordinator, isOpen)
  await replyTo('forget', { channel })
  await expect(untilStored(coordinator, (storage) => !isOpen(storage))).resolves.toBeUndefined()
})

test('/status of an untouched channel is a friendly sentence, and leaves nothing behind', async () => {
  const channel = snowflake()
  expect(await replyTo('status', { channel })).toMatch(/^I do not remember anything here yet\./)
  const left = await runInDurableObject(thread(channel), async (_, state) => [
    (await state.storage.list()).size,
    await state.storage.getAlarm(),
  ])
  expect(left).toEqual([0, null])
})

test('/status tells how the conversation stands, and how the bot does', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  await say(unique(), { channel, member })
  await script(`${word} one`, { say: 'One.', hold: true })
  const first = await ask({ prompt: `${word} one`, channel, member })
  await modelCalls(`${word} one`, 0)
  const second = await ask({ prompt: `${word} two`, channel, member })
  await second.text(/ahead of yours/)
  const text = await replyTo('status', { channel })
  expect(text).toMatch(
    /^\*\*This conversation\*\*\n- Questions and answers remembered in full: 1\n- Session: open since <t:\d{10}:f>\n- I will forget this conversation on <t:\d{10}:f> if nobody asks again\n- Answers in progress: 1\n- Questions waiting: 1\n- Memory used: 1 KB\nThe last questions:\n> \*\*member\d+\*\*: [\w\\-]+\nThere is no summary yet\.\n-# Half of all answers by this bot take less than \d+\.\d s · Saved answers: \d+%$/,
  )
  await script(`${word} two`, { say: 'Two.' })
  await release(`${word} one`)
  await first.text('One.')
  await second.text('Two.')
})

test('/status of the private conversation tells nothing of the shared one, and the other way round', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  await say(unique(), { channel, member })
  expect(await replyTo('status', { channel, member, private: true })).toMatch(
    /^I do not remember anything here yet/,
  )
  await say(unique(), { channel, member, private: true }, `${channel}:${member}`)
  expect(await replyTo('status', { channel, member, private: true })).toMatch(
    /^\*\*Your private conversation here\*\*\n.*: 1\n/,
  )
  expect(await replyTo('status', { channel, member: snowflake(), private: true })).toMatch(
    /^I do not remember anything/,
  )
})
