/** What Discord gives of a channel's messages, read for who, when, which words and which files. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { messagesOf } from '../../src/deliver/channel-messages.ts'
import type { MessageContent } from '../../src/deliver/message-content.ts'

const APP = '290000000000000030'
const PLACE = { applicationId: APP, channel: '645027906669510667' }

const raw = (partial: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: '1',
  type: 0,
  author: { id: '7', username: 'ada', global_name: 'Ada' },
  content: 'Hello',
  embeds: [],
  attachments: [],
  components: [],
  mentions: [],
  timestamp: '2026-11-24T20:54:03.123000+00:00',
  ...partial,
})
const only = (partial: Record<string, unknown>) => messagesOf([raw(partial)], PLACE)[0]

const nothing: MessageContent = {
  text: '',
  embeds: [],
  poll: undefined,
  stickers: [],
  files: [],
  mentioned: {},
  isEmpty: true,
}

test('a message is who, when and what', () => {
  expect(only({ attachments: [{ filename: 'plan.pdf' }, {}] })).toEqual({
    ...nothing,
    time: '2026-11-24T20:54Z',
    author: { id: '7', name: 'Ada' },
    text: 'Hello',
    files: ['plan.pdf'],
    isEmpty: false,
    event: undefined,
    answers: undefined,
    forwards: [],
    startsThread: false,
    isOurs: false,
    isHidden: false,
  })
})

test('the newest comes last', () => {
  const read = messagesOf([raw({ content: 'new' }), raw({ content: 'old' })], PLACE)
  expect(read.map(({ text }) => text)).toEqual(['old', 'new'])
})

test.each([
  ['an ordinary message', 0, undefined],
  ['a reply', 19, undefined],
  ['an answer to a command', 20, undefined],
  ['an answer to a message command', 23, undefined],
  ['"Ada joined"', 7, 'joined the server'],
  ['"Ada pinned a message"', 6, 'pinned a message'],
  ['a thread that was started', 18, 'started a thread: Hello'],
  ['what Discord has yet to invent', 99, "a notice of Discord's (type 99)"],
])('of %s Discord says: %s', (_, type, event) => {
  expect(only({ type })).toMatchObject({ event, text: event === undefined ? 'Hello' : '' })
})

test('the mark of an answer that still grows is none of its text, and whatever a member wrote stays', () => {
  const content = 'It rains ▌'
  expect(only({ content, author: { id: APP, bot: true } })?.text).toBe('It rains')
  expect(only({ content })?.text).toBe(content)
})

test.each([
  ['we, by the bot token', { author: { id: APP, username: 'Threadkeeper', bot: true } }, true],
  ['we, by an interaction', { author: { id: '8', bot: true }, application_id: APP }, true],
  ['another bot', { author: { id: '8', username: 'Threadkeeper', bot: true }, application_id: '9' }, false],
  ['a member of our name', { author: { id: '8', username: 'Threadkeeper' } }, false],
  ['a member who invites to us', { author: { id: '8', username: 'eve' }, application_id: APP }, false],
])('who wrote it: %s', (_, partial, isOurs) => {
  expect(only(partial)?.isOurs).toBe(isOurs)
})

test('who is mentioned is told by id and account', () => {
  const mentions = [
    { id: '7', username: 'ada', global_name: 'Ada' },
    { id: '8', username: 'ben', global_name: null },
  ]
  expect(only({ mentions })?.mentioned).toEqual({ 7: 'Ada', 8: 'ben' })
})

test('a webhook is no person, because anybody may speak by it', () => {
  const author = { id: '8', username: 'Sam', bot: true }
  expect(only({ author, webhook_id: '8' })?.author).toEqual({ id: undefined, name: 'Sam' })
})

test('a reply says what it answers, and one that answers nothing any more says so', () => {
  const answered = raw({ id: '2', content: 'Cake?', author: { id: '8', username: 'ben' } })
  expect(only({ type: 19, referenced_message: answered })?.answers).toEqual({
    ...nothing,
    text: 'Cake?',
    isEmpty: false,
    author: { id: '8', name: 'ben' },
    isOurs: false,
  })
  expect(only({ type: 19, referenced_message: null })?.answers).toBe('deleted')
  expect(only({ type: 19 })?.answers).toBeUndefined()
  expect(only({ type: 0, referenced_message: answered })?.answers).toBeUndefined()
})

test('a forward has what it passes on', () => {
  const copy = { content: 'Sold out', embeds: [], attachments: [{ filename: 'list.csv' }], mentions: [] }
  const message = only({ content: '', message_snapshots: [{ message: copy }] })
  expect(message).toMatchObject({ text: '', isHidden: false })
  expect(message?.forwards).toEqual([{ ...nothing, text: 'Sold out', files: ['list.csv'], isEmpty: false }])
})

test('a thread begins with the message that it hangs on, and with nothing where that is gone', () => {
  const hung = raw({ id: PLACE.channel, content: 'Where do we eat?' })
  expect(only({ type: 21, content: '', referenced_message: hung })).toMatchObject({
    text: 'Where do we eat?',
    startsThread: true,
    event: undefined,
  })
  expect(only({ type: 21, content: '', referenced_message: null })).toBeUndefined()
})

test('an embed is told with all its texts', () => {
  const embed = {
    author: { name: 'CI' },
    title: 'Build failed',
    url: 'https://ci.example/1',
    description: 'main is red',
    fields: [{ name: 'Branch', value: 'main' }],
    footer: { text: 'build 1' },
  }
  expect(only({ embeds: [embed, {}] })?.embeds).toEqual([
    'CI\nBuild failed\nhttps://ci.example/1\nmain is red\nBranch: main\nbuild 1',
  ])
})

test('a poll is told with its votes, as far as Discord counts them', () => {
  const poll = {
    question: { text: 'Pizza?' },
    answers: [
      { answer_id: 1, poll_media: { text: 'Yes' } },
      { answer_id: 2, poll_media: { emoji: { name: '🙅' } } },
    ],
  }
  const answers = [
    { text: 'Yes', votes: undefined },
    { text: '🙅', votes: undefined },
  ]
  expect(only({ poll })?.poll).toEqual({ question: 'Pizza?', answers, isOver: false })
  const results = { is_finalized: true, answer_counts: [{ id: 1, count: 3, me_voted: false }] }
  expect(only({ poll: { ...poll, results } })?.poll).toEqual({
    question: 'Pizza?',
    answers: [
      { text: 'Yes', votes: 3 },
      { text: '🙅', votes: 0 },
    ],
    isOver: true,
  })
})

test('stickers and components are told by their names and texts', () => {
  const components = [
    { type: 17, components: [{ type: 9, components: [{ type: 10, content: 'One' }] }, { type: 14 }] },
    { type: 10, content: 'Two' },
    {
      type: 1,
      components: [
        { type: 2, label: 'Join' },
        { type: 2, url: 'https://x.org' },
      ],
    },
    { type: 12, items: [{ description: 'A cat' }] },
  ]
  expect(only({ content: '', components, sticker_items: [{ name: 'Wave' }] })).toMatchObject({
    text: 'One\nTwo\n(button: Join)\nA cat',
    stickers: ['Wave'],
  })
})

test('a message with nothing in it was kept back; a picture, a sticker or a poll is something', () => {
  expect(only({ content: '' })?.isHidden).toBe(true)
  expect(only({ content: '', author: { id: APP, bot: true } })?.isHidden).toBe(false)
  for (const field of ['attachments', 'embeds', 'components', 'sticker_items', 'message_snapshots'])
    expect(only({ content: '', [field]: [{}] })?.isHidden).toBe(false)
  expect(only({ content: '', poll: {} })?.isHidden).toBe(false)
})

test('whatever comes is read without an error', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.jsonValue(),
          fc.object().map((partial) => raw(partial)),
        ),
      ),
      (list) => {
        expect(messagesOf(list, PLACE).length).toBeLessThanOrEqual(list.length)
      },
    ),
  )
})
