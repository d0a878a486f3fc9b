/** What Discord gives of a channel's messages, read for who, when, which words and which files. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { messagesOf } from '../../src/deliver/channel-messages.ts'

const APP = '290000000000000030'

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
const only = (partial: Record<string, unknown>) => messagesOf([raw(partial)], APP)[0]

test('a message is who, when and what', () => {
  expect(only({ attachments: [{ filename: 'plan.pdf' }, {}] })).toEqual({
    time: '2026-11-24T20:54Z',
    author: 'Ada',
    text: 'Hello',
    files: ['plan.pdf'],
    isOurs: false,
    isHidden: false,
  })
})

test('the newest comes last', () => {
  const read = messagesOf([raw({ content: 'new' }), raw({ content: 'old' })], APP)
  expect(read.map(({ text }) => text)).toEqual(['old', 'new'])
})

test.each([
  ['an ordinary message', 0, 1],
  ['a reply', 19, 1],
  ['an answer to a command', 20, 1],
  ['an answer to a message command', 23, 1],
  ['"Ada joined"', 7, 0],
  ['"Ada pinned a message"', 6, 0],
  ['what Discord has yet to invent', 99, 0],
])('of %s', (_, type, count) => {
  expect(messagesOf([raw({ type })], APP)).toHaveLength(count)
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

test('people are mentioned by name, and what is no person stays', () => {
  const content = '<@7> and <@!8>, <@9>, <#7>, <@&7>'
  const mentions = [
    { id: '7', username: 'ada', global_name: 'Ada' },
    { id: '8', username: 'ben', global_name: null },
  ]
  expect(only({ content, mentions })?.text).toBe('@Ada and @ben, <@9>, <#7>, <@&7>')
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
        expect(messagesOf(list, APP).length).toBeLessThanOrEqual(list.length)
      },
    ),
  )
})
