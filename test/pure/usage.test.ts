/** What `/usage` tells, and whom. */

import { describe, expect, test } from 'vitest'
import { type UsageAsked, usageReply } from '../../src/arrive/usage-reply.ts'
import type { Spent } from '../../src/guild/ledger-store.ts'
import { type Usage, usageOf } from '../../src/guild/usage.ts'
import { ownerOf } from '../../src/ids.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { guildId, memberId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const TODAY = 20_261_103

const row = (account: string, day: number, model: string, cents: number, turns = 1, cached = 0): Spent => ({
  account,
  day,
  model,
  nanoUsd: cents * 10_000_000,
  tokens: cents * 1_000,
  turns,
  cached,
})

const rows = [
  row('', 20_261_101, 'haiku', 3, 2),
  row('', 20_261_103, 'haiku', 1, 2, 1),
  row('', 20_261_103, 'sonnet', 20),
  row('', 20_261_103, '', 0, 1, 1),
  row('m7', 20_261_101, 'haiku', 3, 2),
  row('m8', 20_261_103, 'sonnet', 20),
  row('m8', 20_261_103, 'haiku', 1, 2, 1),
]

describe('the usage', () => {
  test('of all is that of today, of the month, by model, by day and by member, the dearest first', () => {
    const usage = usageOf(rows, '', TODAY)
    expect(usage.today).toEqual({ nanoUsd: 210_000_000, tokens: 21_000, turns: 4, cached: 2 })
    expect(usage.month).toEqual({ nanoUsd: 240_000_000, tokens: 24_000, turns: 6, cached: 2 })
    expect(usage.models.map(({ model, nanoUsd }) => [model, nanoUsd])).toEqual([
      ['sonnet', 200_000_000],
      ['haiku', 40_000_000],
    ])
    expect(usage.days.map(({ nanoUsd }) => nanoUsd)).toEqual([30_000_000, 0, 210_000_000])
    expect(usage.members.map(({ member, turns }) => [member, turns])).toEqual([
      ['8', 3],
      ['7', 2],
    ])
  })

  test('of one member names no other', () => {
    const usage = usageOf(rows, 'm7', TODAY)
    expect([usage.month.turns, usage.members]).toEqual([2, []])
    expect(JSON.stringify(usage)).not.toContain('8"')
  })

  test('names ten members at most', () => {
    const many = Array.from({ length: 30 }, (_, n) => row(`m${n}`, TODAY, 'haiku', n))
    expect(usageOf(many, '', TODAY).members).toHaveLength(10)
  })
})

const asked = (more: Partial<UsageAsked> = {}): UsageAsked => ({
  member: memberId('7'),
  owner: ownerOf(guildId('1'), memberId('7'), false),
  ofServer: false,
  manages: false,
  language: 'en',
  ...more,
})

const reply = async (of: UsageAsked, usage: Usage | 'down' = usageOf(rows, '', TODAY)) => {
  const calls: unknown[] = []
  const { text } = await usageReply(
    {
      clock: testClock(),
      complain: () => undefined,
      ledger: (owner) => ({
        usage: (member) => {
          calls.push([owner, member])
          return usage === 'down' ? Promise.reject(new Error('down')) : Promise.resolve(usage)
        },
      }),
    },
    of,
  )
  return { text, calls }
}

describe('the reply', () => {
  test('of a member asks for that member alone', async () => {
    const { text, calls } = await reply(asked(), usageOf(rows, 'm7', TODAY))
    expect(calls).toEqual([['guild:1', '7']])
    expect(text).toContain(
      'Your usage on this server**\nToday: $0.00 · Questions: 0 · Tokens: 0\nThis month: $0.03 · Questions: 2 · Tokens: 3,000',
    )
    expect(text).toContain('- `haiku`: $0.03')
    expect(text).not.toContain('<@')
  })

  test('of a member draws no days before the first that cost something', async () => {
    const late = usageOf(rows, '', TODAY)
    const days = [{ day: 20_000_101, nanoUsd: 0 }, ...late.days]
    const { text } = await reply(asked(), { ...late, days })
    expect(text.split('\n').filter((each) => /^ *\d+ /.test(each))).toHaveLength(late.days.length)
  })

  test('outside of servers is that of the member’s own ledger', async () => {
    const { calls } = await reply(asked({ owner: ownerOf(null, memberId('7'), false), ofServer: true }))
    expect(calls).toEqual([['member:7', undefined]])
  })

  test('of a server is for who manages it, and mentions its members', async () => {
    const { text, calls } = await reply(asked({ ofServer: true, manages: true, language: 'de' }))
    expect(calls).toEqual([['guild:1', undefined]])
    expect(text).toContain('- <@8>: 0,21')
    expect(text).toContain('Aus gespeicherten Antworten: 33 %')
    expect(text).toMatch(/```[^]*Cent pro Tag[^]*```/)
  })

  test('is a sentence for members who do not manage it, and asks nobody', async () => {
    expect(await reply(asked({ ofServer: true }))).toEqual({
      text: sentence('usage for managers', 'en'),
      calls: [],
    })
  })

  test('is a sentence where the ledger is down', async () => {
    expect((await reply(asked(), 'down')).text).toBe(sentence('usage unreachable', 'en'))
  })

  test('fits into a message, however many there are', async () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      row(
        n % 3 === 0 ? '' : `m${n}${'0'.repeat(15)}`,
        20_261_101 + (n % 30),
        `claude-model-${n % 25}`,
        999_999,
        1_000_000,
      ),
    )
    const { text } = await reply(asked({ ofServer: true, manages: true }), usageOf(many, '', 20_261_130))
    expect(Array.from(text).length).toBeLessThanOrEqual(2_000)
  })
})
