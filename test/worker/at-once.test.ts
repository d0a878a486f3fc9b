/** Answers at once: the fast lane, its gaps, and equal questions in flight. */

import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { ThreadObject } from '../../src/worker.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script, scriptGeneral, scriptVerdict, verdictCalls } from './local-claude.ts'
import { ask, type Asked, deleteMessage } from './member.ts'
import { cachedAnswer } from './kept-answers.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { patientFor } from './time.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const guild = (): string => snowflake()

/** Asks in a fresh channel of a guild, and waits until the answer is remembered. */
async function taught(word: string, say: string, at = guild()): Promise<string> {
  await script(word, { say })
  await scriptGeneral(word)
  const channel = snowflake()
  await (await ask({ prompt: word, guild: at, channel })).text(say.slice(-12))
  await ended(channel)
  await cachedAnswer(word)
  return at
}

const contents = async (asked: Asked, count: number): Promise<string[]> => {
  const { messages, violations } = await asked.reply((reply) => reply.messages.length >= count)
  expect(violations).toEqual([])
  return messages.map(({ content }) => content)
}

test('a remembered answer is the first response, and no edit follows it', async () => {
  const word = unique()
  const at = await taught(word, `All about ${word}.`)
  const channel = snowflake()
  const again = await ask({ prompt: `${word.toUpperCase()}?`, guild: at, channel })
  expect(again.answer).toMatchObject({ type: 4 })
  const line = /^All about \w+\.\n\n-# Saved answer from <t:\d{10}:R> · add `fresh:true` to get a new one$/
  expect(again.answer.data?.content).toMatch(line)
  await ended(channel)
  const { calls, messages, violations } = await again.reply(() => true)
  expect([calls.length, messages.length, violations]).toEqual([0, 1, []])
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a remembered answer of several pages begins in the first response and goes on in further messages', async () => {
  const word = unique()
  const long = Array.from({ length: 60 }, (_, line) => `Line ${line} of what there is to say about ${word}.`)
  const say = `${long.join('\n\n')}\n\nThe end of ${word}.`
  const at = guild()
  await script(word, { say })
  await scriptGeneral(word)
  const first = snowflake()
  const taughtAsk = await ask({ prompt: word, guild: at, channel: first })
  await taughtAsk.reply(({ messages }) => messages.at(-1)?.content.includes(`The end of ${word}.`) === true)
  await ended(first)
  await cachedAnswer(word)
  const channel = snowflake()
  const again = await ask({ prompt: word, guild: at, channel })
  expect(again.answer.type).toBe(4)
  const { messages, calls, violations } = await again.reply(
    (reply) => reply.messages.at(-1)?.content.includes(`The end of ${word}.`) === true,
  )
  expect(messages.length).toBeGreaterThan(1)
  expect(calls.map(({ kind }) => kind)).not.toContain('edit')
  expect(violations).toEqual([])
  const said = messages.map(({ content }) => content).join('\n\n')
  for (const line of long) expect(said.split(line)).toHaveLength(2)
})

test('an answer that is remembered too late for the first response becomes an edit', async () => {
  const word = unique()
  const at = await taught(word, `All about ${word}.`)
  const channel = snowflake()
  const response = { isThere: false }
  // A thread that takes its time: nobody is there any more when its proposal comes.
  const quick: ThreadObject['ask'] = Reflect.get(ThreadObject.prototype, 'ask')
  vi.spyOn(ThreadObject.prototype, 'ask').mockImplementation(async function slowly(
    this: ThreadObject,
    ...parts
  ) {
    const proposal = await quick.apply(this, parts)
    while (!response.isThere) await systemClock.sleep(1)
    return proposal
  })
  const again = await ask({ prompt: word, guild: at, channel })
  response.isThere = true
  expect(again.answer).toEqual({ type: 5 })
  expect(await again.text(/All about/)).toContain(`All about ${word}.`)
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a proposal that nobody confirms is sent as an edit that changes nothing', async () => {
  const word = unique()
  const at = await taught(word, `All about ${word}.`)
  const channel = snowflake()
  vi.spyOn(ThreadObject.prototype, 'confirm').mockReturnValue()
  const again = await ask({ prompt: word, guild: at, channel })
  expect(again.answer.type).toBe(4)
  const { messages } = await again.reply(({ calls }) => calls.length > 0)
  expect(messages.map(({ content }) => content)).toEqual([again.answer.data?.content])
})

test('a thread that crashes with an open proposal answers once', async () => {
  const word = unique()
  const at = await taught(word, `All about ${word}.`)
  const channel = snowflake()
  vi.spyOn(ThreadObject.prototype, 'confirm').mockReturnValue()
  const again = await ask({ prompt: word, guild: at, channel })
  await abortAllDurableObjects()
  // The local KV was aborted, too. Until it is back a read may take longer than an answer waits for it.
  await bindings.CACHE_KV.list()
  await patientFor(channel, 0)
  await runInDurableObject(thread(channel), (object) => object.alarm())
  const { messages } = await again.reply(({ calls }) => calls.length > 0)
  expect(messages).toHaveLength(1)
  expect(messages[0]?.content).toBe(again.answer.data?.content)
})

test('an interaction that Discord sends twice is answered once, from the cache too', async () => {
  const word = unique()
  const at = await taught(word, `All about ${word}.`)
  const channel = snowflake()
  const again = await ask({ prompt: word, guild: at, channel })
  expect(again.answer.type).toBe(4)
  await again.send()
  await ended(channel)
  expect(await contents(again, 1)).toHaveLength(1)
})

test('private and fresh questions do not wait for a remembered answer', async () => {
  const word = unique()
  const at = await taught(word, `All about ${word}.`)
  const secret = await ask({ prompt: word, guild: at, private: true })
  const anew = await ask({ prompt: word, guild: at, fresh: true })
  expect([secret.answer.type, anew.answer.type]).toEqual([5, 5])
  await secret.text(/All about/)
  await anew.text(/All about/)
  expect(await modelCalls(word)).toHaveLength(3)
})

test('members who ask the same at the same time hear one answer while Claude says it', async () => {
  const word = unique()
  const channel = snowflake()
  const at = guild()
  await script(word, { say: `First words. Last words of ${word}.`, hold: true, holdAfterChars: 12 })
  const first = await ask({ prompt: word, channel, guild: at, member: snowflake() })
  await first.growing('First words.')
  const second = await ask({ prompt: `${word} ?`, channel, guild: at, member: snowflake() })
  expect(second.answer.type).toBe(5)
  await second.growing('First words.')
  await release(word)
  const whole = `First words. Last words of ${word}.`
  expect([await first.text(/Last/), await second.text(/Last/)]).toEqual([whole, whole])
  expect(await modelCalls(word)).toHaveLength(1)
})

test.each([
  ['that each member rolls alone', 'Lance un dé', { chance: true }],
  ['about the one who asks', 'Qui suis-je', { asker: true }],
])('an equal question %s is answered apart, at the same time', async (_, prompt, part) => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'One of two. Four.', hold: true, holdAfterChars: 11 }, { say: 'Six.' })
  await scriptVerdict(word, { ...GENERAL, ...part })
  const first = await ask({ prompt: `${prompt} ${word}`, channel, member: snowflake() })
  await first.growing('One of two.')
  const second = await ask({ prompt: `${prompt} ${word}`, channel, member: snowflake() })
  expect(await second.text('Six.')).toBe('Six.')
  await release(word)
  expect(await first.text('Four.')).toBe('One of two. Four.')
  expect(await verdictCalls(word)).toHaveLength(1)
})

test('an equal question goes on hearing the answer when the message of the first is deleted', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: `First words. Last words of ${word}.`, hold: true, holdAfterChars: 12 })
  const first = await ask({ prompt: word, channel, member: snowflake() })
  await first.growing('First words.')
  const second = await ask({ prompt: word, channel, member: snowflake() })
  await second.growing('First words.')
  const [message] = (await first.reply(() => true)).messages
  await deleteMessage(message?.id ?? '')
  await release(word)
  expect(await second.text(/Last/)).toBe(`First words. Last words of ${word}.`)
})

test('an equal question of another guild is another question', async () => {
  const word = unique()
  await taught(word, `All about ${word}.`)
  const other = await ask({ prompt: word, guild: guild() })
  expect(other.answer.type).toBe(5)
  await other.text(/All about/)
  expect(await modelCalls(word)).toHaveLength(2)
})

test('a question that has to wait shows its place in the first response, and its answer on the same message', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const [channel, member] = [snowflake(), snowflake()]
  await script(first, { say: 'One. Two.', hold: true, holdAfterChars: 4 })
  await script(second, { say: 'Three.' })
  await (await ask({ prompt: first, channel, member })).growing('One.')
  const waiting = await ask({ prompt: second, channel, member })
  expect(waiting.answer).toMatchObject({ type: 4, data: { content: '-# 1 question ahead of yours' } })
  await release(first)
  expect(await waiting.text('Three.')).toBe('Three.')
  const { messages, calls } = await waiting.reply(() => true)
  expect(messages).toHaveLength(1)
  expect(calls.map(({ content }) => content).join()).not.toContain('ahead of yours')
})

test('a turn that breaks while the first response waits for it still ends in a sentence', async () => {
  const channel = snowflake()
  vi.spyOn(console, 'error').mockReturnValue()
  await runInDurableObject(thread(channel), (object) => {
    const { env }: { env: Env } = Object.create(object)
    const { CACHE_KV, ...others } = env
    let isBroken = true
    const broken = {
      ...others,
      get CACHE_KV() {
        if (!isBroken) return CACHE_KV
        isBroken = false
        throw new Error('a bug of ours')
      },
    }
    Object.defineProperty(object, 'env', { value: broken })
  })
  const asked = await ask({ prompt: unique(), channel })
  expect(asked.answer).toEqual({ type: 5 })
  expect(await asked.text(/wrong on my side/)).toContain('Something went wrong on my side')
})
