/** Data points of a made-up bot: the same for the same seed. */

import { seededChance } from '../../src/operate/report/seeded-chance.ts'
import { pointOf } from '../../src/operate/report/columns.ts'
import type { AnalyticsPoint } from './analytics-tables.ts'

export interface MadeUp {
  readonly seed: number
  readonly threads: number
  readonly turns: number
  /** Milliseconds since 1970; the points end there. */
  readonly now: number
  readonly days: number
  /** Milliseconds that the first words come earlier where STREAMING is on. */
  readonly fasterMs?: number
}

const DAY_MS = 86_400_000
const SERVERS = ['290000000000000001', '290000000000000002', '290000000000000003', '']
const MISSES = ['none', 'none', 'none', 'late', 'time', 'context']
const ERRORS = [
  ['partial', 'overloaded'],
  ['refused', 'busy'],
  ['partial', 'cut off'],
  ['undelivered', 'unknown message'],
] as const

/** Times are skewed, and a thread has a pace of its own, as it is in earnest. */
export function madeUpPoints({
  seed,
  threads,
  turns,
  now,
  days,
  fasterMs = 0,
}: MadeUp): readonly AnalyticsPoint[] {
  const chance = seededChance(seed)
  const share = (): number => (chance(1_000_000) + 1) / 1_000_001
  const of = <One>(list: readonly One[]): One => {
    const one = list[chance(list.length)]
    if (one === undefined) throw new Error('an empty list')
    return one
  }
  const skewed = (middle: number, spread: number): number => {
    const normal = Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share())
    return middle * Math.exp(spread * normal)
  }
  const talks = Array.from({ length: threads }, (_, at) => ({
    thread: String(300_000_000_000_000_000n + BigInt(at)),
    guild: of(SERVERS),
    streaming: chance(2) === 0 ? 'on' : 'off',
    pace: skewed(1, 0.25),
  }))
  return Array.from({ length: turns }, () => {
    const { thread, guild, streaming, pace } = talks[Math.floor(share() ** 2 * threads)] ?? of(talks)
    const at = now - Math.floor(share() ** 1.3 * days * DAY_MS)
    const isHit = chance(100) < 18
    const cache = isHit ? 'hit' : chance(6) === 0 ? 'bypass' : 'miss'
    const [outcome, why] = chance(100) < 3 ? of(ERRORS) : (['answered', ''] as const)
    const isLarge = chance(10) === 0
    const first = isHit ? skewed(40, 0.3) : skewed(900, 0.4) * pace + (streaming === 'on' ? 0 : fasterMs)
    const [input, read, output] = isHit
      ? [0, 0, 0]
      : [skewed(400, 0.6), skewed(2_400, 0.5), skewed(260, 0.7)].map(Math.round)
    const usd = (((input ?? 0) * 1 + (read ?? 0) * 0.1 + (output ?? 0) * 5) * (isLarge ? 3 : 1)) / 1_000_000
    const tools = !isHit && chance(12) === 0 ? 1 + chance(3) : 0
    const event: readonly (readonly [string, string | number])[] = [
      ['thread', thread],
      ['guild', guild],
      ['outcome', outcome],
      ['why', why],
      ['cache', cache],
      ['cache_why', cache === 'miss' ? of(MISSES) : cache === 'bypass' ? 'private' : ''],
      ['session', chance(4) === 0 ? 'new' : 'reused'],
      ['model', isHit ? '' : isLarge ? 'claude-sonnet-5-5' : 'claude-haiku-5-5'],
      ['waited_ms', Math.round(skewed(12, 0.5))],
      ['first_words_ms', outcome === 'refused' ? -1 : Math.round(first)],
      ['total_ms', Math.round(first + (isHit ? 0 : skewed(2_600, 0.6)))],
      ['in_tok', input ?? 0],
      ['cache_read_tok', read ?? 0],
      ['cache_write_tok', 0],
      ['out_tok', output ?? 0],
      ['usd', usd],
      ['usd_micro', String(Math.round(usd * 1_000_000))],
      ['rate_limited', chance(150) === 0 ? 1 : 0],
      ['tool_calls', tools],
      ['tool_ms', String(tools * 420)],
      ['x_streaming', streaming],
      ['x_cache', 'on'],
    ]
    const timestamp = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
    return { timestamp, _sample_interval: 1, ...pointOf(new Map(event)) }
  })
}
