/** What an answer does not depend on may fail or hang: Analytics, KV and the coordinator. */

import { runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { freshHealth } from './fresh-health.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { forget } from './forgetting.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { patientFor } from './time.ts'

afterEach(() => vi.restoreAllMocks())

const fails = (): Promise<never> => Promise.reject(new Error('it is down'))
const hangs = (): Promise<never> => new Promise(() => undefined)
const throws = (): never => {
  throw new Error('it is down')
}

/** The outside as one thread sees it, with this part of it ill. */
async function ill(channel: string, part: Readonly<Record<string, unknown>>): Promise<void> {
  await runInDurableObject(thread(channel), (object) => {
    const { env: well }: { env: Env } = Object.create(object)
    Object.defineProperty(object, 'env', { value: { ...well, ...part } })
  })
}

/** Two questions of one thread are answered, though nobody gives up on what hangs after more than half a second. */
async function answers(part: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const channel = snowflake()
  const [one, two] = [unique('one'), unique('two')]
  await ill(channel, part)
  await patientFor(channel, 500)
  await script(one, { say: 'First.' })
  await script(two, { say: 'Second.' })
  const first = await (await ask({ prompt: `What is ${one}?`, channel })).text('First.')
  const second = await (await ask({ prompt: `What is ${two}?`, channel })).text('Second.')
  const [{ messages } = { messages: [] }] = (await modelCalls(two)).map(({ body }) => body)
  // The first is in the transcript, so its turn has ended as it should.
  expect(JSON.stringify(messages)).toContain('First.')
  return [first, second]
}

const kv = (get: () => unknown, write: () => unknown): Readonly<Record<string, unknown>> => ({
  CACHE_KV: { get, put: write, delete: write, list: write },
})
const coordinator = (method: () => unknown): Readonly<Record<string, unknown>> => ({
  COORDINATOR: {
    getByName: () => ({
      began: method,
      ended: method,
      kept: method,
      judged: method,
      ofModels: method,
      closed: method,
      forgotten: method,
    }),
  },
})

describe('an answer comes whole and soon', () => {
  test.each([
    ['Analytics fails', { ANALYTICS: { writeDataPoint: throws } }],
    ['there is no Analytics', { ANALYTICS: undefined }],
    ['KV fails', kv(fails, fails)],
    ['KV throws', kv(throws, throws)],
    ['KV never answers', kv(hangs, hangs)],
    ['the coordinator fails', coordinator(fails)],
    ['the coordinator throws', coordinator(throws)],
    ['the coordinator never answers', coordinator(hangs)],
    ['the coordinator cannot be named', { COORDINATOR: { getByName: throws } }],
    [
      'all of them are down',
      { ...kv(hangs, fails), ...coordinator(hangs), ANALYTICS: { writeDataPoint: throws } },
    ],
  ])('where %s', async (_, part) => {
    expect(await answers(part)).toEqual(['First.', 'Second.'])
  })
})

test('where KV never answers, a conversation is forgotten all the same', async () => {
  const [channel, word, next] = [snowflake(), unique('word'), unique('next')]
  await ill(channel, kv(hangs, hangs))
  await script(word, { say: 'Noted.' })
  await script(next, { say: 'Who are you?' })
  await (await ask({ prompt: word, channel })).text('Noted.')
  await ended(channel)
  expect(await forget({ channel })).toMatch(/^I have forgotten/)
  await (await ask({ prompt: next, channel })).text('Who are you?')
  expect(JSON.stringify((await modelCalls(next))[0]?.body)).not.toContain(word)
})

test('where the coordinator is down, a thread learns by itself which model is ill, and logs it', async () => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const [channel, word, next] = [snowflake(), unique('word'), unique('next')]
  await ill(channel, coordinator(fails))
  await script(word, { status: 401 })
  await (await ask({ prompt: word, channel })).text(/rejected this bot's API key/)
  await ended(channel)
  await (await ask({ prompt: next, channel })).text(/rejected this bot's API key/)
  expect(await modelCalls(next)).toEqual([])
  expect(errors.mock.calls).toMatchObject([[{ evt: 'claude.blocked', model: '*', why: 'key refused' }]])
})

test.each([
  ['fails', fails],
  ['never answers', hangs],
])('`/health` answers where the coordinator %s', async (_, how) => {
  vi.spyOn(CoordinatorObject.prototype, 'health').mockImplementation(how as never)
  const response = await freshHealth()
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    status: 'unknown',
    version: expect.any(String),
    models: {},
    blocked: '',
  })
})
