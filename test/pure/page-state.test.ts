/** What the page makes of the local Discord's events, which come in any number and may come again. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isFollowUp,
  readChannels,
  readState,
  starterOf,
  takeMessage,
  threadOn,
  visibleTo,
} from '../../src/playground/page/page-state.js'

const message = (partial: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'm1',
  channel: 'c1',
  author: { kind: 'app', id: 'app', name: 'Threadkeeper' },
  command: { member: 'ada', name: 'Ada', line: '/ask prompt: hi' },
  content: 'Hello',
  createdAt: 1_000,
  ...partial,
})

const sent = (partial: Record<string, unknown> = {}): Record<string, unknown> => ({
  guild: { id: 'g', name: 'The Corner' },
  app: { id: 'app', name: 'Threadkeeper' },
  channels: [
    { id: 'c1', name: 'general', kind: 'text' },
    { id: 'c2', name: 'odd', kind: 'voice' },
  ],
  members: [{ id: 'ada', name: 'Ada', colour: '#fff' }],
  messages: [message({ id: 'm2', createdAt: 2_000 }), message()],
  stats: { edits: 3, rateLimited: 0, turns: [{ message: 'm1', ackMs: 5, firstWordsMs: null }] },
  ...partial,
})

describe('the whole state', () => {
  test('is taken over, messages in their order', () => {
    const state = readState(sent())
    expect(state.guild).toBe('The Corner')
    expect([...state.messages.keys()]).toEqual(['m1', 'm2'])
    expect(state.channels.map(({ kind }) => kind)).toEqual(['text', 'text'])
    expect(state.figures.turns[0]).toMatchObject({ message: 'm1', ackMs: 5, firstWordsMs: undefined })
  })

  test('of any other shape is an empty one, never an error', () =>
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (odd, alsoOdd) => {
        expect(readState(odd).ready).toBe(true)
        const state = readState(sent({ messages: [odd], stats: alsoOdd, members: [alsoOdd], channels: odd }))
        takeMessage(state, odd)
        takeMessage(state, { change: 'updated', message: odd })
        expect(state.ready).toBe(true)
      }),
    ))
})

describe('a message', () => {
  test('is new the first time, a change the second, and gone once', () => {
    const state = readState(sent({ messages: [] }))
    expect(takeMessage(state, { change: 'updated', message: message() }).change).toBe('created')
    expect(takeMessage(state, { change: 'created', message: message({ content: 'Hello you' }) }).change).toBe(
      'updated',
    )
    expect(state.messages.get('m1')?.content).toBe('Hello you')
    expect(takeMessage(state, { change: 'deleted', message: message() }).change).toBe('deleted')
    expect(takeMessage(state, { change: 'deleted', message: message() }).change).toBe('none')
  })

  test('for one member only is seen by that member until it is dismissed', () => {
    const state = readState(sent({ messages: [message({ ephemeralFor: 'ada' })] }))
    expect(visibleTo(state, 'c1', 'ada', new Set())).toHaveLength(1)
    expect(visibleTo(state, 'c1', 'ben', new Set())).toHaveLength(0)
    expect(visibleTo(state, 'c1', 'ada', new Set(['m1']))).toHaveLength(0)
    expect(visibleTo(state, 'c2', 'ada', new Set())).toHaveLength(0)
  })

  test.each([
    ['/files/1/a.txt', '/files/1/a.txt'],
    ['https://example.com/files/1/a.txt', ''],
    ['//example.com/files/1', ''],
    ['/_local/say', ''],
    ['/files/../_local/say', ''],
    ['javascript:alert(1)', ''],
    ['', ''],
  ])('loads an attachment from the state alone: %j', (url, loaded) => {
    const state = readState(
      sent({ messages: [message({ attachments: [{ id: '1', filename: 'a.txt', url }] })] }),
    )
    expect(state.messages.get('m1')?.attachments[0]?.url).toBe(loaded)
  })

  test('comes with the files that the member gave, and loads them from the state alone', () => {
    const attachments = [
      { id: '1', filename: 'a.png', url: '/files/1/a.png' },
      { id: '2', filename: 'b.png', url: 'https://example.com/files/2/b.png' },
    ]
    const state = readState(sent({ messages: [message({ command: { line: '/ask', attachments } })] }))
    expect(state.messages.get('m1')?.given.map(({ filename, url }) => [filename, url])).toEqual([
      ['a.png', '/files/1/a.png'],
      ['b.png', ''],
    ])
  })
})

describe('a follow-up', () => {
  test('is a further message of the same turn, and never what a member said', () => {
    expect(isFollowUp({ turn: 't1' }, { turn: 't1' })).toBe(true)
    expect(isFollowUp({ turn: 't1' }, { turn: 't2' })).toBe(false)
    expect(isFollowUp({ turn: 't1' }, undefined)).toBe(false)
    expect(isFollowUp({ turn: '' }, { turn: '' })).toBe(false)
  })
})

test('a thread hangs on the message that has its id, and begins with what that says', () => {
  const state = readState(sent())
  const [thread] = readChannels([{ id: 'm1', name: 'Tea', kind: 'thread', parent: 'c1' }])
  if (thread === undefined) throw new Error('there is a thread')
  const known = { ...state, channels: [...state.channels, thread] }
  expect(threadOn(known, { id: 'm1' })).toEqual(thread)
  expect(threadOn(known, { id: 'm2' })).toBeUndefined()
  expect(threadOn(known, { id: 'c1' })).toBeUndefined()
  expect(starterOf(known, thread)).toMatchObject({ id: 'm1', content: 'Hello', components: [], command: '' })
  for (const channel of state.channels) expect(starterOf(known, channel)).toBeUndefined()
})
