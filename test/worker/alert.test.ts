/** ALERT_WEBHOOK: the operator is told in Discord when Claude is blocked and when it answers again. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { beforeEach, expect, inject, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { written } from './console.ts'
import { unique } from './ids.ts'
import { script } from './local-claude.ts'
import { request } from './local-server.ts'
import { ask } from './member.ts'
import { newBot } from './new-bot.ts'
import { untilStored } from './stored.ts'

beforeEach(newBot)

const MINUTE = 60_000
const coordinator = () => env.COORDINATOR.getByName('fleet')

interface Webhook {
  readonly id: string
  readonly token: string
}
const control = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  request<T>(`${inject('discord')}/_local/webhooks${path}`, method, body)
const webhook = (faults: readonly unknown[] = []): Promise<Webhook> => control('POST', '', { faults })
const messages = async ({ id }: Webhook): Promise<readonly string[]> =>
  (await control<{ messages: { content: string }[] }>('GET', `/${id}`)).messages.map(({ content }) => content)
const calls = async ({ id }: Webhook): Promise<number> =>
  (await control<{ calls: number }>('GET', `/${id}`)).calls

/** The coordinator has this webhook, and its clock is so far ahead. */
const give = (alertWebhook: Webhook, aheadMs = 0): Promise<void> =>
  runInDurableObject(coordinator(), (object: CoordinatorObject) => {
    object.alertWebhook = alertWebhook
    object.clock = { ...systemClock, now: () => Date.now() + aheadMs }
  })

/** The alarm goes off when the clock is so far ahead. */
async function alarmAfter(to: Webhook, aheadMs: number): Promise<void> {
  await give(to, aheadMs)
  await runDurableObjectAlarm(coordinator())
}

const failed = (): readonly string[] => written().filter((line) => line.includes('"evt":"alert.failed"'))

const storedAlert = ({ kv }: DurableObjectStorage): string => JSON.stringify(kv.get('alert') ?? {})

/** A key that Claude refuses, which every member reads; and the breaker of all models is open. */
async function block(): Promise<void> {
  const word = unique('key')
  await script(word, { status: 401 })
  await (await ask({ prompt: word })).text(/rejected this bot's API key/)
  await untilStored(coordinator(), (storage) => storedAlert(storage).includes('"blocked":{"*":'))
}

/** What it has stored was opened so much earlier, so that the next turn probes; and that one works. */
async function recover(): Promise<void> {
  await runInDurableObject(coordinator(), (_, { storage }) => {
    const stored = JSON.stringify(storage.kv.get('breakers'))
    const earlier = stored.replaceAll(
      /"(at|until|changedAt)":(\d+)/g,
      (__, name: string, at: string) => `"${name}":${Number(at) - 200_000}`,
    )
    storage.kv.put('breakers', JSON.parse(earlier))
  })
  await abortAllDurableObjects()
  const word = unique('well')
  await script(word, { say: 'Well again.' })
  await (await ask({ prompt: word })).text('Well again.')
  await untilStored(coordinator(), (storage) => storedAlert(storage).includes('"blocked":{},'))
}

test('a refused key is one message; the recovery is told when the hour is over, and nothing in between', async () => {
  const to = await webhook()
  await give(to)
  await block()
  await expect.poll(() => messages(to)).toHaveLength(1)
  const [first] = await messages(to)
  expect(first).toMatch(/^🔴 \*\*Claude is blocked\.\*\* Claude refuses the key \(401\)\. Make a new one/)
  await untilStored(coordinator(), (storage) => storedAlert(storage).includes('"told":{"*":'))
  await recover()
  await alarmAfter(to, 30 * MINUTE)
  expect(await messages(to)).toHaveLength(1)
  await alarmAfter(to, 61 * MINUTE)
  expect(await messages(to)).toEqual([first, '🟢 **Claude answers again.**'])
  // Nothing is due any more.
  await alarmAfter(to, 200 * MINUTE)
  expect(await calls(to)).toBe(2)
})

test('a message that Discord could not take comes later, also from the next life', async () => {
  // Not a limit that stands for five real minutes.
  const later = {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: 300, global: false },
  }
  const to = await webhook([{ answer: { status: 503 } }, { nth: 2, answer: later }])
  await give(to)
  await block()
  await expect.poll(() => calls(to)).toBe(1)
  await expect.poll(() => failed()).toHaveLength(1)
  await abortAllDurableObjects()
  await alarmAfter(to, MINUTE)
  expect(await calls(to)).toBe(2)
  // It was told to wait for five minutes.
  await alarmAfter(to, 3 * MINUTE)
  expect(await calls(to)).toBe(2)
  await alarmAfter(to, 7 * MINUTE)
  expect(await messages(to)).toEqual([expect.stringContaining('Claude is blocked.')])
})

test('a webhook that is gone is tried once, and no line tells its token', async () => {
  const to = await webhook()
  await control('DELETE', `/${to.id}`)
  await give(to)
  await block()
  await expect.poll(() => failed()).toHaveLength(1)
  expect(JSON.parse(failed()[0] ?? '')).toEqual({
    evt: 'alert.failed',
    v: 1,
    why: 'refused',
    status: 404,
    code: 10015,
    tries: 4,
    gave_up: true,
  })
  await alarmAfter(to, 300 * MINUTE)
  expect(failed()).toHaveLength(1)
  const health = await (await exports.default.fetch('https://bot.example/health')).text()
  const stored = await runInDurableObject(coordinator(), (_, { storage }) => storedAlert(storage))
  expect([...written(), health, stored].join('\n')).not.toContain(to.token)
})
