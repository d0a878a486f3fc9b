/** Whole replies where Discord refuses calls or loses them: nothing is lost, said twice, or sent for ever. */

import { describe, expect, test } from 'vitest'
import { type Play, play, status, trickle, words, HELLO } from '../fakes/play-reply.ts'

const notYet = (times: number): Pick<Play, 'trouble'> => ({
  trouble: (n) => (n <= times ? { why: 'not yet' } : undefined),
})

describe('when Discord does not know the reply yet', () => {
  test('the first edit is sent again after 0.5, 1, 2 and 4 s', async () => {
    const { discord, delivered } = await play({
      acts: ['Hello.'],
      ...notYet(4),
      latency: () => ({ up: 0, down: 0 }),
    })
    expect(discord.calls.map((call) => Number.parseInt(call, 10))).toEqual([0, 500, 1_500, 3_500, 7_500])
    expect(delivered?.outcome).toBe('whole')
  })

  test('and then it is given up, and the source ends', async () => {
    const { discord, delivered, abandoned, clock } = await play({
      acts: ['Hello.', 60_000, 'never'],
      ...notYet(99),
    })
    expect(discord.calls).toHaveLength(5)
    expect(delivered?.outcome).toBe('not yet')
    expect(abandoned).toBe(1)
    expect(clock.now()).toBeLessThan(9_000)
  })
})

test.each(['gone', 'expired', 'closed', 'refused'] as const)(
  'a reply that is %s ends the source once, and no call follows',
  async (why) => {
    const { discord, delivered, abandoned, clock } = await play({
      acts: [HELLO, 2_000, ' world', 60_000, 'never'],
      trouble: (n) => (n >= 2 ? { why } : undefined),
    })
    expect(discord.calls).toHaveLength(2)
    expect([delivered?.outcome, abandoned]).toEqual([why, 1])
    expect(clock.now()).toBeLessThan(3_000)
    expect(delivered).toMatchObject({ edits: 1, firstWordsAt: 60, lastEditAt: 60 })
  },
)

describe('a call without an answer', () => {
  test('that was an edit is sent again until it is answered', async () => {
    const { discord, delivered, shown } = await play({
      acts: ['Hello.'],
      trouble: (n) => (n <= 3 ? { lost: n === 2 ? 'after' : 'before' } : undefined),
    })
    expect(shown).toEqual(['Hello.'])
    expect(delivered?.outcome).toBe('whole')
    expect(discord.calls).toHaveLength(4)
  })

  test('is made good even when it is no news any more', async () => {
    const { shown } = await play({
      acts: ['Hello.', 2_000, status('Still here'), 100, status(undefined), 9_000],
      trouble: (n) => (n === 2 ? { lost: 'after' } : undefined),
    })
    expect(shown).toEqual(['Hello.'])
  })

  test('is not sent again for ever', async () => {
    const { discord, delivered, clock } = await play({
      acts: ['Hello.'],
      trouble: () => ({ lost: 'before' }),
    })
    expect(delivered?.outcome).toBe('unreachable')
    expect(discord.calls.length).toBeLessThan(20)
    expect(clock.now()).toBeLessThan(120_000)
  })

  test.each(['before', 'after'] as const)(
    'that was a new message is never sent twice (lost %s it was made): the rest is in a file',
    async (lost) => {
      const text = words(700)
      const { discord, delivered } = await play({
        acts: trickle(text, 100, 100),
        trouble: (_, kind) => (kind === 'create' ? { lost } : undefined),
      })
      expect(discord.calls.filter((call) => call.includes(' create '))).toHaveLength(1)
      expect(discord.messages[0]?.file).toBe(text)
      expect(delivered).toMatchObject({ outcome: 'whole', pages: 1 })
    },
  )

  test('that was one follow-up too many for a member’s install puts the rest in a file', async () => {
    const text = words(1_000)
    let creations = 0
    const { discord } = await play({
      acts: trickle(text, 100, 50),
      trouble: (_, kind) => (kind === 'create' && (creations += 1) > 1 ? { why: 'too many' } : undefined),
    })
    expect(discord.messages).toHaveLength(2)
    expect(discord.messages.at(-1)?.file).toBe(text)
  })
})

describe('a 429', () => {
  test.each(['user', 'shared', 'global'] as const)(
    'of scope %s is waited out, and nothing is lost',
    async (scope) => {
      const { delivered, shown, discord } = await play({
        acts: trickle('Hello world, how are you today?', 4, 700),
        trouble: (n) => (n === 2 ? { retryAfterMs: 3_000, scope } : undefined),
      })
      expect(shown).toEqual(['Hello world, how are you today?'])
      expect(delivered).toMatchObject({ outcome: 'whole', rateLimited: 1 })
      const [second = 0, third = 0] = discord.calls.slice(1).map((call) => Number.parseInt(call, 10))
      expect(third - second).toBeGreaterThanOrEqual(3_060)
    },
  )

  test('of Cloudflare leaves only the last edit', async () => {
    const { shown, discord } = await play({
      acts: trickle('Hello world, how are you today?', 1, 1_000),
      trouble: (n) => (n === 2 ? { retryAfterMs: 5_000, scope: 'cloudflare' } : undefined),
    })
    expect(shown).toEqual(['Hello world, how are you today?'])
    expect(discord.calls).toHaveLength(3)
  })
})
