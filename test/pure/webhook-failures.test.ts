/** Each way in which Discord can refuse a call, or not answer it, becomes a value that carries no token. */

import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { Sent, Undeliverable } from '../../src/deliver/sent.ts'
import { discordWebhook } from '../../src/deliver/webhook.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { messageId, replyToken } from '../build.ts'
import { settle, testClock } from '../fakes/clock.ts'
import { BOT_TOKEN, webhooksOf, body, whyOf } from '../fakes/webhook-edge.ts'

let discord: LocalDiscord

beforeAll(async () => {
  discord = await startDiscord({ botToken: BOT_TOKEN })
})

afterAll(() => discord.close())

const { deferred, webhookOf } = webhooksOf(() => discord)

/** Discord's next answer is this one. */
const answering = (answer: unknown): Record<string, unknown> => ({ script: { faults: [{ answer }] } })

describe('answers that are no success', () => {
  test.each<[string, number, number, Undeliverable]>([
    ['unknown channel', 404, 10_003, 'gone'],
    ['unknown message', 404, 10_008, 'gone'],
    ['unknown webhook', 404, 10_015, 'not yet'],
    ['unknown interaction', 404, 10_062, 'expired'],
    ['invalid token', 401, 50_027, 'expired'],
    ['too many follow-ups', 400, 40_094, 'too many'],
    ['an entity too large', 413, 40_005, 'unwanted'],
    ['an empty message', 400, 50_006, 'unwanted'],
    ['an invalid form', 400, 50_035, 'unwanted'],
    ['a file too large', 400, 50_045, 'unwanted'],
    ['AutoMod', 400, 200_000, 'filtered'],
    ['AutoMod for a title', 400, 200_001, 'filtered'],
    ['a harmful link', 400, 240_000, 'filtered'],
    ['an archived thread', 400, 50_083, 'closed'],
    ['a locked thread', 403, 160_005, 'closed'],
    ['missing access', 403, 50_001, 'closed'],
    ['Cloudflare’s block', 403, 40_333, 'refused'],
    ['an overload', 503, 130_000, 'unreachable'],
    ['a code of tomorrow', 400, 999_999, 'refused'],
  ])('%s (%d, %d) is "%s"', async (_, status, code, why) => {
    const { webhook } = await deferred(answering({ status, code }))
    const sent = await webhook.edit('@original', body('Hello.'))
    expect(sent).toMatchObject({ ok: false, why, code, budget: { limit: 5 } })
  })

  test.each([
    [500, 'unreachable'],
    [502, 'unreachable'],
    [504, 'unreachable'],
    [401, 'expired'],
    [403, 'refused'],
    [404, 'refused'],
    [200, 'refused'],
  ])('a page of HTML with status %d is "%s"', async (status, why) => {
    const { webhook } = await deferred(
      answering({ status, body: '<html>', headers: { 'content-type': 'text/html' } }),
    )
    expect(await webhook.edit('@original', body('Hello.'))).toMatchObject({ ok: false, why, code: 0 })
  })

  test('a message that a moderator deleted is gone', async () => {
    const { token, webhook } = await deferred()
    await webhook.edit('@original', body('Hello.'))
    discord.deleteMessage(discord.reply(token).messages[0]?.id ?? '')
    expect(whyOf(await webhook.edit('@original', body('Hello again.')))).toBe('gone')
  })

  test('a reply that is not acknowledged is not there yet', async () => {
    const { token } = await discord.interact({ name: 'ask' })
    expect(whyOf(await webhookOf(token).edit('@original', body('Hello.')))).toBe('not yet')
  })

  test('a token of fifteen minutes ago is expired', async () => {
    const { webhook } = await deferred({ script: { created: 16 * 60_000 } })
    expect(whyOf(await webhook.edit('@original', body('Hello.')))).toBe('expired')
  })

  test('2,001 characters are unwanted, 2,000 emoji are not', async () => {
    const { webhook } = await deferred()
    expect(whyOf(await webhook.edit('@original', body('😀'.repeat(2_000))))).toBe('ok')
    expect(whyOf(await webhook.edit('@original', body('x'.repeat(2_001))))).toBe('unwanted')
  })
})

describe('a 429', () => {
  test('of the bucket tells how long to wait, and names its scope', async () => {
    const { webhook } = await deferred({ script: { bucket: { limit: 1, windowMs: 60_000 } } })
    const first = await webhook.edit('@original', body('One.'))
    expect(first).toMatchObject({ ok: true, budget: { limit: 1, remaining: 0 } })
    const second = await webhook.edit('@original', body('Two.'))
    expect(second).toMatchObject({ ok: false, why: 'rate limited', limit: { scope: 'user' } })
    const wait = !second.ok && second.why === 'rate limited' ? second.limit.retryAfterMs : 0
    expect(wait).toBeGreaterThan(50_000)
    expect(wait).toBeLessThanOrEqual(60_000)
  })

  test.each([
    ['user', 0],
    ['shared', 1],
    ['global', 1],
  ])('of scope %s is exact to the millisecond, and says what is left', async (scope, remaining) => {
    const { webhook } = await deferred(answering({ rateLimited: { retryAfter: 1.337, scope } }))
    expect(await webhook.edit('@original', body('Hello.'))).toEqual({
      ok: false,
      why: 'rate limited',
      limit: { retryAfterMs: 1_337, scope, remaining },
    })
  })

  test('of Cloudflare is told by its page of HTML', async () => {
    const { webhook } = await deferred(answering({ cloudflare429: 30 }))
    expect(await webhook.edit('@original', body('Hello.'))).toEqual({
      ok: false,
      why: 'rate limited',
      limit: { retryAfterMs: 30_000, scope: 'cloudflare' },
    })
  })

  test('that does not say how long is waited out for five seconds', async () => {
    const { webhook } = await deferred(answering({ status: 429, body: '' }))
    expect(await webhook.edit('@original', body('Hello.'))).toMatchObject({ limit: { retryAfterMs: 5_000 } })
  })
})

test('headers that make no sense are no budget', async () => {
  const headers = { 'X-RateLimit-Limit': 'many', 'X-RateLimit-Reset-After': '' }
  const { webhook } = await deferred(answering({ status: 404, code: 10_008, headers }))
  expect(await webhook.edit('@original', body('Hello.'))).toEqual({ ok: false, why: 'gone', code: 10_008 })
})

describe('no answer', () => {
  test.each([false, true])('a connection that breaks is unreachable (carried out: %s)', async (applied) => {
    const { webhook } = await deferred(answering({ reset: true, applied }))
    expect(await webhook.edit('@original', body('Hello.'))).toEqual({
      ok: false,
      why: 'unreachable',
      code: 0,
    })
  })

  test('a call that hangs is given up after ten seconds', async () => {
    const clock = testClock()
    const { webhook } = await deferred(answering({ hang: true, applied: true }), clock)
    const arrived = Promise.withResolvers<void>()
    const deaf = discord.listen(({ kind }) => kind === 'message' && arrived.resolve())
    let sent: Sent | undefined
    const calling = webhook.edit('@original', body('Hello.')).then((value) => (sent = value))
    await arrived.promise
    deaf()
    await clock.advance(9_999)
    expect(sent).toBeUndefined()
    await clock.advance(1)
    expect(await calling).toEqual({ ok: false, why: 'unreachable', code: 0 })
  })

  test('a call that was answered leaves nothing behind that waits', async () => {
    const clock = testClock()
    const { webhook } = await deferred({}, clock)
    await webhook.edit('@original', body('Hello.'))
    await settle()
    expect(clock.sleepers()).toBe(0)
  })

  test('a Discord that is not there is unreachable', async () => {
    const access = { applicationId: '1', token: replyToken('secret'), ephemeral: false }
    const webhook = discordWebhook({ ...access, baseUrl: 'http://127.0.0.1:1' }, systemClock)
    for (const sent of [await webhook.create(body('x')), await webhook.remove(messageId('1'))])
      expect(sent).toEqual({ ok: false, why: 'unreachable', code: 0 })
  })
})

describe('the token', () => {
  /** Answers everything with a way elsewhere, and remembers whether anybody went. */
  let trap: Server
  let trapUrl = ''
  let visits = 0
  beforeAll(async () => {
    trap = createServer((request, response) => {
      visits += 1
      response.writeHead(308, { location: `${request.url ?? ''}/stolen` }).end()
    })
    await new Promise<void>((ready) => trap.listen(0, '127.0.0.1', ready))
    const address = trap.address()
    trapUrl = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
  })
  afterAll(() => {
    trap.close()
    trap.closeAllConnections()
  })

  test('is not carried to where a redirect points', async () => {
    const access = { applicationId: '1', token: replyToken('secret'), ephemeral: false }
    const sent = await discordWebhook({ ...access, baseUrl: trapUrl }, systemClock).create(body('x'))
    expect([sent.ok, visits]).toEqual([false, 1])
  })

  test('is in no value, whatever Discord answers', async () => {
    const answers = [
      { status: 404, code: 10_015 },
      { reset: true },
      { status: 500, body: 'x' },
      { rateLimited: { retryAfter: 1 } },
    ]
    for (const answer of answers) {
      const { token, webhook } = await deferred(answering(answer))
      expect(JSON.stringify(await webhook.edit('@original', body('Hello.')))).not.toContain(token)
      expect(JSON.stringify(await webhook.create(body('Hello.')))).not.toContain(token)
    }
  })
})
