/** A page that becomes full is finished at once: the next page waits for that call. */

import { expect, test } from 'vitest'
import { play, trickle } from '../fakes/play-reply.ts'
import { prose } from '../workload/prose.ts'

test('a page that becomes full cuts the wait for the next window short', async () => {
  const acts = ['', 600, ...trickle(prose(3_000), 4, 1_000 / 120)]
  const { discord } = await play({ acts, latency: () => ({ up: 30, down: 30 }) })
  const times = discord.calls.map((call) => Number.parseFloat(call))
  const [first = 0] = times
  // First words, two edits, and the one that finishes the page; a fifth is kept for the last edit.
  const window = times.filter((at) => at < first + 4_900)
  expect(window).toHaveLength(4)
  expect((window[3] ?? 0) - (window[2] ?? 0)).toBeLessThan(2_400)
  expect(discord.violations).toEqual([])
})
