/** Flags that are on for a share of the threads: the right share, and always the same threads. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOn } from '../../src/measure/experiment.ts'
import { experiments } from '../../src/measure/variants.ts'
import { threadOf } from '../../src/ids.ts'
import { channelId, memberId } from '../build.ts'

const COUNT = 10_000
/** As Discord makes them: in a row, some milliseconds apart. */
const channels = Array.from({ length: COUNT }, (_, n) =>
  threadOf(channelId(String(1_441_100_000_000_000_000n + (BigInt(n) << 22n) * 37n))),
)
const members = Array.from({ length: COUNT }, (_, n) =>
  threadOf(channelId('645027906669510667'), memberId(String(290_926_798_626_357_999n + BigInt(n)))),
)
const shareOf = (share: number, flag: string, threads: typeof channels): number =>
  threads.filter((thread) => isOn(share, flag, thread)).length / threads.length

describe('over ten thousand threads', () => {
  test.each([0.01, 0.1, 0.25, 0.5, 0.75, 0.99])('a share of %d is kept', (share) => {
    // Four standard deviations of a fair draw.
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / COUNT)
    for (const flag of [...Object.values(experiments), 'TOOLS', 'WEB']) {
      expect(Math.abs(shareOf(share, flag, channels) - share)).toBeLessThan(tolerance)
      expect(Math.abs(shareOf(share, flag, members) - share)).toBeLessThan(tolerance)
    }
  })

  test('each two flags draw on their own', () => {
    const flags = [...Object.values(experiments), 'TOOLS', 'WEB']
    for (const [n, one] of flags.entries())
      for (const other of flags.slice(n + 1)) {
        const both = channels.filter((thread) => isOn(0.5, one, thread) && isOn(0.5, other, thread)).length
        expect(Math.abs(both / COUNT - 0.25)).toBeLessThan(0.02)
      }
  })

  test('on is all of them and off is none', () => {
    expect(shareOf(1, 'CACHE', channels)).toBe(1)
    expect(shareOf(0, 'CACHE', channels)).toBe(0)
  })
})

test('a thread keeps its side, and stays in when the share grows', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.nat(COUNT - 1), share, share, (n, a, b) => {
      const thread = channels[n] ?? threadOf(channelId('1'))
      expect(isOn(a, 'CACHE', thread)).toBe(isOn(a, 'CACHE', thread))
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      expect(isOn(less, 'CACHE', thread) && !isOn(more, 'CACHE', thread)).toBe(false)
    }),
    { numRuns: 1_000 },
  )
})

test('the draw is the same in every version, or a deploy would shuffle running experiments', () => {
  const sides = channels.slice(0, 16).map((thread) => (isOn(0.5, 'CACHE', thread) ? '1' : '0'))
  expect(sides.join('')).toBe('0000100011011010')
})
