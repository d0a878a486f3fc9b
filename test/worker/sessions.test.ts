/** The session pool: a question that waits sees its place and starts by itself, an idle session is left alone, and nobody waits for a coordinator. */

import { env } from 'cloudflare:workers'
import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/worker.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script, scriptGeneral } from './local-claude.ts'
import { answerIn, ask, type Asked } from './member.ts'
import { systemClock } from '../../src/clock.ts'
import { cachedAnswer } from './kept-answers.ts'
import { checkpointed, ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { patientFor } from './time.ts'

const coordinator = () => env.COORDINATOR.getByName('fleet')

/** MAX_SESSIONS, until the coordinator begins anew. */
const allow = (sessions: number): Promise<void> =>
  runInDurableObject(coordinator(), (object) => {
    object.maxSessions = sessions
  })

/** The coordinator loses its storage, and with it the object, which is of no use without its tables. */
async function forgetsAll(): Promise<void> {
  await runInDurableObject(coordinator(), (_, state) => state.storage.deleteAll())
  await runInDurableObject(coordinator(), (_, state) => state.abort()).catch(() => undefined)
}

// Of the test before there may be turns and calls that hang.
beforeEach(async () => {
  await runInDurableObject(coordinator(), (_, state) => state.storage.deleteAll())
  await abortAllDurableObjects()
})

afterEach(() => {
  vi.restoreAllMocks()
})

interface Asking {
  readonly word: string
  readonly channel: string
  readonly asked: Asked
}

/** Fails unless it is answered, once. */
async function answered({ word, asked }: Asking): Promise<void> {
  await asked.text(`Answer to ${word}.`)
  expect(answerIn(await asked.reply(() => true))).toHaveLength(1)
}

/** Asks in a channel of its own, of a Claude that says "Answer to …" when it is released. */
async function held(channel = snowflake()): Promise<Asking> {
  const word = unique()
  await script(word, { say: `Answer to ${word}.`, hold: true })
  return { word, channel, asked: await ask({ prompt: word, channel }) }
}

const performance = async (): Promise<Record<string, unknown>> => {
  const health = await coordinator().health(Date.now())
  return { ...health.performance }
}

const sessionOf = (key: string): Promise<unknown> =>
  runInDurableObject(thread(key), (_, state) => state.storage.kv.get('sessionOpenedAt'))

/** Waits until the coordinator says so: it is asked again and again, because some of it is in its memory alone. */
async function untilPerformance(name: string, value: number): Promise<void> {
  while ((await performance())[name] !== value) await systemClock.sleep(1)
}

test('a question waits while all sessions are answering, sees its place, and starts by itself', async () => {
  await allow(1)
  const first = await held()
  await modelCalls(first.word, 0)
  const second = await held()
  expect(await second.asked.text(/ahead of yours/)).toBe('-# 1 question ahead of yours')
  const third = await held()
  expect(await third.asked.text(/ahead of yours/)).toBe('-# 2 questions ahead of yours')
  expect(await performance()).toMatchObject({ sessionPoolSize: 1, activeSessions: 1, waitingQuestions: 2 })
  expect(await modelCalls(second.word)).toHaveLength(0)
  await release(first.word)
  await answered(first)
  await modelCalls(second.word, 0)
  expect(await third.asked.text('1 question ahead of yours')).toBe('-# 1 question ahead of yours')
  await release(second.word)
  await answered(second)
  await modelCalls(third.word, 0)
  await release(third.word)
  await answered(third)
})

test('with default settings the 51st session that asks at once waits, sees its place, and starts by itself', async () => {
  const fifty: Asking[] = []
  // One by one: fifty threads that start at once take longer than Discord waits for a response on a busy machine.
  for (let n = 0; n < 50; n += 1) fifty.push(await held())
  for (const { word } of fifty) await modelCalls(word, 0)
  const channel = snowflake()
  await patientFor(channel, 0)
  const last = await held(channel)
  expect(await last.asked.text(/ahead of yours/)).toBe('-# 1 question ahead of yours')
  expect(await performance()).toMatchObject({ activeSessions: 50, waitingQuestions: 1 })
  expect(await modelCalls(last.word)).toHaveLength(0)
  const [first, ...others] = fifty
  await release(first?.word ?? '')
  await modelCalls(last.word, 0)
  for (const { word } of [...others, last]) await release(word)
  for (const asking of [...fifty, last]) await answered(asking)
}, 120_000)

test('a turn of a session that is answering goes on, however many wait', async () => {
  await allow(1)
  const first = await held()
  await modelCalls(first.word, 0)
  const waits = await held()
  await waits.asked.text(/ahead of yours/)
  const beside = await held(first.channel)
  await modelCalls(beside.word, 0)
  await release(beside.word)
  await answered(beside)
  expect(await modelCalls(waits.word)).toHaveLength(0)
  await release(first.word)
  await modelCalls(waits.word, 0)
  await release(waits.word)
  await answered(first)
  await answered(waits)
})

test('an idle session holds nobody up, stays open, and finds what was said', async () => {
  await allow(1)
  const channels = [snowflake(), snowflake(), snowflake()]
  for (const channel of channels) {
    const asking = await held(channel)
    await release(asking.word)
    await answered(asking)
    await ended(channel)
    await untilPerformance('activeSessions', 0)
  }
  expect(await performance()).toMatchObject({ sessionPoolSize: 3, activeSessions: 0 })
  const sessions = await Promise.all(channels.map(sessionOf))
  expect(sessions.map((openedAt) => typeof openedAt)).toEqual(['number', 'number', 'number'])
  const again = await held(channels[0])
  const [call] = await modelCalls(again.word, 0)
  expect(call?.body.messages).toHaveLength(3)
  await release(again.word)
  await answered(again)
  // The report of the turn's end reaches the coordinator a moment after the answer reaches Discord.
  await untilPerformance('activeSessions', 0)
  expect(await performance()).toMatchObject({ sessionReuse: '25%' })
})

test('the next question of an open session waits while all sessions are answering', async () => {
  await allow(1)
  const before = await held()
  await release(before.word)
  await answered(before)
  await ended(before.channel)
  await untilPerformance('activeSessions', 0)
  const first = await held()
  await modelCalls(first.word, 0)
  const next = await held(before.channel)
  expect(await next.asked.text(/ahead of yours/)).toBe('-# 1 question ahead of yours')
  await release(first.word)
  await answered(first)
  await modelCalls(next.word, 0)
  await release(next.word)
  await answered(next)
})

test('an answer from the cache waits for no session', async () => {
  const guild = snowflake()
  const word = unique()
  await script(word, { say: `All about ${word}.` })
  await scriptGeneral(word)
  const taught = snowflake()
  await (await ask({ prompt: word, guild, channel: taught })).text(/All about/)
  await ended(taught)
  await cachedAnswer(word)
  await forgetsAll()
  await allow(1)
  const first = await held()
  await modelCalls(first.word, 0)
  const again = await ask({ prompt: word, guild })
  expect(again.answer.type).toBe(4)
  await release(first.word)
  await answered(first)
})

test('a thread whose question waits gets no session by an answer from the cache', async () => {
  const guild = snowflake()
  const word = unique()
  await script(word, { say: `All about ${word}.` })
  await scriptGeneral(word)
  const taught = snowflake()
  await (await ask({ prompt: word, guild, channel: taught })).text(/All about/)
  await ended(taught)
  await cachedAnswer(word)
  await forgetsAll()
  await allow(1)
  const first = await held()
  await modelCalls(first.word, 0)
  const second = await held()
  await second.asked.text(/ahead of yours/)
  await (await ask({ prompt: word, guild, channel: second.channel })).text(/All about/)
  const third = await held(second.channel)
  expect(await third.asked.text(/ahead of yours|Answer/)).toBe('-# 1 question ahead of yours')
  expect(await modelCalls(second.word)).toHaveLength(0)
  await release(first.word)
  await modelCalls(second.word, 0)
  await modelCalls(third.word, 0)
  await release(second.word)
  await release(third.word)
  for (const asking of [first, second, third]) await answered(asking)
})

test('a coordinator that hangs holds nobody up', async () => {
  vi.spyOn(CoordinatorObject.prototype, 'began').mockImplementation(
    () => new Promise(() => undefined) as never,
  )
  const channel = snowflake()
  await patientFor(channel, 500)
  const asking = await held(channel)
  expect(await modelCalls(asking.word, 0)).toHaveLength(1)
  await release(asking.word)
  await answered(asking)
})

test('a coordinator that fails holds nobody up', async () => {
  vi.spyOn(CoordinatorObject.prototype, 'began').mockImplementation(() => {
    throw new Error('no coordinator today')
  })
  const asking = await held()
  await modelCalls(asking.word, 0)
  await release(asking.word)
  await answered(asking)
  expect(await modelCalls(asking.word)).toHaveLength(1)
})

test('a question whose calls for a place fail twice goes in', async () => {
  await allow(1)
  vi.spyOn(CoordinatorObject.prototype, 'waits').mockImplementation(() => {
    throw new Error('no place today')
  })
  const first = await held()
  await modelCalls(first.word, 0)
  const second = await held()
  await modelCalls(second.word, 0)
  expect(await performance()).toMatchObject({ sessionPoolSize: 2, activeSessions: 2, waitingQuestions: 0 })
  await release(first.word)
  await release(second.word)
  await answered(first)
  await answered(second)
})

test('questions that wait start when the coordinator has forgotten everything', async () => {
  await allow(1)
  const first = await held()
  await modelCalls(first.word, 0)
  const second = await held()
  await second.asked.text(/ahead of yours/)
  await forgetsAll()
  await modelCalls(second.word, 0)
  await release(second.word)
  await answered(second)
  await release(first.word)
  await answered(first)
  expect(await modelCalls(second.word)).toHaveLength(1)
})

test('a question that waited when everything crashed is asked once, on the same message', async () => {
  await allow(1)
  const first = await held()
  await modelCalls(first.word, 0)
  const second = await held()
  await second.asked.text(/ahead of yours/)
  await checkpointed(second.channel)
  await abortAllDurableObjects()
  await allow(1)
  await runDurableObjectAlarm(thread(second.channel))
  // The coordinator has written down that the first is answering.
  await untilPerformance('waitingQuestions', 1)
  expect(await modelCalls(second.word)).toHaveLength(0)
  await script(first.word, { say: `Answer to ${first.word}.` })
  await runDurableObjectAlarm(thread(first.channel))
  await modelCalls(second.word, 0)
  await release(second.word)
  await answered(second)
  expect(await modelCalls(second.word)).toHaveLength(1)
})
