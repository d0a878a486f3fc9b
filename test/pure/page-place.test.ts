/** The address of the page: whom it is for, and where it leads. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guildOf, peopleIn, readState } from '../../src/playground/page/page-state.js'
import { optionsOf } from '../../src/playground/page/select-options.js'
import { addressOf, channelAt, memberAt, readPlace } from '../../src/playground/page/place.js'
import { offeredIn } from '../../src/playground/page/slash.js'
import { startDiscord } from '../../src/playground/discord.ts'

const at = (address: string): { readonly search: string; readonly hash: string } => {
  const { search, hash } = new URL(address, 'http://127.0.0.1')
  return { search, hash }
}
const discord = await startDiscord()
const state = readState(discord.state())
await discord.close()
const [ADA, BEN] = ['290000000000000021', '290000000000000022']
const RANDOM = '290000000000000012'

const adasAddress = (channel: string): string => addressOf(state, { member: ADA, channel })

describe('an address', () => {
  test.each([
    ['?as=ben#random', { as: 'ben', channel: 'random', message: undefined }],
    ['#@me', { as: undefined, channel: '@me', message: undefined }],
    ['?as=Ada%20L#weekend-plans/290', { as: 'Ada L', channel: 'weekend-plans', message: '290' }],
    ['?as=%20#', { as: undefined, channel: undefined, message: undefined }],
    ['?as=ben&inspect=42#random', { as: 'ben', channel: 'random', message: undefined, inspect: '42' }],
    ['?inspect=%3Cb%3E', { as: undefined, channel: undefined, message: undefined, inspect: undefined }],
    ['#%E0%A4%A', { as: undefined, channel: '%E0%A4%A', message: undefined }],
  ])('%s is read', (address, place) => {
    expect(readPlace(at(address))).toEqual(place)
  })

  test('leads back to where it was written for, whatever a thread is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.bigInt({ min: 1n, max: 10n ** 18n }),
        (name, id) => {
          const thread = { id: '1', name, kind: 'thread', parent: RANDOM }
          const channels = [...state.channels, thread]
          const place = { member: BEN, channel: '1', message: String(id), inspect: String(id) }
          const read = readPlace(at(addressOf({ channels, members: state.members }, place)))
          expect(memberAt(state.members, read.as ?? '')?.id).toBe(BEN)
          expect(channelAt(channels, read.channel ?? '')?.id).toBe('1')
          expect(read).toMatchObject({ message: String(id), inspect: String(id) })
        },
      ),
    )
  })

  test('names a channel, a thread and the direct messages as people call them', () => {
    expect(adasAddress(RANDOM)).toBe('?as=ada#random')
    expect(adasAddress('290000000000000013')).toBe('?as=ada#weekend-plans')
    expect(adasAddress('290000000000000014')).toBe('?as=ada#@me')
    expect(adasAddress('nowhere')).toBe('')
  })

  test('names the later one of two threads by its id', () => {
    const channels = ['1', '2'].map((id) => ({ id, name: 'Tea', kind: 'thread' }))
    const addresses = channels.map(({ id }) =>
      addressOf({ ...state, channels }, { member: ADA, channel: id }),
    )
    expect(addresses).toEqual(['?as=ada#tea', '?as=ada#2'])
  })
})

test('an unknown member leads nowhere', () => {
  expect(memberAt(state.members, 'zoe')).toBeUndefined()
  expect(memberAt(state.members, 'BEN')?.id).toBe(BEN)
  expect(channelAt(state.channels, 'nowhere')).toBeUndefined()
})

test('a command is offered where it is installed and meant for', () => {
  const raw = {
    global: [
      { name: 'ask', integration_types: [0, 1], contexts: [0, 1, 2] },
      { name: 'server', integration_types: [0], contexts: [0] },
      { name: 'old' },
    ],
  }
  const names = (installs: readonly number[], context: number): unknown =>
    offeredIn(raw, { installs, context })
  expect(names([0], 0)).toEqual(raw)
  expect(names([0], 1)).toEqual({ global: [raw.global[0], raw.global[2]] })
  expect(names([1], 2)).toEqual({ global: [raw.global[0]] })
  expect(names([], 0)).toEqual({ global: [] })
  expect(offeredIn(undefined, { installs: [0], context: 0 })).toBeUndefined()
})

test('a thread is in the server of its channel, and people are those of the server or of the group', () => {
  const [thread, departures, group] = ['weekend-plans', 'departures', 'film-night'].map((called) =>
    channelAt(state.channels, called),
  )
  if (thread === undefined || departures === undefined || group === undefined)
    throw new Error('they are there')
  expect(guildOf(state, thread)).toBe('290000000000000001')
  expect(guildOf(state, group)).toBe('')
  const names = (channel: typeof thread): readonly string[] =>
    peopleIn(state, channel).map(({ name }) => name)
  expect(names(thread)).toEqual(['Ada', 'Ben', 'Cleo', 'Dora', 'Emre'])
  expect(names(departures)).toEqual(['Emre', 'Finn'])
  expect(names(group)).toEqual(['Ben', 'Dora', 'Finn'])
})

const [user, role, mentionable, channel] = [5, 6, 7, 8] as const

function offered(type: number, called: string, more: object = {}): readonly string[] {
  const place = channelAt(state.channels, called)
  if (place === undefined) throw new Error('it is there')
  return optionsOf({ type, ...more }, { state, channel: place.id }).map(({ text }) => text)
}

describe('a select offers what its place has', () => {
  test('in a channel and a thread the members, roles and channels of the server', () => {
    for (const called of ['general', 'weekend-plans']) {
      expect(offered(user, called)).toEqual(['Ada', 'Ben', 'Cleo', 'Dora', 'Emre'])
      expect(offered(role, called)).toEqual(['@Librarians', '@Night owls', '@Moderators'])
      expect(offered(channel, called)).toEqual(['#general', '#random', '#weekend plans'])
    }
    expect(offered(channel, 'general', { channel_types: [0] })).toEqual(['#general', '#random'])
  })

  test('in another server those of that one', () => {
    expect(offered(user, 'departures')).toEqual(['Emre', 'Finn'])
    expect(offered(role, 'departures')).toEqual([])
    expect(offered(channel, 'departures')).toEqual(['#departures'])
    expect(offered(mentionable, 'departures')).toEqual(['Emre', 'Finn'])
  })

  test('in direct messages and a group their people, and neither roles nor channels', () => {
    expect(offered(user, 'film-night')).toEqual(['Ben', 'Dora', 'Finn'])
    expect(offered(user, '290000000000000014')).toEqual(['Ada'])
    for (const type of [role, channel]) expect(offered(type, 'film-night')).toEqual([])
  })
})
