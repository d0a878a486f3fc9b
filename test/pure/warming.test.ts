/** Popular answers kept warm: which are asked again, and when. */

import { describe, expect, test } from 'vitest'
import { START, MONAD, stage } from '../fakes/warming.ts'

describe('what was asked three times', () => {
  test('is asked again a minute before it expires, and lies in the cache anew', async () => {
    const { ask, pass, asked, written, notes, events, clock } = stage()
    for (const wrote of [true, false, false]) await ask(MONAD, { wrote })
    await pass(539_999)
    expect(asked).toEqual([])
    await pass(1)
    expect(asked).toEqual([MONAD])
    expect(written).toEqual([{ print: expect.any(String), answer: 'Warm.', madeAt: START + 540_000 }])
    expect(notes).toEqual([
      {
        key: `${MONAD} in guild 1`,
        scope: 'guild 1',
        madeAt: clock.now(),
        expiresAt: clock.now() + 600_000,
        wrote: true,
      },
    ])
    expect(events).toEqual([
      {
        evt: 'cache.warmed',
        v: 1,
        cause: 'likely',
        scope: 'guild',
        outcome: 'kept',
        times: 3,
        in_tok: 3,
        cache_read_tok: 0,
        cache_write_tok: 0,
        out_tok: 2,
        usd: 0.0000013,
        ms: 0,
      },
    ])
  })

  test('is kept warm for an hour after it was last asked, not longer', async () => {
    const { ask, pass, asked } = stage()
    for (let n = 0; n < 3; n += 1) await ask()
    await pass(3_600_000)
    expect(asked.length).toBe(6)
    await pass(3_600_000)
    expect(asked.length).toBe(6)
  })

  test('by a member alone is kept warm for that member', async () => {
    const { ask, pass, notes, events } = stage()
    for (let n = 0; n < 3; n += 1) await ask(MONAD, { scope: 'member 7' })
    await pass(540_000)
    expect(notes.map(({ scope }) => scope)).toEqual(['member 7'])
    expect(events.map(({ scope }) => scope)).toEqual(['member'])
  })

  test('in two scopes together is not repeated in either', async () => {
    const { ask, pass, asked } = stage()
    await ask(MONAD, { scope: 'guild 1' })
    await ask(MONAD, { scope: 'guild 2' })
    await ask(MONAD, { scope: 'guild 1' })
    await pass(3_600_000)
    expect(asked).toEqual([])
  })
})

describe('an answer that is asked for at the end of its life', () => {
  test('is refreshed at once, though asked only twice', async () => {
    const { ask, pass, asked, events } = stage()
    await ask()
    await pass(480_000)
    await ask(MONAD, { wrote: false, madeAt: START, expiresAt: START + 600_000 })
    expect(asked).toEqual([MONAD])
    expect(events[0]).toMatchObject({ cause: 'asked', outcome: 'kept', times: 2 })
  })

  test('is refreshed once, however many ask meanwhile', async () => {
    const { ask, pass, asked, warm, clock } = stage({ slowMs: 5_000 })
    await ask()
    await pass(480_000)
    const hit = {
      key: `${MONAD} in guild 1`,
      scope: 'guild 1',
      wrote: false,
      madeAt: START,
      expiresAt: START + 600_000,
    }
    await clock.until(Promise.all([1, 2, 3].map(() => warm.asked({ ...hit, question: MONAD }))))
    expect(asked).toEqual([MONAD])
  })

  test('is left alone while it is young', async () => {
    const { ask, asked } = stage()
    await ask()
    await ask(MONAD, { wrote: false })
    expect(asked).toEqual([])
  })
})
