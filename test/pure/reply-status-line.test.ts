/** What a reply shows while nothing can be said: the lines of a silence, the status line, and that the bot types. */

import { describe, expect, test } from 'vitest'
import { play, status, HELLO } from '../fakes/play-reply.ts'

describe('a silence', () => {
  const lines = [
    { afterMs: 2_000, text: 'Thinking' },
    { afterMs: 10_000, text: 'Still here' },
  ]

  test('before the first words is told of, line after line, until they come', async () => {
    const { discord } = await play({ acts: [12_000, HELLO, 100], options: { silence: { lines } } })
    expect(discord.calls).toEqual([
      '2000 edit 0: -# Thinking',
      '10000 edit 0: -# Still here',
      `12000 edit 0: ${HELLO} ▌`,
      `12100 edit 0: ${HELLO}`,
    ])
  })

  test('begins when our own line about something else is taken away', async () => {
    const { discord } = await play({
      acts: [
        { kind: 'status', text: 'Waiting' },
        20_000,
        { kind: 'status', text: undefined },
        3_000,
        HELLO,
        100,
      ],
      options: { silence: { lines } },
    })
    expect(discord.calls).toEqual([
      '0 edit 0: -# Waiting',
      '22000 edit 0: -# Thinking',
      `23000 edit 0: ${HELLO} ▌`,
      `23100 edit 0: ${HELLO}`,
    ])
  })

  test('in the middle stands under the text, and is gone with the next words', async () => {
    const { discord, shown } = await play({
      acts: ['Hello. ', 10_500, 'Bye. ', 3_000],
      options: { silence: { lines: [{ afterMs: 10_000, text: 'Still here' }] } },
    })
    expect(discord.calls).toContain('10000 edit 0: Hello.\n-# Still here')
    expect(shown).toEqual(['Hello. Bye.'])
  })
})

describe('typing', () => {
  test('is shown in a long pause, again every eight seconds, and not while words come', async () => {
    const typed: number[] = []
    const { shown } = await play({
      acts: ['Hello. ', 1_000, 'More. ', 30_000, 'Bye. '],
      type: (now) => typed.push(now),
    })
    expect(shown).toEqual(['Hello. More. Bye.'])
    expect(typed.length).toBeGreaterThanOrEqual(2)
    expect(Math.min(...typed)).toBeGreaterThanOrEqual(9_000)
    expect(typed.slice(1).every((at, n) => at - (typed[n] ?? 0) >= 7_999)).toBe(true)
  })

  test('is left to Discord before the first message', async () => {
    const typed: number[] = []
    await play({ acts: [30_000, 'Hello. '], type: (now) => typed.push(now) })
    expect(typed).toEqual([])
  })
})

describe('the status line', () => {
  test('is shown while nothing can be said, and is gone in the last edit', async () => {
    const { discord, shown } = await play({
      acts: [
        status('2 questions ahead of yours'),
        3_000,
        status('1 question ahead of yours'),
        3_000,
        HELLO,
        3_000,
        ' Bye.',
        500,
      ],
    })
    expect(discord.calls).toEqual([
      '0 edit 0: -# 2 questions ahead of yours',
      '3000 edit 0: -# 1 question ahead of yours',
      `6000 edit 0: ${HELLO}\n-# 1 question ahead of yours`,
      `9000 edit 0: ${HELLO} Bye.\n-# 1 question ahead of yours`,
      `9500 edit 0: ${HELLO} Bye.`,
    ])
    expect(shown).toEqual([`${HELLO} Bye.`])
  })

  test('can be taken away', async () => {
    const { discord } = await play({
      acts: ['Hello.', 2_000, status('Still here'), 2_000, status(undefined), 9_000],
    })
    expect(discord.calls.map((call) => call.replace(/^\d+ /, ''))).toEqual([
      'edit 0: Hello. ▌',
      'edit 0: Hello.\n-# Still here',
      'edit 0: Hello. ▌',
      'edit 0: Hello.',
    ])
  })

  test('never holds up the first words', async () => {
    const { discord } = await play({ acts: [status('One'), 100, status('Two'), 100, HELLO, 9_000] })
    expect(discord.calls[1]).toBe(`200 edit 0: ${HELLO}\n-# Two`)
  })
})
