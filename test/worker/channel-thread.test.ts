/** Reading a thread end to end: the message that it hangs on, a forward, a poll, a reply, and Discord's own words. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { route } from '../../src/arrive/route.ts'
import type { ThreadObject } from '../../src/converse/thread/thread.ts'
import { parseJson } from '../../src/json.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { request } from './local-server.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'

const local = <T>(path: string, body: unknown): Promise<T> =>
  request<T>(`${inject('discord')}/_local${path}`, 'POST', body)

const person = (name: string): unknown => expect.stringMatching(new RegExp(`^<@\\d+ ${name}>$`))

test('nothing of a thread arrives as an empty text', async () => {
  const [channel, parent, ben, eve] = [snowflake(), '290000000000000012', snowflake(), snowflake()]
  const word = unique()
  await local(`/channels/${parent}`, {
    messages: [{ id: channel, author: 'Ada', content: 'Where do we eat?' }],
  })
  await local(`/channels/${channel}`, {
    messages: [
      { author: 'Ada', type: 7, content: '' },
      { author: 'Sam', authorId: ben, content: `Ask <@${eve}>`, mentions: [{ id: eve, username: 'eve' }] },
      {
        author: 'Sam',
        authorId: eve,
        content: '',
        message_reference: { type: 1, channel_id: '1', message_id: '2' },
        message_snapshots: [
          { message: { content: 'Sold out', embeds: [{ title: 'Menu' }], attachments: [] } },
        ],
      },
      {
        author: 'Cleo',
        content: '',
        poll: {
          question: { text: 'Pizza?' },
          answers: [{ answer_id: 1, poll_media: { text: 'Yes' } }],
          results: { is_finalized: false, answer_counts: [{ id: 1, count: 2 }] },
        },
      },
      {
        author: 'Ben',
        type: 19,
        content: 'Yes',
        sticker_items: [{ id: '1', name: 'Wave', format_type: 1 }],
        referenced_message: { content: 'Pizza?', author: { id: eve, username: 'eve' }, embeds: [] },
      },
    ],
  })
  await script(word, { say: '', tools: [{ name: 'read_channel', input: {} }] }, { say: `Read ${word}.` })
  const made = await local<{ token: string; body: string }>('/interactions', {
    name: 'ask',
    channel,
    channelType: 11,
    member: { id: snowflake(), username: 'mo', permissions: String((1n << 10n) | (1n << 16n)) },
    options: { prompt: `sum it up ${word}` },
  })
  const raw = parseJson(made.body) as { channel: object }
  const action = route(parseInteraction({ ...raw, channel: { ...raw.channel, parent_id: parent } }))
  if (action.do !== 'ask') throw new Error('it is no question')
  await local(`/acks/${made.token}`, { status: 200, body: { type: 5, data: {} } })
  await runInDurableObject(thread(channel), async ({ constructor: Thread }, state) => {
    await new (Thread as typeof ThreadObject)(state, { ...env, READ_CHANNEL: 'everyone' }).ask(
      action.question,
    )
  })
  await modelCalls(word, 1)
  await ended(channel)
  const [, second] = await modelCalls(word)
  const blocks = (second?.body.messages ?? []).flatMap(({ content }) => content) as unknown as {
    type: string
    content: { text: string }[]
  }[]
  const text = blocks.findLast(({ type }) => type === 'tool_result')?.content[0]?.text ?? ''
  const lines = text
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toMatchObject([
    { author: person('Ada'), starts_thread: true, text: 'Where do we eat?' },
    { author: person('Ada'), event: 'joined the server' },
    { author: person('Sam'), text: expect.stringMatching(/^Ask <@\d+ (eve|Sam)>$/) },
    { author: person('Sam|eve'), forwards: [{ text: 'Sold out', embeds: ['Menu'] }] },
    { author: person('Cleo'), poll: { question: 'Pizza?', answers: [{ text: 'Yes', votes: 2 }] } },
    { author: person('Ben'), text: 'Yes', stickers: ['Wave'], replies_to: { text: 'Pizza?' } },
  ])
  expect(lines[2]?.['author']).not.toBe(lines[3]?.['author'])
  expect(text).not.toContain('"text":""')
  for (const id of [ben, eve]) expect(text).not.toContain(id)
})
