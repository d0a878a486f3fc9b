/** The weather of the playground as an address says it. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  calm,
  CLAUDE_FAULTS,
  COORDINATOR_FAULTS,
  fieldNames,
  FIELDS,
  KV_FAULTS,
  queryOf,
  SCENES,
  strikes,
  type Weather,
  weatherOf,
} from '../../src/playground/weather/weather.ts'

const amountOf = (
  name:
    | 'discord-latency'
    | 'discord-bucket'
    | 'discord-limit'
    | 'discord-429'
    | 'discord-5xx'
    | 'discord-deletes'
    | 'claude-first'
    | 'claude-speed',
): fc.Arbitrary<number> => fc.integer({ min: FIELDS[name].least, max: FIELDS[name].most })

const weathers: fc.Arbitrary<Weather> = fc.record({
  'discord-latency': amountOf('discord-latency'),
  'discord-bucket': amountOf('discord-bucket'),
  'discord-limit': amountOf('discord-limit'),
  'discord-429': amountOf('discord-429'),
  'discord-5xx': amountOf('discord-5xx'),
  'discord-deletes': amountOf('discord-deletes'),
  'discord-automod': fc.constantFrom('off', 'strict'),
  'discord-threads': fc.constantFrom('open', 'locked'),
  'claude-first': amountOf('claude-first'),
  'claude-speed': amountOf('claude-speed'),
  claude: fc.constantFrom('well', ...CLAUDE_FAULTS),
  'cloudflare-kv': fc.constantFrom('well', ...KV_FAULTS),
  'cloudflare-coordinator': fc.constantFrom('well', ...COORDINATOR_FAULTS),
})

describe('an address of the weather', () => {
  test('every weather comes back from its address', () => {
    fc.assert(
      fc.property(weathers, (weather) => {
        const query = queryOf(weather)
        expect(weatherOf(query)).toEqual({ ok: true, weather })
        // It can be read as it stands: nothing in it has to be escaped.
        expect(new URL(`http://a/?weather=${query}`).search).toBe(`?weather=${query}`)
        expect(query).toMatch(/^[a-z0-9:,-]+$/)
      }),
    )
  })

  test('only what is not calm is in it', () => {
    expect(queryOf(calm)).toBe('calm')
    expect(queryOf({ ...calm, 'discord-latency': 800, claude: 'overloaded' })).toBe(
      'discord-latency:800,claude:overloaded',
    )
  })

  test.each(['', 'calm', ' calm , '])('"%s" is calm', (query) => {
    expect(weatherOf(query)).toEqual({ ok: true, weather: calm })
  })

  test.each(Object.entries(SCENES))('the scene %s is read by its name, and is no calm', (name, scene) => {
    const read = weatherOf(name)
    expect(read).toEqual({ ok: true, weather: { ...calm, ...scene } })
    expect(read.ok && queryOf(read.weather)).not.toBe('calm')
  })

  test('what comes later wins, a scene too', () => {
    expect(weatherOf('slow-evening,discord-latency:50')).toMatchObject({
      weather: { 'discord-latency': 50, 'claude-speed': 12 },
    })
  })

  test.each([
    ['rain:1', 'There is no weather "rain". There are: '],
    ['toString:1', 'There is no weather "toString".'],
    ['discord-latency:-1', 'discord-latency is a whole number from 0 to 5000, not "-1".'],
    ['discord-latency:5001', 'discord-latency is a whole number from 0 to 5000, not "5001".'],
    ['discord-latency', 'discord-latency is a whole number from 0 to 5000, not "".'],
    ['discord-bucket:1e0', 'discord-bucket is a whole number from 1 to 5, not "1e0".'],
    ['claude:tired', 'claude is one of well, overloaded,'],
    ['claude:cut:stall', 'not "cut:stall".'],
    ['ahead', 'ahead is a whole number from 1 to 44640, not "".'],
    ['ahead:0', 'ahead is a whole number from 1 to 44640, not "0".'],
    ['ahead:44641', 'ahead is a whole number from 1 to 44640, not "44641".'],
  ])('%s gets a sentence', (query, sentence) => {
    const read = weatherOf(query)
    expect(read.ok ? '' : read.why).toContain(sentence)
  })

  test('the clock stands beside the weather, and is in no weather', () => {
    expect(weatherOf('ahead:20')).toEqual({ ok: true, weather: calm, aheadMinutes: 20 })
    expect(weatherOf('no-credit,ahead:20,ahead:30')).toEqual({
      ok: true,
      weather: { ...calm, claude: 'no-credit' },
      aheadMinutes: 30,
    })
  })

  test('the calm value of each field is one that the field takes', () => {
    for (const name of fieldNames)
      expect(weatherOf(`${name}:${FIELDS[name].calm}`)).toEqual({ ok: true, weather: calm })
  })
})

test('a share of the calls is struck evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), (percent) => {
      const struck = Array.from({ length: 200 }, (_, n) => strikes(percent, n + 1)).filter(Boolean).length
      expect(struck).toBe(percent * 2)
    }),
  )
  expect([1, 2, 3, 4].map((n) => strikes(50, n))).toEqual([false, true, false, true])
})
