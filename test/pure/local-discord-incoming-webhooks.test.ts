/** The local Discord's incoming webhooks: they refuse what Discord's refuse, and take a message of ours. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { postByWebhook } from '../../src/deliver/incoming-webhook.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { readAlertWebhook } from '../../src/settings/alert-webhook.ts'
import { settingsMark } from '../../src/settings/settings.ts'
import { problems, settings } from '../fakes/documented-settings.ts'

interface Made {
  readonly id: string
  readonly token: string
  readonly url: string
}

let discord: LocalDiscord
beforeEach(async () => {
  discord = await startDiscord()
})
afterEach(() => discord.close())

const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const response = await fetch(`${discord.url}/_local${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}
const make = (script: object = {}): Promise<Made> => control('POST', '/webhooks', script)
const messagesOf = ({ id }: Made): Promise<{ messages: { content: string }[]; calls: number }> =>
  control('GET', `/webhooks/${id}`)

const post = (webhook: { id: string; token: string }, text = 'Hello') =>
  postByWebhook({ baseUrl: discord.apiBaseUrl, webhook }, text, systemClock)

test('the address that Discord copies is one that the setting takes, and a message arrives by it', async () => {
  const made = await make()
  const webhook = readAlertWebhook(made.url)
  expect(webhook).toEqual({ id: made.id, token: made.token })
  expect(await post(made, 'Claude is blocked.')).toEqual({ kind: 'taken' })
  expect((await messagesOf(made)).messages).toEqual([
    expect.objectContaining({ content: 'Claude is blocked.' }),
  ])
  expect(discord.violations()).toEqual([])
})

test('an unknown webhook, a wrong token and a text that is too long are refused', async () => {
  const made = await make()
  expect(await post({ id: '1', token: made.token })).toEqual({ kind: 'refused', status: 404, code: 10015 })
  expect(await post({ ...made, token: 'x'.repeat(68) })).toEqual({
    kind: 'refused',
    status: 401,
    code: 50027,
  })
  expect(await post(made, 'x'.repeat(2_001))).toEqual({ kind: 'refused', status: 400, code: 50035 })
  expect(await post(made, ' ')).toEqual({ kind: 'refused', status: 400, code: 50006 })
  await control('DELETE', `/webhooks/${made.id}`)
  expect(await post(made)).toEqual({ kind: 'refused', status: 404, code: 10015 })
})

test('the sixth message within two seconds is limited, and 429s and 5xx tell themselves apart', async () => {
  const made = await make()
  for (let n = 0; n < 5; n += 1) expect(await post(made)).toEqual({ kind: 'taken' })
  const limited = await post(made)
  expect(limited.kind).toBe('limited')
  const scripted = await make({
    faults: [
      { answer: { status: 503 } },
      { nth: 2, answer: { reset: true } },
      { nth: 3, answer: { rateLimited: { retryAfter: 77.5 } } },
    ],
  })
  expect(await post(scripted)).toEqual({ kind: 'unreachable', status: 503 })
  expect(await post(scripted)).toEqual({ kind: 'unreachable', status: 0 })
  expect(await post(scripted)).toEqual({ kind: 'limited', retryAfterMs: 77_500 })
})

test('what is no address of a webhook is none, and the settings name it without telling it', () => {
  const token = 'a'.repeat(68)
  for (const address of [
    `https://discord.com/api/v10/webhooks/123/${token}`,
    `https://canary.discord.com/api/webhooks/123/${token}`,
    `https://discordapp.com/api/webhooks/123/${token}`,
  ])
    expect(readAlertWebhook(address)).toEqual({ id: '123', token })
  for (const address of [
    `http://discord.com/api/webhooks/123/${token}`,
    `https://discord.com.example/api/webhooks/123/${token}`,
    `https://discord.com/api/webhooks/${token}`,
    `https://discord.com/api/webhooks/123/${token}/slack`,
    'https://hooks.slack.com/services/T0/B0/abcdefghijklmnopqrstuvwx',
  ]) {
    expect(readAlertWebhook(address)).toBeUndefined()
    const [problem = '', more] = problems({ ALERT_WEBHOOK: address })
    expect(problem).toMatch(/^ALERT_WEBHOOK is not the address of a Discord webhook; it should be /)
    expect(problem).not.toMatch(/aaaa|hooks\.slack|T0/)
    expect(more).toBeUndefined()
  }
  expect(problems({ ALERT_WEBHOOK: '' })).toEqual([])
  const address = `https://discord.com/api/webhooks/123/${token}`
  expect(settingsMark(settings({ ALERT_WEBHOOK: address }))).toBe(settingsMark(settings()))
})
