/** Which answers to an interaction the local Discord accepts, and what it sends with one. */

import { describe, expect, test } from 'vitest'
import { readAck } from '../../src/playground/discord/ack-rules.ts'
import { commandLine, payload, readWanted } from '../../src/playground/discord/payload.ts'

const why = (type: number, body: unknown, more: object = {}): string => {
  const read = readAck(type, { status: 200, contentType: 'application/json', body, ...more }, undefined)
  return read.ok ? 'accepted' : read.why
}

const input = { type: 4, custom_id: 'q', style: 2, max_length: 4_000 }
const asModal = (label: object, more: object = {}): string =>
  why(2, {
    type: 9,
    data: { custom_id: 'm', title: 'Ask', components: [{ type: 18, ...label }], ...more },
  })

const suggested = (count: number): object => ({
  type: 8,
  data: { choices: Array.from({ length: count }, () => ({ name: 'x', value: 'x' })) },
})

describe('answers to interactions', () => {
  test('each kind of interaction takes its own callbacks only', () => {
    const data = { content: 'x' }
    const accepted = (type: number): number[] =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12].filter((callback) => {
        const modal = { custom_id: 'm', title: 'M', components: [{ type: 10, content: 'x' }] }
        const body = {
          type: callback,
          data: callback === 9 ? modal : callback === 8 ? { choices: [] } : data,
        }
        const http = { status: 200, contentType: undefined, body }
        return readAck(type, http, {
          shown: { content: '', embeds: [], components: [], flags: 0 },
          attachments: [],
        }).ok
      })
    expect([1, 2, 3, 4, 5].map(accepted)).toEqual([[1], [4, 5, 9], [4, 5, 6, 7, 9], [8], [4, 5, 6, 7]])
  })

  test('the status, the content type and the JSON have to be right', () => {
    expect(why(2, { type: 5 }, { status: 500 })).toContain('status 500')
    expect(why(2, { type: 5 }, { contentType: 'text/plain' })).toContain('text/plain')
    expect(why(2, '{"type":5')).toContain('not JSON')
    expect(why(2, '[]')).toContain('not a JSON object')
    expect(why(2, '{"type":5}')).toBe('accepted')
  })

  test('the content of an immediate answer keeps the rules of messages', () => {
    expect(why(2, { type: 4, data: { content: '' } })).toContain('empty')
    expect(why(2, { type: 4, data: { content: 'x'.repeat(2_001) } })).toContain('Invalid Form Body')
    expect(why(2, { type: 4, data: { content: 'x', flags: 128 } })).toContain('Invalid Form Body')
  })

  test('a deferral carries EPHEMERAL at most', () => {
    const read = readAck(
      2,
      { status: 200, contentType: undefined, body: { type: 5, data: { flags: 32_832 } } },
      undefined,
    )
    expect(read).toMatchObject({ ok: true, answer: { shown: { flags: 192 } } })
    expect(read.ok && read.offences).toHaveLength(1)
  })

  test('a modal has a title, one to five parts, and labels of at most 45 characters', () => {
    expect(asModal({ label: 'Prompt', component: input })).toBe('accepted')
    expect(asModal({ label: 'x'.repeat(46), component: input })).not.toBe('accepted')
    expect(asModal({ label: 'Prompt', component: { ...input, max_length: 4_001 } })).not.toBe('accepted')
    expect(asModal({ label: 'Prompt', component: { type: 2 } })).not.toBe('accepted')
    expect(asModal({ label: 'Prompt', component: input }, { title: 'x'.repeat(46) })).not.toBe('accepted')
    expect(asModal({ label: 'Prompt', component: input }, { components: [] })).not.toBe('accepted')
  })

  test('at most 25 suggestions', () => {
    expect(why(4, suggested(25))).toBe('accepted')
    expect(why(4, suggested(26))).not.toBe('accepted')
  })
})

describe('payloads', () => {
  const ids = { id: '1', token: 't', applicationId: '2', commandId: '3' }
  const made = (raw: Record<string, unknown> = {}): unknown => payload(readWanted(raw), ids, [], undefined)

  test('in a guild there is a member, in a DM a user, never both', () => {
    expect(made()).toMatchObject({
      guild_id: '290000000000000001',
      member: { user: { username: 'ada' } },
      context: 0,
    })
    expect(made()).not.toHaveProperty('user')
    const dm = made({ guild: null })
    expect(dm).toMatchObject({ user: { username: 'ada' }, context: 1, channel: { type: 1 } })
    expect(dm).toMatchObject({ authorizing_integration_owners: { '0': '0' } })
    expect(dm).not.toHaveProperty('member')
    expect(dm).not.toHaveProperty('guild_id')
  })

  test('a thread knows its channel', () => {
    expect(made({ channel: 'weekend plans' })).toMatchObject({
      channel_id: '290000000000000013',
      channel: { type: 11, parent_id: '290000000000000011', thread_metadata: { archived: false } },
    })
  })

  test('the types of options follow from their values', () => {
    const options = { prompt: 'hi', private: true, count: 3, share: 0.5 }
    expect(made({ options })).toMatchObject({
      data: { options: [{ type: 3 }, { type: 5 }, { type: 4 }, { type: 10 }] },
    })
    expect(commandLine(readWanted({ options }))).toBe('/ask prompt: hi private: true count: 3 share: 0.5')
  })

  test('a PING comes from nowhere', () => {
    expect(made({ type: 1 })).toEqual({ id: '1', application_id: '2', type: 1, token: 't', version: 1 })
  })

  test('a button press carries the message, raw data is passed on', () => {
    const wanted = readWanted({ type: 3, customId: 'stop' })
    expect(payload(wanted, ids, [], { id: '9' })).toMatchObject({
      message: { id: '9' },
      data: { custom_id: 'stop' },
    })
    expect(made({ data: { name: 'other' } })).toMatchObject({ data: { name: 'other' } })
  })
})
