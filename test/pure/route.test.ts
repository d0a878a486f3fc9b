/** What is done with an interaction: one row for each case. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import { isRecord } from '../../src/json.ts'
import { recordAt } from '../../src/json.ts'
import { PROMPT_CODE_POINTS } from '../../src/limits.ts'
import { asking, payload } from '../fakes/payload.ts'

const done = (raw: unknown): Action => route(parseInteraction(raw))
const prompted = (value: unknown): Action => done(asking({ name: 'prompt', value }))
const refusal = (action: Action): string => (action.do === 'refuse' ? action.why : action.do)

test.each([
  ['ping', 'pong'],
  ['ask-in-guild', 'ask'],
  ['ask-with-file', 'ask'],
  ['ask-in-thread', 'ask'],
  ['ask-in-bot-dm', 'ask'],
  ['ask-in-group-dm', 'ask'],
  ['ask-in-foreign-guild', 'ask'],
  ['message-command', 'refuse'],
  ['button', 'refuse'],
  ['modal', 'refuse'],
  ['autocomplete', 'suggest nothing'],
])('%s: %s', (name, expected) => {
  expect(done(payload(name)).do).toBe(expected)
})

test('what is no interaction is rejected with the reason', () => {
  expect(done([])).toEqual({ do: 'reject', why: 'the body is no JSON object' })
})

test.each([
  ['ask-in-guild', '645027906669510667'],
  ['ask-in-thread', '1441000000000000099'],
  ['ask-in-bot-dm', '700000000000000001'],
  ['ask-in-group-dm', '700000000000000002:53908232506183680'],
  ['ask-in-foreign-guild', '645027906669510000:53908232506183680'],
])('%s belongs to the conversation %s', (name, thread) => {
  expect(done(payload(name))).toMatchObject({ do: 'ask', question: { thread } })
})

test('a private question has a conversation of the member’s own, in the same channel', () => {
  const action = done(asking({ name: 'prompt', value: 'psst' }, { name: 'private', value: true }))
  expect(action).toMatchObject({
    question: {
      private: true,
      channel: '645027906669510667',
      thread: '645027906669510667:53908232506183680',
    },
  })
})

test.each(['true', 1, 'yes', null])('private and fresh are on for true alone, not for %j', (value) => {
  const action = done(
    asking({ name: 'prompt', value: 'hi' }, { name: 'private', value }, { name: 'fresh', value }),
  )
  expect(action).toMatchObject({ question: { private: false, fresh: false, thread: '645027906669510667' } })
})

test('a question carries what its thread needs', () => {
  expect(done(payload('ask-in-thread'))).toEqual({
    do: 'ask',
    question: {
      id: '1441100000000000002',
      token: 'aW50ZXJhY3Rpb246dGhyZWFk',
      channel: '1441000000000000099',
      parent: '645027906669510667',
      thread: '1441000000000000099',
      guild: '290926798626357999',
      member: '53908232506183680',
      memberName: 'Mason',
      language: 'en',
      userInstall: false,
      text: 'And then?',
      private: false,
      files: [],
      fresh: true,
      reader: 'moderator',
      askedAt: 1_763_655_414_343,
    },
  })
})

const about = (
  name: string,
  how: { isPrivate?: unknown; from?: string; permissions?: string } = {},
): Action => {
  const { isPrivate, from = 'ask-in-guild', permissions = '0' } = how
  const options = isPrivate === undefined ? [] : [{ name: 'private', type: 5, value: isPrivate }]
  const raw = payload(from)
  const member = isRecord(raw['member']) ? { member: { ...raw['member'], permissions } } : {}
  return done({ ...raw, ...member, data: { name, type: 1, options } })
}

describe('/forget and /status', () => {
  test('say which conversation is meant, and who means it', () => {
    expect(about('forget', { permissions: '8192' })).toEqual({
      do: 'forget',
      command: {
        id: '786008729715212338',
        thread: '645027906669510667',
        guild: '290926798626357999',
        member: '53908232506183680',
        userInstall: false,
        private: false,
        language: 'en',
      },
    })
  })

  test('everybody may ask how the shared conversation stands', () => {
    expect(about('status')).toMatchObject({ do: 'status', command: { thread: '645027906669510667' } })
  })

  test('only who may manage messages has the shared conversation of a server forgotten', () => {
    expect(about('forget', { permissions: '8' }).do).toBe('forget')
    expect(about('forget', { permissions: '2147475447' })).toEqual({
      do: 'refuse',
      why: 'may not forget',
      text: expect.stringContaining('`private:true`') as string,
    })
  })

  test.each(['forget', 'status'])('everybody may /%s the conversation that is their own', (name) => {
    expect(about(name, { isPrivate: true })).toMatchObject({
      do: name,
      command: { private: true, thread: '645027906669510667:53908232506183680' },
    })
  })

  test.each(['true', 1, null])('private is on for true alone, not for %j', (isPrivate) => {
    expect(about('forget', { isPrivate })).toMatchObject({ do: 'refuse', why: 'may not forget' })
    expect(about('status', { isPrivate })).toMatchObject({ command: { private: false } })
  })

  test.each([
    ['ask-in-bot-dm', '700000000000000001'],
    ['ask-in-group-dm', '700000000000000002:53908232506183680'],
    ['ask-in-foreign-guild', '645027906669510000:53908232506183680'],
  ])('in %s nobody needs a permission, and the conversation is that of /ask', (from, thread) => {
    expect(about('forget', { from })).toMatchObject({ do: 'forget', command: { thread } })
    expect(done(payload(from))).toMatchObject({ question: { thread } })
  })

  test('whatever the permissions, a member without the two bits never reaches what others said', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.bigInt().map(String)),
        fc.jsonValue(),
        (permissions, isPrivate) => {
          const action = about('forget', { permissions, isPrivate })
          const isAllowed = /^\d{1,40}$/.test(permissions) && (BigInt(permissions) & 8_200n) !== 0n
          const reached = action.do === 'forget' ? action.command.thread : 'nothing'
          expect(isAllowed || reached !== '645027906669510667').toBe(true)
          expect(['forget', 'refuse']).toContain(action.do)
        },
      ),
    )
  })

  test.each(['__proto__', 'constructor', 'toString', '', 'Forget'])('%j is no command', (name) => {
    expect(refusal(about(name))).toBe('unknown command')
  })
})

test('a question does not carry what its member may do', () => {
  const action = done(payload('ask-in-guild'))
  expect(action.do === 'ask' && Object.keys(action.question)).not.toContain('moderates')
})

test.each(['    if ok:\r\n        go()\r\n', '  hi\n', '\tone\rtwo'])('%j is asked to the letter', (text) => {
  expect(prompted(text)).toMatchObject({ question: { text } })
})

test.each(['', '   ', '\n\t', undefined, 5, true, null])('a prompt of %j is typed in a modal', (value) => {
  expect(prompted(value).do).toBe('open')
})

test('a prompt may be as long as Discord lets it, counted as Discord counts', () => {
  expect(prompted('😀'.repeat(PROMPT_CODE_POINTS)).do).toBe('ask')
  expect(refusal(prompted('😀'.repeat(PROMPT_CODE_POINTS + 1)))).toBe('prompt too long')
  expect(refusal(prompted('x'.repeat(PROMPT_CODE_POINTS + 1)))).toBe('prompt too long')
})

test('refusals speak the member’s language', () => {
  expect(done(payload('button'))).toEqual({
    do: 'refuse',
    why: 'unknown button',
    text: 'Dieser Button funktioniert nicht mehr. Frag noch einmal mit `/ask`.',
  })
  expect(done(payload('message-command'))).toMatchObject({
    why: 'unknown command',
    text: 'I do not know this command. Use `/ask`.',
  })
})

test('a file goes with its question', () => {
  expect(done(payload('ask-with-file'))).toMatchObject({
    question: {
      text: 'What is this?',
      private: true,
      files: [{ id: '1111', name: 'bug.png', size: 241_394, contentType: 'image/png' }],
    },
  })
})

test.each(['2222', '', '__proto__', 'toString', 7, true])(
  'a file that did not come along is refused: %j',
  (value) => {
    const action = done(asking({ name: 'prompt', value: 'hi' }, { name: 'file', value }))
    expect(refusal(action)).toBe('file gone')
  },
)

const ids = (...all: readonly string[]) => ({ question: { files: all.map((id) => ({ id })) } })

test('up to three files go with their question, in the order of the options, and none of them twice', () => {
  const raw = payload('ask-with-file')
  const data = recordAt(raw, 'data')
  const file = recordAt(recordAt(recordAt(data, 'resolved'), 'attachments'), '1111')
  const attachments = Object.fromEntries(['1', '2', '3'].map((id) => [id, { ...file, id }]))
  const asked = (options: Readonly<Record<string, string>>) =>
    done({
      ...raw,
      data: {
        ...data,
        resolved: { attachments },
        options: [
          { name: 'prompt', type: 3, value: 'Which?' },
          ...Object.entries(options).map(([name, value]) => ({ name, type: 11, value })),
        ],
      },
    })
  expect(asked({ file3: '3', file: '2', file2: '1' })).toMatchObject(ids('2', '1', '3'))
  expect(asked({ file2: '1', file3: '1' })).toMatchObject(ids('1'))
  expect(asked({ file: '1', file2: '4' })).toMatchObject({ do: 'refuse', why: 'file gone' })
})
