/** The pure parts of the local Discord: buckets, forms, components, commands, callbacks, payloads. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/playground/discord/json.ts'
import { readAck } from '../../src/playground/discord/ack-rules.ts'
import { freshBucket, rateHeaders, take, type Bucket } from '../../src/playground/discord/buckets.ts'
import { readCommands } from '../../src/playground/discord/command-rules.ts'
import { readFaults, strike } from '../../src/playground/discord/faults.ts'
import { readMessage } from '../../src/playground/discord/message-rules.ts'
import { commandLine, payload, readWanted } from '../../src/playground/discord/payload.ts'
import { invalidForm } from '../../src/playground/discord/refusal.ts'

const codes = (body: unknown): string => {
  const read = readMessage(body, undefined, [])
  return read.ok ? 'accepted' : `${read.refusal.code} ${Object.keys(read.refusal.errors ?? {}).join()}`.trim()
}
const button = (more: object = {}): object => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...more })
const row = (...components: object[]): object => ({ type: 1, components })
const withRows = (...components: object[]): string => codes({ content: 'x', components })

const ask = (more: object = {}): object => ({ name: 'ask', description: 'Ask Claude', ...more })
const option = (more: object = {}): object => ({ type: 3, name: 'prompt', description: 'What', ...more })
const where = (command: object, guild = false): string => {
  const read = readCommands([command], guild)
  return read.ok ? 'accepted' : JSON.stringify(read.refusal.errors)
}

const why = (type: number, body: unknown, more: object = {}): string => {
  const read = readAck(type, { status: 200, contentType: 'application/json', body, ...more }, undefined)
  return read.ok ? 'accepted' : read.why
}

const select = (count: number): object => ({
  type: 3,
  custom_id: 's',
  options: Array.from({ length: count }, () => ({})),
})

const text = (length: number): object => ({ type: 10, content: 'x'.repeat(length) })
const v2 = (components: object[]): string => codes({ flags: 32_768, components })

const embeds = (...list: object[]): string => codes({ embeds: list })

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

const five = { limit: 5, windowMs: 5_000 }

describe('buckets', () => {
  test('no window of calls, however they fall, lets more through than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 }), (gaps) => {
        let bucket: Bucket = freshBucket
        let now = 1
        const through = new Map<number, number>()
        for (const gap of gaps) {
          now += gap
          const taken = take(bucket, five, now)
          bucket = taken.bucket
          expect(taken.resetAt).toBeGreaterThan(now)
          if (taken.ok) through.set(taken.resetAt, (through.get(taken.resetAt) ?? 0) + 1)
        }
        for (const count of through.values()) expect(count).toBeLessThanOrEqual(5)
      }),
    )
  })

  test('who waits as the headers say is let in', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (now) => {
        const full = { used: 5, endsAt: now + 1_234.567_8 }
        const { 'X-RateLimit-Reset-After': after } = rateHeaders(
          'x',
          five,
          take(full, five, now).ok ? { remaining: 1, resetAt: 0 } : { remaining: 0, resetAt: full.endsAt },
          now,
        )
        expect(take(full, five, now + Number(after) * 1_000 + 0.001).ok).toBe(true)
      }),
    )
  })
})

test('flaws become the nested tree of Discord, lists by index', () => {
  const flaw = { code: 'C', message: 'M' }
  expect(
    invalidForm([
      { at: ['embeds', 0, 'title'], ...flaw },
      { at: ['embeds'], ...flaw },
    ]).errors,
  ).toEqual({ embeds: { _errors: [flaw], '0': { title: { _errors: [flaw] } } } })
})

describe('messages', () => {
  test('no body whatever makes it throw', () => {
    const value = fc.oneof(fc.anything(), fc.array(fc.anything()))
    const keys = ['content', 'embeds', 'components', 'flags', 'attachments', 'allowed_mentions', 'poll']
    const body = fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...keys), value))
    fc.assert(
      fc.property(body, (raw) => {
        expect(readMessage(raw, undefined, [])).toHaveProperty('ok')
      }),
    )
  })

  test('an accepted text never has more than 2,000 code points', () => {
    const unit = fc.constantFrom('grapheme', 'binary')
    const texts = unit.chain((kind) => fc.string({ unit: kind, minLength: 1_990, maxLength: 2_010 }))
    fc.assert(
      fc.property(texts, (content) => {
        const accepted = readMessage({ content }, undefined, []).ok
        expect(accepted).toBe(codePoints(content) <= 2_000 && content.trim() !== '')
      }),
    )
  })

  test('content that is no text is refused', () => expect(codes({ content: 5 })).toBe('50035 content'))

  test('at most five rows of five buttons', () => {
    const rows = (count: number, wide: number): object[] =>
      Array.from({ length: count }, (_, y) =>
        row(...Array.from({ length: wide }, (__, x) => button({ custom_id: `${y}.${x}` }))),
      )
    expect(withRows(...rows(5, 5))).toBe('accepted')
    expect(withRows(...rows(6, 1))).toBe('50035 components')
    expect(withRows(...rows(1, 6))).toBe('50035 components')
    expect(withRows(row())).toBe('50035 components')
  })

  test('a button is only in a row', () => expect(withRows(button())).toBe('50035 components'))

  test('custom ids are unique in a message', () => {
    expect(withRows(row(button()), row(button()))).toBe('50035 components')
    expect(withRows(row(button()), row(button({ custom_id: 'other' })))).toBe('accepted')
  })

  test('a label has at most 80 characters, a custom id 1 to 100', () => {
    expect(withRows(row(button({ label: 'x'.repeat(81) })))).toBe('50035 components')
    expect(withRows(row(button({ custom_id: '' })))).toBe('50035 components')
    expect(withRows(row(button({ custom_id: 'x'.repeat(101) })))).toBe('50035 components')
    expect(withRows(row(button({ label: undefined })))).toBe('50035 components')
  })

  test('a link button has an address instead of a custom id', () => {
    const link = { type: 2, style: 5, label: 'Go', url: 'https://example.com' }
    expect(withRows(row(link))).toBe('accepted')
    expect(withRows(row({ ...link, custom_id: 'go' }))).toBe('50035 components')
    expect(withRows(row({ ...link, url: undefined }))).toBe('50035 components')
  })

  test('a select stands alone in its row, with 1 to 25 options', () => {
    expect(withRows(row(select(25)))).toBe('accepted')
    expect(withRows(row(select(26)))).toBe('50035 components')
    expect(withRows(row(select(1), button()))).toBe('50035 components')
  })

  test('components V2 takes 40 components and 4,000 characters', () => {
    expect(v2(Array.from({ length: 40 }, () => text(100)))).toBe('accepted')
    expect(v2(Array.from({ length: 41 }, () => text(1)))).toBe('50035 components')
    expect(v2([text(2_000), { type: 17, components: [text(2_001)] }])).toBe('50035 components')
  })

  test('embeds keep their limits, alone and together', () => {
    expect(embeds({ description: 'x'.repeat(4_096) })).toBe('accepted')
    expect(embeds({ description: 'x'.repeat(4_097) })).toBe('50035 embeds')
    expect(embeds({ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) })).toBe(
      '50035 embeds',
    )
    expect(embeds(...Array.from({ length: 11 }, () => ({ title: 'x' })))).toBe('50035 embeds')
    expect(embeds({ fields: [{ name: 'x', value: '' }] })).toBe('50035 embeds')
    expect(embeds({ footer: { text: 'x'.repeat(2_049) } })).toBe('50035 embeds')
  })

  test('an upload that an edit does not list is lost, and a violation', () => {
    const upload = { n: '0', filename: 'a.txt', size: 1 }
    const read = readMessage({ content: 'x', attachments: [], allowed_mentions: {} }, undefined, [upload])
    expect(read).toMatchObject({ ok: true, add: [], offences: ['files[0] is not in attachments'] })
  })
})

describe('commands', () => {
  test('a plain command is accepted', () => {
    const options = [option({ required: true, max_length: 6_000 }), option({ type: 5, name: 'private' })]
    const translated = { description_localizations: { de: 'Frag Claude' } }
    expect(where(ask({ options, contexts: [0, 1, 2], integration_types: [0, 1], ...translated }))).toBe(
      'accepted',
    )
  })

  test('names are lowercase and have at most 32 characters of the right kind', () => {
    for (const name of ['Ask', 'a sk', '', 'x'.repeat(33), 'ask!'])
      expect(where(ask({ name }))).toMatch(/"name"/)
    expect(where(ask({ name: 'fragen-ä' }))).toBe('accepted')
  })

  test('descriptions have 1 to 100 characters', () => {
    for (const description of ['', undefined, 'x'.repeat(101)])
      expect(where(ask({ description }))).toMatch(/"description"/)
  })

  test('a message command has no description and may have capitals and spaces', () => {
    expect(where({ type: 3, name: 'Ask about this' })).toBe('accepted')
    expect(where({ type: 3, name: 'Ask about this', description: 'x' })).toMatch(/DESCRIPTION_CANNOT_BE_SET/)
    expect(where({ type: 3, name: 'Ask about this', options: [option()] })).toMatch(/OPTIONS_CANNOT_BE_SET/)
  })

  test('required options come first', () => {
    const options = [option(), option({ name: 'then', required: true })]
    expect(where(ask({ options }))).toBe(
      '{"0":{"options":{"1":{"_errors":[{"code":"APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID","message":"Required options must be placed before non-required options"}]}}}}',
    )
  })

  test('names are unique, of commands and of options', () => {
    expect(where(ask({ options: [option(), option()] }))).toMatch(/NAME_ALREADY_EXISTS/)
    expect(readCommands([ask(), ask()], false).ok).toBe(false)
    expect(readCommands([ask(), { type: 3, name: 'ask' }], false).ok).toBe(true)
  })

  test('at most 25 options and 25 choices', () => {
    const many = (count: number): object[] =>
      Array.from({ length: count }, (_, n) => option({ name: `o${n}` }))
    expect(where(ask({ options: many(25) }))).toBe('accepted')
    expect(where(ask({ options: many(26) }))).toMatch(/BAD_LENGTH/)
    const choices = Array.from({ length: 26 }, (_, n) => ({ name: `c${n}`, value: `${n}` }))
    expect(where(ask({ options: [option({ choices })] }))).toMatch(/choices/)
  })

  test('all texts of a command together have at most 8,000 characters', () => {
    const choices = Array.from({ length: 25 }, (_, n) => ({
      name: `${n}${'x'.repeat(90)}`,
      value: 'y'.repeat(90),
    }))
    const options = ['a', 'b'].map((name) => option({ name, choices }))
    expect(where(ask({ options: options.slice(0, 1) }))).toBe('accepted')
    expect(where(ask({ options }))).toMatch(/TOO_LARGE/)
  })

  test('the commands of one guild say nothing about contexts', () => {
    expect(where(ask({ contexts: [0] }), true)).toMatch(/contexts/)
    expect(where(ask({ integration_types: [7] }))).toMatch(/integration_types/)
  })

  test('unknown locales, option types and lengths are refused', () => {
    expect(where(ask({ name_localizations: { 'de-DE': 'frage' } }))).toMatch(/CHOICES/)
    expect(where(ask({ options: [option({ type: 12 })] }))).toMatch(/"type"/)
    expect(where(ask({ options: [option({ max_length: 6_001 })] }))).toMatch(/max_length/)
    expect(where(ask({ default_member_permissions: 8 }))).toMatch(/default_member_permissions/)
  })

  test('sub-commands do not mix with other options', () => {
    const sub = { type: 1, name: 'sub', description: 'x', options: [option()] }
    expect(where(ask({ options: [sub] }))).toBe('accepted')
    expect(where(ask({ options: [sub, option()] }))).toMatch(/mutually exclusive/)
    expect(where(ask({ options: [{ ...sub, options: [sub] }] }))).toMatch(/"type"/)
  })

  test('no body whatever makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.object())), (raw) => {
        expect(readCommands(raw, false)).toHaveProperty('ok')
      }),
    )
  })
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

test('of two faults the older strikes, and both count the call', () => {
  const read = readFaults([
    { nth: 2, answer: { status: 500 } },
    { times: 2, answer: { status: 502 } },
  ])
  let faults = read.ok ? read.faults : []
  const struck: unknown[] = []
  for (let n = 0; n < 3; n += 1) {
    const next = strike(faults, 'edit')
    faults = next.faults
    struck.push(next.trouble?.kind === 'answer' ? next.trouble.status : undefined)
  }
  expect(struck).toEqual([502, 500, undefined])
})
