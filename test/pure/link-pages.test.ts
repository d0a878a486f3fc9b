/** The links of a torn answer: after its last edit, one call for each, and none that Discord would refuse. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitedUntil, startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { ChannelShare } from '../../src/deliver/channel-share.ts'
import { linkPages } from '../../src/deliver/link-pages.ts'
import { linkEdits } from '../../src/deliver/page-links.ts'
import { channelId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { type Play, play, trickle, words } from '../fakes/play-reply.ts'
import { fakeWebhook, type FakeWebhook } from '../fakes/webhook.ts'

const place = { guild: null, channel: channelId('9') }

/** Links all pages of the reply in this Discord, as if each were torn from the next. */
async function link(
  discord: FakeWebhook,
  clock: ReturnType<typeof testClock>,
  channel: ChannelShare = { budget: startChannelBudget(300) },
): Promise<readonly (string | undefined)[]> {
  const pages = discord.messages.map(({ id, content, plainLinks }) => ({
    message: id,
    content,
    plainLinks,
    attached: false,
  }))
  const edits = linkEdits(pages, () => true, place, 'en')
  await clock.until(linkPages({ clock, webhook: discord }, { channel, turn: 'turn' }, edits))
  return discord.messages.map((message) => message.link?.split('/').at(-1))
}

const pagesOf = (
  count: number,
  trouble?: Play['trouble'],
): ReturnType<typeof fakeWebhook> & { clock: ReturnType<typeof testClock> } => {
  const clock = testClock()
  const before = Array.from({ length: count }, (_, n) => `Page ${n}.`)
  return { ...fakeWebhook({ clock, before, ...(trouble === undefined ? {} : { trouble }) }), clock }
}

test('each page but the last leads to the next, keeps its text, and costs one call', async () => {
  const discord = pagesOf(3)
  expect(await link(discord, discord.clock)).toEqual(['1001', '1002', undefined])
  expect(discord.calls).toEqual(['5020 edit 0: Page 0.', '5080 edit 1: Page 1.'])
})

test('a link that Discord refuses for its limits comes later; for another reason it is left', async () => {
  const late = pagesOf(2, (n) => (n === 1 ? { retryAfterMs: 3_000, scope: 'shared' } : undefined))
  expect(await link(late, late.clock)).toEqual(['1001', undefined])
  const gone = pagesOf(3, (n) => (n === 1 ? { why: 'gone' } : undefined))
  expect(await link(gone, gone.clock)).toEqual([undefined, '1002', undefined])
  expect([late.calls.length, gone.calls.length]).toEqual([2, 2])
})

test('a channel without calls to spare is left alone, and links are given up after a minute', async () => {
  const discord = pagesOf(2)
  const channel = { budget: { ...limitedUntil(startChannelBudget(30), Infinity), blockedUntil: 90_000 } }
  expect(await link(discord, discord.clock, channel)).toEqual([undefined, undefined])
  expect(discord.calls).toEqual([])
})

test('after any answer they meet no 429, change no word, and touch no file', async () => {
  const stream = fc.record({
    count: fc.integer({ min: 1, max: 1_500 }),
    size: fc.integer({ min: 20, max: 400 }),
    pauseMs: fc.integer({ min: 0, max: 400 }),
  })
  const network = fc.record({
    limit: fc.integer({ min: 1, max: 10 }),
    windowMs: fc.integer({ min: 500, max: 5_000 }),
    up: fc.nat(800),
    down: fc.nat(800),
  })
  await fc.assert(
    fc.asyncProperty(stream, network, async ({ count, size, pauseMs }, { limit, windowMs, up, down }) => {
      const { discord, clock, shown } = await play({
        acts: trickle(words(count), size, pauseMs),
        bucket: { limit, windowMs },
        latency: () => ({ up, down }),
      })
      const files = discord.messages.map(({ file }) => file)
      const before = discord.calls.length
      const linked = await link(discord, clock)
      expect(linked).toEqual(discord.messages.map((_, n) => discord.messages[n + 1]?.id))
      expect(discord.calls.length - before).toBe(discord.messages.length - 1)
      expect(discord.messages.map(({ content }) => content)).toEqual(shown)
      expect(discord.messages.map(({ file }) => file)).toEqual(files)
      expect([discord.refusals, discord.violations]).toEqual([[], []])
    }),
    { numRuns: 60 },
  )
})
