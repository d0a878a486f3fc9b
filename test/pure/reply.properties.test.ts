/** Whole replies whatever the stream and the network are like: each word once, in order, without one 429. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limitedUntil, startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { ChannelShare } from '../../src/deliver/channel-share.ts'
import { deliver } from '../../src/deliver/reply.ts'
import { testClock } from '../fakes/clock.ts'
import { type Piece, snapshots } from '../fakes/pieces.ts'
import { fakeWebhook } from '../fakes/webhook.ts'
import { type Played, BUG_NOTE, play, trickle, words } from '../fakes/play-reply.ts'

test('turns of one limited channel share its minute, and each ends whole', async () => {
  const clock = testClock()
  const channel: ChannelShare = { budget: limitedUntil(startChannelBudget(30), Infinity) }
  const played = await Promise.all(
    ['a', 'b', 'c'].map(async (turn) => {
      const discord = fakeWebhook({ clock })
      const text = words(120)
      async function* source(): AsyncGenerator<Piece> {
        for (const act of trickle(text, 12, 300)) {
          if (typeof act === 'number') await clock.sleep(act)
          else if (typeof act === 'string') yield { kind: 'text', text: act }
        }
      }
      const deps = { clock, webhook: discord, checkpoint: () => undefined, abandon: () => undefined }
      const options = {
        intervalMs: 1_500,
        language: 'en',
        streaming: true,
        waitsForPhrase: true,
        maxPages: 5,
        notBefore: 0,
        before: [],
        silence: { lines: [] },
      } as const
      const replied = deliver(deps, { ...options, turn, channel, bugNote: BUG_NOTE }, snapshots(source()))
      return { delivered: await clock.until(replied), discord, text }
    }),
  )
  const leaving = played.flatMap(({ discord }) => discord.calls.map((call) => Number.parseInt(call, 10)))
  for (const at of leaving)
    expect(leaving.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(30)
  for (const { delivered, discord, text } of played) {
    expect(delivered.outcome).toBe('whole')
    expect(
      discord.messages
        .map(({ content }) => content)
        .join(' ')
        .split(/\s+/),
    ).toEqual(text.trim().split(/\s+/))
  }
  expect(channel.budget.turns).toEqual([])
})

const over = ({
  limit,
  windowMs,
  waits,
}: {
  limit: number
  windowMs: number
  waits: [number, number][]
}) => ({
  bucket: { limit, windowMs },
  latency: (n: number) => {
    const [up = 0, down = 0] = waits[n % waits.length] ?? []
    return { up, down }
  },
})

/** What a reader finds in the end, in messages and in the file. */
const readable = ({ discord }: Played): readonly string[] => {
  const file = discord.messages.find((message) => message.file !== undefined)?.file
  return (file ?? discord.messages.map(({ content }) => content).join(' ')).trim().split(/\s+/)
}

const paced = ({
  count,
  size,
  pauseMs,
  startMs,
}: {
  count: number
  size: number
  pauseMs: number
  startMs: number
}) => {
  const text = words(count)
  // A stream of an hour would outlive its token; this keeps each under ten minutes.
  const pieces = Math.ceil(text.length / size)
  return [startMs, ...trickle(text, size, Math.min(pauseMs, Math.floor(600_000 / pieces)))]
}

describe('whatever the stream and the network are like', () => {
  const stream = fc.record({
    count: fc.integer({ min: 1, max: 900 }),
    size: fc.integer({ min: 1, max: 400 }),
    pauseMs: fc.integer({ min: 0, max: 2_000 }),
    startMs: fc.integer({ min: 0, max: 5_000 }),
  })
  const network = fc.record({
    limit: fc.integer({ min: 1, max: 10 }),
    windowMs: fc.integer({ min: 500, max: 10_000 }),
    waits: fc.array(fc.tuple(fc.nat(800), fc.nat(800)), { minLength: 1, maxLength: 6 }),
  })
  const trouble = fc.record({
    every: fc.integer({ min: 3, max: 6 }),
    lost: fc.constantFrom('before' as const, 'after' as const),
  })
  test('every word stands there in order, without one 429 and without a rule broken', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const played = await play({ acts: paced(said), ...over(line) })
        expect(played.discord.violations).toEqual([])
        expect(played.discord.refusals).toEqual([])
        expect(played.delivered).toMatchObject({ outcome: 'whole', rateLimited: 0 })
        expect(readable(played)).toEqual(words(said.count).trim().split(/\s+/))
      }),
      { numRuns: 250 },
    )
  })

  test('lost answers lose no word and say none twice', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, trouble, async (said, line, { every, lost }) => {
        const played = await play({
          acts: paced(said),
          ...over(line),
          trouble: (n, kind) => (kind === 'edit' && n % every === 0 ? { lost } : undefined),
        })
        expect(played.discord.violations).toEqual([])
        expect(played.delivered?.outcome).toBe('whole')
        expect(readable(played)).toEqual(words(said.count).trim().split(/\s+/))
      }),
      { numRuns: 150 },
    )
  })

  test('a phrase is there as soon as the line allows', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const { delivered, discord } = await play({
          acts: paced({ ...said, count: Math.max(said.count, 8), size: Math.max(said.size, 30) }),
          ...over(line),
        })
        const { up, down } = over(line).latency(1)
        expect(delivered?.firstWordsAt).toBe(said.startMs + up + down)
        expect(Number.parseInt(discord.calls[0] ?? '', 10)).toBe(said.startMs)
      }),
      { numRuns: 100 },
    )
  })

  test('the first edit shows whole words, at most 150 ms after the first text, and adds nothing to the way', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const { delivered, discord } = await play({ acts: paced(said), ...over(line) })
        const { up, down } = over(line).latency(1)
        const added = (delivered?.firstWordsAt ?? 0) - (said.startMs + up + down)
        expect(added).toBeGreaterThanOrEqual(0)
        // What comes next may come later than that: nothing can be seen of a first letter, to which an accent may belong.
        expect(added).toBeLessThanOrEqual(Math.max(150, said.pauseMs))
        const [, first = ''] = /^\d+ edit 0: ([^▌\n]*?)(?: ▌)?$/m.exec(discord.calls[0] ?? '') ?? []
        const rest = words(said.count).slice(first.length)
        const isWhole = words(said.count).startsWith(first) && !/^\w/.test(rest)
        expect(isWhole || !first.includes(' ') || first.length > 490).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('only a growing answer has the mark, at its end and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const { discord, checkpoints } = await play({ acts: paced(said), ...over(line) })
        for (const { content } of discord.messages) expect(content).not.toContain('▌')
        for (const { content } of checkpoints.flat()) expect(content.slice(0, -1)).not.toContain('▌')
        const marked = checkpoints.map((shown) => shown.filter(({ content }) => content.endsWith('▌')).length)
        expect(Math.max(0, ...marked)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 150 },
    )
  })
})
