/** A reply that outlives its token goes on by the bot, where there is one that sees it. */

import { expect, test } from 'vitest'
import type { MessageBody } from '../../src/deliver/message.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import type { BotChannel, Webhook } from '../../src/deliver/webhook.ts'
import type { MessageId } from '../../src/ids.ts'
import { replyChannel } from '../../src/deliver/reply-channel.ts'
import { channelId, messageId } from '../build.ts'

const body: MessageBody = { content: 'Hello.', plainLinks: false }
const first = messageId('1441000000000000001')

function webhook(name: string, calls: string[]): Webhook & Pick<BotChannel, 'create'> {
  const sent = (call: string): Promise<Sent> => {
    calls.push(`${name} ${call}`)
    return Promise.resolve({ ok: true, message: first, channel: channelId('700000000000000001') })
  }
  return {
    create: (_, under?: MessageId) => sent(under === undefined ? 'create' : `create under ${under}`),
    edit: (message) => sent(`edit ${message}`),
    remove: (message) => sent(`remove ${message}`),
  }
}

const bot = (calls: string[], isSeen: boolean): BotChannel => ({
  ...webhook('bot', calls),
  sees: () => Promise.resolve(isSeen),
  type: () => Promise.resolve(),
})

test('the token does it while it lives, and the bot from then on', async () => {
  const calls: string[] = []
  const replies = replyChannel(webhook('token', calls), bot(calls, true), undefined)
  await replies.webhook.edit('@original', body)
  replies.posted(first)
  expect(await replies.useBotToken()).toBe(true)
  await replies.webhook.edit(first, body)
  await replies.webhook.create(body)
  await replies.webhook.remove(first)
  expect(calls).toEqual([
    'token edit @original',
    `bot edit ${first}`,
    `bot create under ${first}`,
    `bot remove ${first}`,
  ])
})

test.each([
  ['there is no bot token', false, true, true],
  ['the bot does not see the reply', true, false, true],
  ['no message stands yet', true, true, false],
])('where %s, the token keeps the reply and the turn has to end', async (_, isThere, isSeen, stands) => {
  const calls: string[] = []
  const replies = replyChannel(
    webhook('token', calls),
    isThere ? bot(calls, isSeen) : undefined,
    stands ? first : undefined,
  )
  expect(await replies.useBotToken()).toBe(false)
  await replies.webhook.edit(first, body)
  expect(calls).toEqual([`token edit ${first}`])
})

test('only a bot can type', () => {
  expect(replyChannel(webhook('token', []), undefined, undefined).type).toBeUndefined()
  expect(replyChannel(webhook('token', []), bot([], true), undefined).type).toBeDefined()
})
