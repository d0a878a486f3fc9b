/** The end of a turn that takes too long: by its deadline, and by the end of its token where the bot cannot go on. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { route } from '../../src/arrive/route.ts'
import type { ThreadObject } from '../../src/converse/thread/thread.ts'
import { parseJson } from '../../src/json.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { request } from './local-server.ts'
import { answerIn, ask, type Asked, type Reply } from './member.ts'
import { checkpointed } from './rows.ts'
import { thread } from './thread-object.ts'
import { deadlineClock, deadlineOf } from './time.ts'

/** Says two words and then nothing more until it is released. */
const held = (word: string): Record<string, unknown> => ({
  say: `First words. And the last of ${word}.`,
  hold: true,
  holdAfterChars: 14,
})

/** The way of each call of a reply: by the interaction's token, or by the bot. */
const ways = async (asked: Asked): Promise<readonly ('token' | 'bot')[]> =>
  (await asked.reply(() => true)).calls.map(({ path }) => (path.startsWith('/channels/') ? 'bot' : 'token'))

test('a token that dies before the deadline hands the answer over to the bot, on the same message', async () => {
  const [word, channel] = [unique(), snowflake()]
  const deadline = await deadlineOf(channel)
  await script(word, held(word))
  const asked = await ask({ prompt: word, channel })
  await asked.growing(/^First words\./)
  await checkpointed(channel)
  expect(await deadline()).toBeLessThanOrEqual(870_000)
  await release(word)
  expect(await asked.text(`And the last of ${word}.`)).toBe(`First words. And the last of ${word}.`)
  expect((await asked.reply(() => true)).messages).toHaveLength(1)
  expect((await ways(asked)).at(-1)).toBe('bot')
})

test('the bot goes on until the deadline, and no longer', async () => {
  const [word, channel] = [unique(), snowflake()]
  const deadline = await deadlineOf(channel)
  await script(word, held(word))
  const asked = await ask({ prompt: word, channel })
  await asked.growing(/^First words\./)
  await checkpointed(channel)
  await deadline()
  const left = await deadline()
  expect(left).toBeGreaterThan(900_000)
  expect(left).toBeLessThanOrEqual(1_800_000)
  expect(await asked.text(/Ask me to continue\.$/)).toMatch(/^First words\./)
  expect((await modelCalls(word))[0]?.abortedAt).toBeDefined()
})

test('a crash after the hand-over changes neither the way nor the deadline', async () => {
  const [word, channel] = [unique(), snowflake()]
  const deadline = await deadlineOf(channel)
  await script(word, held(word), { silence: true })
  const asked = await ask({ prompt: word, channel })
  await asked.growing(/^First words\./)
  await checkpointed(channel)
  await deadline()
  await abortAllDurableObjects()
  const again = await deadlineOf(channel, 1_000_000)
  await runDurableObjectAlarm(thread(channel))
  await modelCalls(word, 1)
  expect(await again()).toBeLessThanOrEqual(800_000)
  expect(await asked.text(/Ask me to continue\.$/)).toMatch(/^First words\./)
  expect((await ways(asked)).at(-1)).toBe('bot')
  // The token is dead by then, so the bot itself tells the asker.
  const told = await asked.reply(({ messages }) => messages.length > 1)
  expect(answerIn(told)).toHaveLength(1)
  expect(told.messages[1]?.content).toMatch(/^<@\d+> Your answer broke off: https:/)
  expect([(await ways(asked)).at(-1), told.violations]).toEqual(['bot', []])
  await release(word)
})

test('where the bot may not go on, the answer ends in time with a way on', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  const deadline = await deadlineOf(`${channel}:${member}`)
  await script(word, held(word))
  const asked = await ask({ prompt: word, channel, member, private: true })
  await asked.growing(/^First words\./)
  await deadline()
  expect(await asked.text(/Ask me to continue\.$/)).toMatch(/^First words\./)
  expect(await ways(asked)).not.toContain('bot')
})

test.each([
  ['goes on for ever', held('nobody'), /^First words\..*▌$/, /^First words\.[^]*Ask me to continue\.$/],
  ['says nothing', { silence: true }, /^/, /^Claude did not answer in time/],
])('with a bot token too, a deadline of 30 s ends an answer that %s', async (_, said, before, end) => {
  const word = unique()
  await script(word, said)
  const { clock, comes } = deadlineClock()
  const { channel, token } = await begin(word, { TURN_DEADLINE_SECONDS: '30' }, clock)
  const [call] = await modelCalls(word, 0)
  expect(call?.abortedAt).toBeUndefined()
  const text = async (): Promise<string> => (await firstText(token)) ?? ''
  await expect.poll(text).toMatch(before)
  const left = await runInDurableObject(thread(channel), comes)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(30_000)
  await expect.poll(text).toMatch(end)
  await expect.poll(async () => (await modelCalls(word))[0]?.abortedAt).toBeDefined()
})

/** A question in a thread with these settings and this clock. */
async function begin(
  word: string,
  vars: Record<string, string>,
  clock: ThreadObject['clock'],
): Promise<{ readonly channel: string; readonly token: string }> {
  const channel = snowflake()
  const made = await local<{ token: string; body: string }>('POST', '/interactions', {
    name: 'ask',
    channel,
    member: { id: snowflake(), username: 'eve' },
    options: [{ name: 'prompt', type: 3, value: word }],
  })
  const action = route(parseInteraction(parseJson(made.body)))
  if (action.do !== 'ask') throw new Error('it is no question')
  await local('POST', `/acks/${made.token}`, { status: 200, body: { type: 5, data: {} } })
  await runInDurableObject(thread(channel), async ({ constructor: Thread }, state) => {
    const object = new (Thread as typeof ThreadObject)(state, { ...env, ...vars })
    object.clock = clock
    await object.ask(action.question)
  })
  return { channel, token: made.token }
}

const firstText = async (token: string): Promise<string | undefined> =>
  (await local<Reply>('GET', `/replies/${token}`)).messages[0]?.content

const local = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  request<T>(`${inject('discord')}/_local${path}`, method, body)
