/** A thread's calls to the coordinator: made beside everything else, and used when the answer is in time. */

import { describe, expect, test } from 'vitest'
import type { Arrival, QueuePosition } from '../../src/converse/coordinator/session-pool.ts'
import type { CoordinatorNews } from '../../src/converse/coordinator/coordinator.ts'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { type Coordinator, coordinatorClient } from '../../src/converse/coordinator/coordinator-client.ts'
import { ahead } from '../../src/sentences/sentences.ts'
import { question, turnFigures } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { answering } from '../fakes/coordinator.ts'
import { noNews } from '../fakes/models.ts'

const never = (): Promise<never> => new Promise(() => undefined)

/** What a call brings, after so many milliseconds. */
type Answer = { readonly after?: number; readonly place: QueuePosition } | 'hangs' | 'fails'

interface How {
  readonly began?: Answer
  /** One for each call; the last one repeats. */
  readonly waits?: readonly Answer[]
  readonly isIn?: boolean
  readonly hasEta?: boolean
  /** How long it takes to hear of a second beginning. */
  readonly againAfter?: number
  /** When the turn comes to the point where it would ask Claude. */
  readonly cacheMs?: number
  readonly stopAfterMs?: number
}

interface Went {
  readonly place: 'in' | 'waited' | 'full'
  /** When it was known. */
  readonly at: number
  /** What was said meanwhile, and when. */
  readonly said: readonly string[]
  /** When it began to wait, and when it no longer did. */
  readonly waits: readonly string[]
  /** The size of the question with each beginning, as the coordinator was told. */
  readonly sizes: readonly (number | undefined)[]
  /** The calls, as the coordinator saw them. */
  readonly calls: readonly string[]
  readonly complaints: readonly string[]
  readonly news: readonly CoordinatorNews[]
}

async function go(how: How): Promise<Went> {
  const clock = testClock()
  const sizes: (number | undefined)[] = []
  const calls: string[] = []
  const complaints: string[] = []
  const news: CoordinatorNews[] = []
  const said: string[] = []
  const waits: string[] = []
  const bring = async (answer: Answer): Promise<QueuePosition> => {
    if (answer === 'fails') throw new Error('a coordinator that is being replaced')
    if (answer === 'hangs') return new Promise(() => undefined)
    await clock.sleep(answer.after ?? 5)
    return answer.place
  }
  const coordinator: Coordinator = {
    async began(_turn, size, _now, { isIn }) {
      sizes.push(size)
      calls.push(`${clock.now()} began${isIn ? ' inside' : ''}`)
      const place = await bring(
        calls.length > 1 ? { after: how.againAfter ?? 0, place: 'in' } : (how.began ?? { place: 'in' }),
      )
      return { expectedMs: 1_000, refused: 0, place, models: noNews }
    },
    waits(arrival: Arrival, seen) {
      calls.push(`${clock.now()} waits ${seen} since ${arrival.askedAt}`)
      const count = calls.filter((call) => call.includes('waits')).length
      const all = how.waits ?? []
      return bring(all[Math.min(count, all.length) - 1] ?? 'fails')
    },
    ended: () => Promise.resolve(),
    ...answering(() => Promise.resolve()),
  }
  const later: Promise<void>[] = []
  const client = coordinatorClient({
    clock,
    coordinator: () => coordinator,
    later: (work) => later.push(work),
    complain: (message) => complaints.push(message),
  })
  const receive = (heard: CoordinatorNews | undefined): void => {
    if (heard !== undefined) news.push(heard)
  }
  const waitForSession = client.began(
    { question: question({ askedAt: -200 }), isIn: how.isIn === true, hasEta: how.hasEta !== false },
    receive,
    (isWaiting) => waits.push(`${clock.now()} ${isWaiting}`),
  )
  const stop = new AbortController()
  const arrives = async (): Promise<Went['place']> => {
    if (how.stopAfterMs !== undefined) void clock.sleep(how.stopAfterMs).then(() => stop.abort())
    await clock.sleep(how.cacheMs ?? 20)
    const waiting = waitForSession(stop.signal)
    for (;;) {
      const next = await waiting.next()
      if (next.done === true) return next.value
      said.push(`${clock.now()} ${next.value === undefined ? 'nothing' : ahead(next.value, 'en')}`)
    }
  }
  const place = await clock.until(arrives())
  const at = clock.now()
  await clock.until(Promise.all(later))
  return { place, at, said, waits, sizes, calls, complaints, news }
}

describe('a turn that may go in', () => {
  test('goes in without a pause when the word has come while the cache was looked up', async () => {
    expect(await go({})).toMatchObject({ place: 'in', at: 20, said: [], calls: ['0 began'] })
  })

  test('tells the size of its question only where it wants to know how long that will take', async () => {
    expect((await go({})).sizes).toEqual([question().text.length])
    expect((await go({ hasEta: false })).sizes).toEqual([undefined])
  })

  test('waits for the word no longer than 150 ms from its start, and is told of afterwards', async () => {
    const { place, at, waits, calls, news } = await go({ began: { after: 900, place: { before: 3 } } })
    expect([place, at, waits]).toEqual(['in', 150, []])
    expect(calls).toEqual(['0 began', '900 began inside'])
    expect(news[0]?.expectedMs).toBe(1_000)
  })

  test('does not wait at all when the cache has taken that long', async () => {
    expect((await go({ began: 'hangs', cacheMs: 160 })).at).toBe(160)
  })

  test('does not wait when its session was let in before', async () => {
    const { place, at, calls } = await go({ isIn: true, began: 'hangs' })
    expect([place, at, calls]).toEqual(['in', 20, ['0 began inside']])
  })

  test('goes in where the coordinator hangs, and the call is given up', async () => {
    const { place, at, complaints } = await go({ began: 'hangs' })
    expect([place, at, complaints]).toEqual(['in', 150, ['no answer within 5000 ms']])
  })

  test('goes in where the coordinator fails, without waiting for it', async () => {
    const { place, at, complaints } = await go({ began: 'fails' })
    expect([place, at, complaints]).toEqual(['in', 20, ['a coordinator that is being replaced']])
  })

  test('is refused where too many wait', async () => {
    expect(await go({ began: { place: 'full' } })).toMatchObject({ place: 'full', at: 20, said: [] })
  })
})

describe('a turn that has to wait', () => {
  test('says its place, once for each, and takes the line away when it goes in', async () => {
    const went = await go({
      began: { place: { before: 2 } },
      waits: [
        { after: 20_000, place: { before: 2 } },
        { after: 3_000, place: { before: 1 } },
        { after: 500, place: 'in' },
      ],
    })
    expect(went).toMatchObject({ place: 'waited', at: 23_520, waits: ['20 true', '23520 false'] })
    expect(went.said).toEqual([
      '20 2 questions ahead of yours',
      '23020 1 question ahead of yours',
      '23520 nothing',
    ])
    expect(went.calls).toEqual([
      '0 began',
      '20 waits 2 since -200',
      '20020 waits 2 since -200',
      '23020 waits 1 since -200',
      '23520 began inside',
    ])
  })

  test('hears anew of Claude’s models before it goes in, for 150 ms at most', async () => {
    const waits: readonly Answer[] = [{ after: 9_000, place: 'in' }]
    const began: Answer = { place: { before: 1 } }
    const { at, news } = await go({ began, waits, againAfter: 100 })
    expect([at, news.length]).toEqual([9_120, 2])
    expect((await go({ began, waits, againAfter: 900 })).at).toBe(9_170)
  })

  test('asks again after a call that failed', async () => {
    const { place, at, calls } = await go({
      began: { place: { before: 1 } },
      waits: ['fails', { after: 500, place: 'in' }],
    })
    expect([place, at]).toEqual(['waited', 1_520])
    expect(calls.slice(-2)).toEqual(['1020 waits 1 since -200', '1520 began inside'])
  })

  test('goes in after two calls that failed, and the coordinator is told', async () => {
    const { place, at, calls } = await go({ began: { place: { before: 1 } }, waits: ['fails'] })
    expect([place, at]).toEqual(['waited', 1_020])
    expect(calls.at(-1)).toBe('1020 began inside')
  })

  test('goes in after two calls that hung', async () => {
    const { place, at } = await go({ began: { place: { before: 1 } }, waits: ['hangs'] })
    expect([place, at]).toEqual(['waited', 51_020])
  })

  test('waits no longer than its turn may take', async () => {
    const { place, at, said } = await go({
      began: { place: { before: 1 } },
      waits: [{ after: 20_000, place: { before: 1 } }],
      stopAfterMs: 45_000,
    })
    expect([place, at]).toEqual(['full', 45_000])
    expect(said.at(-1)).toBe('45000 nothing')
  })
})

test('a coordinator that cannot even be named is complained of, and nothing else', async () => {
  const complaints: string[] = []
  const work: Promise<void>[] = []
  const client = coordinatorClient({
    clock: testClock(),
    coordinator: () => {
      throw new Error('no such binding')
    },
    later: (one) => work.push(one),
    complain: (message) => complaints.push(message),
  })
  expect(await client.notify((to) => to.closed('1'))).toBe(false)
  await Promise.all(work)
  expect(complaints).toEqual(['no such binding'])
})

/** When the coordinator hears of the end of a turn that ends at once, and whether with a note. */
async function hears(how: {
  readonly beginMs?: number
  readonly note?: Promise<CacheNote | undefined>
}): Promise<readonly string[]> {
  const clock = testClock()
  const calls: string[] = []
  const work: Promise<void>[] = []
  const client = coordinatorClient({
    clock,
    coordinator: () => ({
      began: async () => {
        await clock.sleep(how.beginMs ?? 5)
        calls.push(`${clock.now()} began`)
        return { expectedMs: undefined, refused: 0, place: 'in', models: noNews }
      },
      ended: (_report, _size, now, note) => {
        calls.push(`${clock.now()} ended at ${now}${note === undefined ? '' : ' with a note'}`)
        return Promise.resolve()
      },
      waits: never,
      ...answering(never),
    }),
    later: (one) => work.push(one),
    complain: (message) => calls.push(message),
  })
  const asked = question()
  client.began(
    { question: asked, isIn: false, hasEta: true },
    () => undefined,
    () => undefined,
  )
  const report = turnFigures({ turn: asked.id })
  await clock.until(client.ended({ report, size: 5, endedAt: 0 }, how.note))
  await clock.until(Promise.all(work))
  return calls
}

describe('the end of a turn', () => {
  test('is told after its beginning, however slow that was', async () => {
    expect(await hears({ beginMs: 700 })).toEqual(['700 began', '700 ended at 0'])
  })

  test('is told with what became of the answer in the cache, and without where that never comes', async () => {
    const note: CacheNote = { key: 'k', scope: 's', wrote: true, madeAt: 0, expiresAt: 9 }
    expect((await hears({ note: Promise.resolve(note) }))[1]).toBe('5 ended at 0 with a note')
    expect((await hears({ note: never() }))[1]).toBe('3005 ended at 0')
  })

  test('is told where the beginning never was', async () => {
    expect((await hears({ beginMs: 60_000 })).slice(0, 2)).toEqual([
      'no answer within 5000 ms',
      '5000 ended at 0',
    ])
  })
})
