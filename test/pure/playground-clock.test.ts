/** The clock of the playground: what is due when time is skipped, and what the next start knows of it. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { keptClock, playgroundClock } from '../../src/playground/ahead/clock.ts'
import { handClock } from '../fakes/discord-bot.ts'

const MINUTE = 60_000

describe('a clock on which time is skipped', () => {
  test('is ahead of the machine by all that was skipped', () => {
    const machine = handClock(1_000)
    const clock = playgroundClock(5 * MINUTE, machine.now)
    clock.skip(10 * MINUTE)
    machine.pass(7)
    expect([clock.aheadMs(), clock.now()]).toEqual([15 * MINUTE, 1_007 + 15 * MINUTE])
  })

  test('does at once what was due meanwhile, the earliest first, and the rest in its time', () => {
    const clock = playgroundClock()
    const done: string[] = []
    for (const [name, minutes] of [
      ['fourth', 25],
      ['second', 10],
      ['first', 3],
      ['third', 15],
    ] as const)
      clock.later(minutes * MINUTE, () => done.push(name))
    clock.skip(10 * MINUTE)
    expect(done).toEqual(['first', 'second'])
    clock.skip(5 * MINUTE)
    expect(done).toEqual(['first', 'second', 'third'])
    clock.skip(10 * MINUTE)
    expect(done).toEqual(['first', 'second', 'third', 'fourth'])
  })

  test('does nothing that was called off, also by what was due before it', () => {
    const clock = playgroundClock()
    const done: string[] = []
    const callOff = clock.later(2 * MINUTE, () => done.push('called off'))
    clock.later(MINUTE, () => {
      done.push('first')
      callOff()
    })
    clock.skip(10 * MINUTE)
    expect(done).toEqual(['first'])
  })
})

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'clock-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

describe('a clock that is kept', () => {
  const told: string[] = []
  const open = (at: string): ReturnType<typeof keptClock> => keptClock(at, (line) => told.push(line))

  test('is as far ahead after the next start', () => {
    const at = join(folder(), 'not yet there')
    const first = open(at)
    expect(first.aheadMs()).toBe(0)
    first.skip(10 * MINUTE)
    first.skip(10 * MINUTE)
    expect(open(at).aheadMs()).toBe(20 * MINUTE)
  })

  test.each(['', '{', '{}', '{"aheadMs":-5}', '{"aheadMs":"600000"}'])('%j is no time ahead', (text) => {
    const at = folder()
    writeFileSync(join(at, 'clock.json'), text)
    expect(open(at).aheadMs()).toBe(0)
  })

  test('skips where nothing can be kept, and says so', () => {
    const at = join(folder(), 'file')
    writeFileSync(at, 'not a folder')
    const clock = open(at)
    clock.skip(MINUTE)
    expect(clock.aheadMs()).toBe(MINUTE)
    expect(told.at(-1)).toMatch(/^The next start will not know how far the bot is ahead: /)
    expect(readFileSync(at, 'utf8')).toBe('not a folder')
  })
})
