/** What Discord sends becomes our own union, whatever it sends. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { parseJson } from '../../src/json.ts'
import { asking, payload } from '../fakes/payload.ts'

const inGuild = {
  id: '786008729715212338',
  token: 'A_UNIQUE_TOKEN',
  channel: '645027906669510667',
  guild: '290926798626357999',
  member: '53908232506183680',
  memberName: 'Mason',
  language: 'en',
  userInstall: false,
  moderates: true,
  standing: { roles: ['539082325061836999'], manages: true, stopsOthers: true },
  reader: 'moderator',
}

describe('what Discord documents', () => {
  test('a ping', () => {
    expect(parseInteraction(payload('ping'))).toEqual({ kind: 'ping' })
    expect(parseInteraction({ type: 1 })).toEqual({ kind: 'ping' })
  })

  test('a command in a channel of a guild', () => {
    expect(parseInteraction(payload('ask-in-guild'))).toEqual({
      kind: 'command',
      origin: inGuild,
      name: 'ask',
      options: { prompt: 'Hello' },
      names: { people: {}, roles: {}, channels: {} },
      attachments: new Map(),
    })
  })

  test('a command with a file, from a member with a nickname who reads German', () => {
    expect(parseInteraction(payload('ask-with-file'))).toMatchObject({
      kind: 'command',
      origin: { memberName: 'The Mason', language: 'de', userInstall: false },
      options: { prompt: 'What is this?', file: '1111', private: true },
      attachments: new Map([
        [
          '1111',
          {
            id: '1111',
            name: 'bug.png',
            size: 241_394,
            contentType: 'image/png',
            url: 'https://cdn.discordapp.com/ephemeral-attachments/222/1111/bug.png?ex=1&is=2&hm=3',
          },
        ],
      ]),
    })
  })

  test('a command in a thread belongs to the thread, not to its channel', () => {
    expect(parseInteraction(payload('ask-in-thread'))).toMatchObject({
      kind: 'command',
      origin: { channel: '1441000000000000099', guild: '290926798626357999' },
      options: { prompt: 'And then?', fresh: true },
    })
  })

  test('a command in the bot’s own messages has no guild', () => {
    expect(parseInteraction(payload('ask-in-bot-dm'))).toMatchObject({
      origin: { guild: null, member: '53908232506183680', memberName: 'Mason', userInstall: false },
    })
  })

  test('an app that only the member installed is told from one in the guild', () => {
    expect(parseInteraction(payload('ask-in-foreign-guild'))).toMatchObject({
      origin: { guild: '290926798626357000', userInstall: true },
    })
    expect(parseInteraction(payload('ask-in-group-dm'))).toMatchObject({
      origin: { guild: null, memberName: 'mason', userInstall: true },
    })
  })

  test('a message command', () => {
    expect(parseInteraction(payload('message-command'))).toMatchObject({
      kind: 'command',
      name: 'Ask about this',
      options: {},
    })
  })

  test('a button, a select, a modal, an autocompletion', () => {
    expect(parseInteraction(payload('button'))).toMatchObject({
      kind: 'component',
      control: 'button',
      customId: 'stop:abc',
      values: [],
    })
    expect(parseInteraction(payload('select'))).toMatchObject({
      kind: 'component',
      control: 'select',
      customId: 'model:abc',
      values: ['claude-haiku-5-5'],
    })
    expect(parseInteraction(payload('modal'))).toMatchObject({
      kind: 'modal',
      customId: 'long question',
      fields: { q: 'A long question' },
      attachments: new Map(),
    })
    expect(parseInteraction(payload('autocomplete'))).toMatchObject({ kind: 'autocomplete' })
  })
})

const moderates = (permissions: unknown): boolean => {
  const member = { user: { id: '53908232506183680' }, permissions }
  const read = parseInteraction(payload('ask-in-guild', { member }))
  return read.kind === 'command' && read.origin.moderates
}

describe('who moderates', () => {
  test.each([
    ['may manage messages', '8192', true],
    ['is an administrator', '8', true],
    ['may do everything', '2147483647', true],
    ['may do much besides', String(8_192n + (1n << 50n) + 1_024n), true],
    ['may do what Discord has yet to invent', String(8n + (1n << 100n)), true],
    ['may do everything but that', String(((1n << 64n) - 1n) ^ 8_200n), false],
    ['may kick and ban', '6', false],
    ['may do nothing', '0', false],
  ])('one who %s', (_, permissions, expected) => {
    expect(moderates(permissions)).toBe(expected)
  })

  test.each([
    undefined,
    null,
    8_192,
    true,
    '',
    '-8192',
    '+8192',
    ' 8192',
    '8192n',
    '0x2000',
    '8192.0',
    '1e9',
    [],
    {},
  ])('permissions of %j are none', (permissions) => {
    expect(moderates(permissions)).toBe(false)
  })

  test('permissions too long to be any are none, and cost nothing', () => {
    expect(moderates('9'.repeat(200_000))).toBe(false)
  })

  test('nobody does in direct messages, where there are no permissions', () => {
    for (const name of ['ask-in-bot-dm', 'ask-in-group-dm'])
      expect(parseInteraction(payload(name))).toMatchObject({ origin: { moderates: false } })
  })

  test('it is two bits of the number, whatever the others say', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 130n) - 1n }), (bits) => {
        expect(moderates(String(bits))).toBe((bits >> 3n) % 2n === 1n || (bits >> 13n) % 2n === 1n)
      }),
    )
  })

  test('it is never true for what is no number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue()), (raw) => {
        expect(moderates(raw) ? raw : '8').toMatch(/^\d+$/)
      }),
    )
  })
})

const VIEW = 1n << 10n
const HISTORY = 1n << 16n
const MANAGE = 1n << 13n

/** As whom one with these permissions may read the channel. */
const readerBy = (permissions: unknown): unknown => {
  const member = { user: { id: '53908232506183680' }, permissions }
  const read = parseInteraction(payload('ask-in-guild', { member }))
  return read.kind === 'command' ? read.origin.reader : read
}

describe('who may read the channel', () => {
  test.each([
    ['views it and its history', VIEW | HISTORY, 'member'],
    ['manages its messages besides', VIEW | HISTORY | MANAGE, 'moderator'],
    ['is an administrator', 8n, 'moderator'],
    ['does not see what was before', VIEW | MANAGE, undefined],
    ['does not see it', HISTORY | MANAGE, undefined],
    ['may do nothing', 0n, undefined],
  ])('one who %s', (_, permissions, expected) => {
    expect(readerBy(String(permissions))).toBe(expected)
  })

  test.each([undefined, null, 66_560, '', '-1', '0x10400', '1e9', {}])(
    'not one whose permissions are %j',
    (permissions) => {
      expect(readerBy(permissions)).toBeUndefined()
    },
  )

  test('in direct messages with the bot its member does', () => {
    expect(parseInteraction(payload('ask-in-bot-dm'))).toMatchObject({ origin: { reader: 'member' } })
  })

  test.each(['ask-in-foreign-guild', 'ask-in-group-dm'])(
    'nobody where only the member installed the bot: %s',
    (name) => {
      const read = parseInteraction(payload(name))
      expect(read).toMatchObject({ kind: 'command', origin: { userInstall: true } })
      expect(read.kind === 'command' && read.origin).not.toHaveProperty('reader')
    },
  )
})

test.each([null, undefined, 'text', 5, [], [payload('ping')]])('%j is no interaction', (raw) => {
  expect(parseInteraction(raw)).toEqual({ kind: 'none', why: 'the body is no JSON object' })
})

test.each([0, 6, 99, -1, 1.5, '1', null, undefined, 'constructor'])('a type of %j is unknown', (type) => {
  expect(parseInteraction(payload('ask-in-guild', { type }))).toEqual({
    kind: 'none',
    why: 'the interaction type is unknown',
  })
})

test.each([
  ['its id', { id: undefined }],
  ['an id that is a number', { id: 7_860_087_297 }],
  ['its token', { token: undefined }],
  ['a token that leaves the path', { token: '../../channels/1' }],
  ['its channel', { channel_id: undefined, channel: undefined }],
  ['its member', { member: undefined }],
  ['a member with a user', { member: { nick: 'nobody' } }],
])('without %s it cannot be answered', (_, change) => {
  expect(parseInteraction(payload('ask-in-guild', change))).toEqual({
    kind: 'none',
    why: 'the interaction lacks its id, token, channel or member',
  })
})

test('the channel is found in either of its places', () => {
  expect(parseInteraction(payload('ask-in-guild', { channel_id: undefined }))).toMatchObject({
    origin: { channel: '645027906669510667' },
  })
})

test('a command without a name is none', () => {
  expect(parseInteraction(payload('ask-in-guild', { data: {} }))).toEqual({
    kind: 'none',
    why: 'the command has no name',
  })
})

test('options of strange names and kinds harm nothing', () => {
  const strange = [
    { name: '__proto__', value: 'polluted' },
    { name: 'constructor', value: 'polluted' },
    { name: 'prompt', value: { toString: 'polluted' } },
    { name: 5, value: 'nameless' },
    { value: 'nameless' },
    null,
    'text',
  ]
  const read = parseInteraction(
    parseJson(JSON.stringify(asking(...(strange as { name: string; value: unknown }[])))),
  )
  const options = read.kind === 'command' ? read.options : {}
  expect(Object.keys(options)).toEqual(['__proto__', 'constructor'])
  expect(options['toString']).toBeUndefined()
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('it never throws, whatever comes', () => {
  const fragment = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(...Object.values(payload('ask-with-file'))),
    fc.constantFrom('__proto__', 'de', '53908232506183680', 1, 2, 3, 4, 5, null, {}),
  )
  const key = fc.constantFrom(...Object.keys(payload('ask-with-file')), 'user', '__proto__', 'constructor')
  const changed = fc.dictionary(key, fragment).map((change) => ({ ...payload('ask-with-file'), ...change }))
  const kinds = ['ping', 'command', 'component', 'autocomplete', 'modal', 'none']
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), changed), (raw) => {
      expect(kinds).toContain(parseInteraction(raw).kind)
    }),
    { numRuns: 2_000 },
  )
})
