/** Days and months of a time zone, over the changes of its clocks. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf, isTimeZone, monthOf } from '../../src/guild/calendar.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (ms: number): string => new Date(ms).toISOString()

describe('the day', () => {
  test('is that of the time zone', () => {
    const moment = at('2026-11-30T23:30:00Z')
    expect(calendarOf('UTC').dayOf(moment)).toBe(20_261_130)
    expect(calendarOf('Europe/Berlin').dayOf(moment)).toBe(20_261_201)
    expect(calendarOf('America/New_York').dayOf(moment)).toBe(20_261_130)
    expect(monthOf(20_261_201)).toBe(202_612)
  })

  test('is that of UTC in a time zone that nobody knows', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true)
    expect(isTimeZone('Mars/Olympus')).toBe(false)
    expect(calendarOf('Mars/Olympus').dayOf(at('2026-11-30T23:30:00Z'))).toBe(20_261_130)
  })
})

describe('the next', () => {
  test.each([
    ['a usual day', 'Europe/Berlin', '2026-11-29T10:00:00Z', '2026-11-29T23:00:00.000Z'],
    ['a day of 23 hours', 'Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T22:00:00.000Z'],
    ['a day of 25 hours', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00.000Z'],
    // The clocks go forward at midnight: the day begins at one o'clock.
    ['a day without midnight', 'Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-23T22:00:00.000Z'],
    ['a zone of half an hour', 'Asia/Kolkata', '2026-11-29T10:00:00Z', '2026-11-29T18:30:00.000Z'],
    ['the first moment of a day', 'UTC', '2026-11-29T00:00:00Z', '2026-11-30T00:00:00.000Z'],
    ['the last moment of a day', 'UTC', '2026-11-29T23:59:59Z', '2026-11-30T00:00:00.000Z'],
  ])('day after %s', (_, zone, now, next) => {
    expect(iso(calendarOf(zone).nextDayAt(at(now)))).toBe(next)
  })

  test('month begins in the time zone, too', () => {
    expect(iso(calendarOf('Europe/Berlin').nextMonthAt(at('2026-10-01T12:00:00Z')))).toBe(
      '2026-10-31T23:00:00.000Z',
    )
    expect(iso(calendarOf('UTC').nextMonthAt(at('2026-12-31T23:59:00Z')))).toBe('2027-01-01T00:00:00.000Z')
  })

  test('day is always another, and the minute before it is not', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Santiago',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Africa/Cairo',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
        (zone, now) => {
          const calendar = calendarOf(zone)
          const next = calendar.nextDayAt(now)
          expect(next).toBeGreaterThan(now)
          expect(calendar.dayOf(next)).toBeGreaterThan(calendar.dayOf(now))
          expect(calendar.dayOf(next - 60_000)).toBe(calendar.dayOf(now))
        },
      ),
      { numRuns: 50 },
    )
  })
})
