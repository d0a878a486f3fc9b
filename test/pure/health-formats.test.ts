/** `/health` for a terminal and for Prometheus. */

import { describe, expect, test } from 'vitest'
import { unknownHealth } from '../../src/measure/health.ts'
import { prometheusOf } from '../../src/measure/health-prometheus.ts'
import { textOf } from '../../src/measure/health-text.ts'
import { busyHealth } from '../fakes/busy-health.ts'
import { readExposition } from '../fakes/exposition.ts'
import { shown } from '../fakes/health.ts'

describe('the text', () => {
  test('of a bot in use', () => {
    expect(textOf(busyHealth()))
      .toBe(`Threadkeeper: degraded (version 2f77664a-f47c-4587-9fcc-939146501f49, 2026-11-24T20:54:03Z)

last 5 minutes        turns      p50      p90      p95      p99
  first words             3    0.70s    1.40s    2.10s    2.80s
  whole answer            4    1.50s    3.00s    4.50s    6.00s
  tools                   0        -        -        -        -
last 24 hours         turns      p50      p90      p95      p99
  first words           300    0.80s    1.60s    2.40s    3.20s
  whole answer          400    1.60s    3.20s    4.80s    6.40s
  tools                  20    0.09s    0.18s    0.27s    0.36s

spend today        $0.1235 on 2026-11-24 (UTC), without 2 turns or calls whose price is not known
Claude             last answered 2026-11-24T20:53:59Z
Discord            not proven yet
queue              1 waiting, the first for 4.25s
sessions           3 open, 2 of 50 answering, 38% reused
claude-haiku-5-5   open: overloaded, not asked before 2026-11-18T11:06:55Z, given up 1 time
claude-sonnet-5-5  closed, 2 failures
to do              Add credit.
cache              2 answers kept, 25% hits (4 hits, 12 misses, 0 joined, 0 stale)
verdicts           2 of 5 for all
votes              6 good, 1 bad
limited            0 channels
configured         botToken, cache
not configured     web
`)
  })

  test('says that a price is unknown, and never that it was nothing', () => {
    const spend = { day: '2026-11-24', usd: null, unpriced: 1 }
    expect(textOf(busyHealth({ spend }))).toContain(
      'spend today        unknown on 2026-11-24 (UTC), without 1 turn or call whose price is not known\n',
    )
    expect(textOf(busyHealth({ spend: { ...spend, usd: 0, unpriced: 0 } }))).toContain(
      'spend today        $0.0000 on 2026-11-24 (UTC)\n',
    )
  })

  test('has no figures where the coordinator does not answer', () => {
    expect(textOf(shown({}, unknownHealth())))
      .toBe(`Threadkeeper: unknown (version 2f77664a-f47c-4587-9fcc-939146501f49, 2026-11-24T20:54:03Z)

The coordinator does not answer. Questions are answered all the same; only the figures are missing.

configured      botToken, cache
not configured  web
`)
  })
})

describe('for Prometheus', () => {
  const samples = readExposition(prometheusOf(busyHealth()))
  const valueOf = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples.find(
      (one) => one.name === `threadkeeper_${name}` && JSON.stringify(one.labels) === JSON.stringify(labels),
    )?.value

  test.each([
    ['build_info', { version: '2f77664a-f47c-4587-9fcc-939146501f49' }, 1],
    ['coordinator_up', {}, 1],
    ['configured', { part: 'botToken' }, 1],
    ['configured', { part: 'web' }, 0],
    ['degraded', {}, 1],
    ['first_words_seconds', { window: '5m', percentile: '50' }, 0.7],
    ['first_words_seconds', { window: '24h', percentile: '99' }, 3.2],
    ['first_words_turns', { window: '5m' }, 3],
    ['answer_seconds', { window: '24h', percentile: '95' }, 4.8],
    ['answer_turns', { window: '24h' }, 400],
    ['tools_seconds', { window: '5m', percentile: '50' }, undefined],
    ['tools_seconds', { window: '24h', percentile: '50' }, 0.09],
    ['tools_turns', { window: '5m' }, 0],
    ['spend_today_dollars', {}, 0.123_45],
    ['spend_today_unpriced', {}, 2],
    ['last_success_timestamp_seconds', { at: 'claude' }, 1_795_553_639],
    ['last_success_timestamp_seconds', { at: 'discord' }, undefined],
    ['questions_waiting', {}, 1],
    ['longest_wait_seconds', {}, 4.25],
    ['sessions_limit', {}, 50],
    ['session_reuse_ratio', {}, 0.375],
    ['cache_hit_ratio', {}, 0.25],
    ['cache_uses', { use: 'bypass' }, 4],
    ['cache_bypasses', { why: 'taken up' }, 1],
    ['votes', { vote: 'bad' }, 1],
    ['model_state', { model: 'claude-haiku-5-5', state: 'open' }, 1],
    ['model_state', { model: 'claude-haiku-5-5', state: 'closed' }, 0],
    ['model_failures', { model: 'claude-sonnet-5-5' }, 2],
  ])('%s%j is %d', (name, labels, value) => {
    expect(valueOf(name, labels)).toBe(value)
  })

  test('every name begins with that of the bot', () => {
    expect(samples.filter(({ name }) => !name.startsWith('threadkeeper_'))).toEqual([])
  })

  test('a bot that has answered nothing yet has no made-up figures', () => {
    const fresh = readExposition(prometheusOf(shown())).map(({ name }) => name)
    expect(fresh).toContain('threadkeeper_questions_waiting')
    for (const name of ['first_words_seconds', 'cache_hit_ratio', 'last_success_timestamp_seconds'])
      expect(fresh).not.toContain(`threadkeeper_${name}`)
  })

  test('without a coordinator there is only what the Worker knows', () => {
    const names = new Set(
      readExposition(prometheusOf(shown({}, unknownHealth()))).map(({ name, value }) => `${name} ${value}`),
    )
    expect([...names]).toEqual([
      'threadkeeper_build_info 1',
      'threadkeeper_coordinator_up 0',
      'threadkeeper_configured 1',
      'threadkeeper_configured 0',
    ])
  })

  test('a label may have any text', () => {
    const version = 'a "quoted" \\ and\nbroken }, x="y'
    expect(readExposition(prometheusOf(shown({ version })))[0]?.labels).toEqual({ version })
  })

  test.each([
    ['no line feed at its end', '# HELP a b\n# TYPE a gauge\na 1', 'does not end'],
    ['no TYPE', '# HELP a b\na 1\n', 'before its HELP and TYPE'],
    ['a wrong escape', '# HELP a b\n# TYPE a gauge\na{b="\\x"} 1\n', 'no labels'],
    ['a quote within a label', '# HELP a b\n# TYPE a gauge\na{b="c"d"} 1\n', 'no comma'],
    ['no number', '# HELP a b\n# TYPE a gauge\na null\n', 'no sample'],
    ['the same sample twice', '# HELP a b\n# TYPE a gauge\na 1\na 2\n', 'twice'],
    [
      'a group in two parts',
      '# HELP a b\n# TYPE a gauge\na 1\n# HELP c b\n# TYPE c gauge\nc 1\na{b="c"} 1\n',
      'not in one group',
    ],
    ['milliseconds', '# HELP a_ms b\n# TYPE a_ms gauge\na_ms 1\n', 'base unit'],
    ['a label of another type', '# HELP a b\n# TYPE a gauge\na{quantile="1"} 1\n', 'may not be there'],
  ])('what has %s is refused by the reader', (_, text, why) => {
    expect(() => readExposition(text)).toThrow(why)
  })
})
