/** A question about a message: what is kept of it, what is shown of it, and what Claude cannot read. */

import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { aboutModal } from '../../src/arrive/modal.ts'
import { withHeld } from '../../src/arrive/question-of.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import {
  hasFiles,
  quoteOf,
  readAboutMessage,
  whyUnreadable,
} from '../../src/converse/question/about-message.ts'
import { readQuestion } from '../../src/converse/question/question.ts'
import { spokenOf } from '../../src/converse/turn/spoken.ts'
import { isInteractionId, isReplyToken } from '../../src/ids.ts'
import { type Json, recordAt, textAt } from '../../src/json.ts'
import { modalFlaws } from '../../src/playground/discord/modal-rules.ts'
import type { Language } from '../../src/sentences/sentences.ts'
import { payload } from '../fakes/payload.ts'
import { newPeople } from '../fakes/people.ts'

const done = (raw: unknown): Action => route(parseInteraction(raw))
const command = payload('message-command-ask')
const target = '867793854505943041'
const original = recordAt(recordAt(recordAt(recordAt(command, 'data'), 'resolved'), 'messages'), target)
const changed = (change: Json): Action =>
  done({
    ...command,
    data: { ...recordAt(command, 'data'), resolved: { messages: { [target]: { ...original, ...change } } } },
  })
const bare = { content: '', embeds: [], attachments: [] }
const snapshot = (message: Json): Json => ({ ...bare, message_snapshots: [{ message }] })
const about = (change: Json = {}): Json => readAboutMessage({ ...original, ...change }) ?? {}

const file = (content_type: string, filename = 'f'): Json => ({
  id: '1',
  filename,
  size: 1,
  content_type,
  url: 'x',
})
const form = (value: string): Action =>
  done({
    ...payload('modal-ask'),
    data: {
      custom_id: 'ask:1:1441100000000000021',
      components: [{ type: 18, component: { type: 4, custom_id: 'prompt', value } }],
    },
  })

test('"Ask Claude" opens a form with the message in it, and holds the message where only the member leads', () => {
  expect(done(command)).toMatchObject({
    do: 'open',
    modal: {
      custom_id: 'ask:1:1441100000000000021',
      components: [
        {
          type: 10,
          content: expect.stringMatching(
            /^\*\*Ada\*\*\n> The deploy is \\\*\\\*red\\\*\\\*.*\n-# I cannot open/,
          ) as string,
        },
        { component: { type: 4, required: false } },
        { component: { type: 19, max_values: 10 } },
        { component: { type: 23, custom_id: 'private' } },
      ],
    },
    hold: { at: { id: '1441100000000000021', thread: '645027906669510667:53908232506183680' } },
  })
})

test.each(['en', 'de'] satisfies Language[])(
  'Discord takes the form, whatever the message is, in %s',
  (language) => {
    const id = isInteractionId('9'.repeat(20)) ? '9'.repeat(20) : ''
    if (!isInteractionId(id)) throw new Error('no id')
    for (const content of [
      'x'.repeat(4_000),
      '*'.repeat(4_000),
      '```\n'.repeat(900),
      '\u202e@everyone',
      '😀'.repeat(2_000),
    ]) {
      const quote = quoteOf(about({ content }))
      expect(modalFlaws(aboutModal(language, { quote, hasFiles: true }, id))).toEqual([])
      expect(quote.split('\n')).toHaveLength(2)
    }
  },
)

test('no address of a file is kept, and a huge message is kept to its beginning', () => {
  expect(JSON.stringify(about())).not.toMatch(/cdn\.discordapp|hm=/)
  const huge = about({ embeds: [{ description: 'x'.repeat(200_000) }], content: 'Begin' })
  expect(JSON.stringify(huge).length).toBeLessThan(60_000)
  expect(huge).toMatchObject({ content: 'Begin', author: { username: 'ada' } })
  expect(readAboutMessage(about())).toEqual(about())
})

describe('what Claude cannot read gets a sentence instead of a form', () => {
  test.each<[string, Json, string]>([
    ['a voice message', { ...bare, flags: 8_192, attachments: [file('audio/ogg')] }, 'message is spoken'],
    [
      'a forwarded voice message',
      snapshot({ flags: 8_192, attachments: [file('audio/ogg')] }),
      'message is spoken',
    ],
    [
      'a video',
      { ...bare, attachments: [file('video/mp4'), file('audio/mpeg')] },
      'message is sound or video',
    ],
    ['nothing', bare, 'message unreadable'],
  ])('%s', (_, change, why) => {
    expect(changed(change)).toMatchObject({ do: 'refuse', why })
  })

  test('no message at all', () => {
    const data = { name: 'Ask Claude', type: 3, target_id: '7', resolved: {} }
    expect(done({ ...command, data })).toMatchObject({ do: 'refuse', why: 'message unreadable' })
  })

  test.each<[string, Json]>([
    ['a picture', { ...bare, attachments: [file('image/png')] }],
    ['a forwarded text', snapshot({ content: 'Hello' })],
    ['a poll', { ...bare, poll: { question: { text: 'Tea?' }, answers: [] } }],
    ['a sticker', { ...bare, sticker_items: [{ id: '1', name: 'Wave' }] }],
    ['an embed', { ...bare, embeds: [{ title: 'News' }] }],
    ['that somebody joined', { ...bare, type: 7 }],
    ['words with a video', { ...bare, content: 'Look', attachments: [file('video/mp4')] }],
  ])('but %s can be asked about', (_, change) => {
    expect(changed(change).do).toBe('open')
    expect(whyUnreadable(about(change))).toBeUndefined()
  })

  test('that there are files is seen of a forward, too', () => {
    expect(hasFiles(about(snapshot({ attachments: [file('image/png')] })))).toBe(true)
    expect(hasFiles(about({ attachments: [] }))).toBe(false)
  })
})

const asked = (value: string, held = { files: [], message: about() }) => {
  const action = form(value)
  return action.do === 'ask' ? withHeld(action.question, held) : undefined
}

describe('the question', () => {
  test('may be empty, and then asks for an explanation; about nothing it may not', () => {
    expect(asked('Why?')).toMatchObject({ text: 'Why?', about: { id: target } })
    expect(asked(' ')).toMatchObject({ text: expect.stringMatching(/^Explain this message/) as string })
    const action = form(' ')
    expect(action.do === 'ask' && withHeld(action.question, { files: [] })).toBeUndefined()
  })

  test('survives being written down', () => {
    const question = asked('Why?')
    const token = question?.token
    expect(isReplyToken(token) && readQuestion(JSON.parse(JSON.stringify(question)), token)).toEqual(question)
  })

  test('tells Claude the message as one line, its author by a number', () => {
    const question = asked('Why?')
    if (question === undefined) throw new Error('no question')
    const spoken = spokenOf(question, newPeople(), '775799577604522054')
    const said: unknown = JSON.parse(spoken.about ?? '')
    expect(spoken.about).not.toContain('\n')
    expect(said).toMatchObject({
      author: '<@2 Ada>',
      time: '2026-11-20T10:00Z',
      text: expect.stringContaining('The deploy is **red** again') as string,
      embeds: ['Build 7\nfailed'],
      files: ['log.txt'],
    })
    expect(textAt(said, 'yours')).toBeUndefined()
    expect(spoken.asked).toBe('Why?')
  })
})
